import { verifyAudit } from '../audit/log/queries'
import { findOrganization } from '../organizations/find'
import { keepPreference } from '../preferences/keep'
import { query } from '../query'

/** Checks the whole log, and keeps for the person how far it was found whole. */
export const verifyActivity = query({
  action: 'audit.export',
  input: verifyAudit.input,
  load: (_db, input, ctx) => findOrganization(ctx, input.org),

  async run({ input: { org }, ctx }) {
    const found = await verifyAudit(ctx, { org })
    const { ok, size, head, checkedAt: at } = found
    const value = ok ? { size, head, at } : null
    await keepPreference(ctx, { org, key: 'activity.verified', value })
    return found
  },
})
