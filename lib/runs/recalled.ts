import { eq } from 'drizzle-orm'
import { type Alert, runs } from '@/db/schema/tables'
import type { Ctx } from '../actor'
import type { Tx } from '../door'
import { recallNotices, tellRecall } from '../lineage/recalled'

const code = 'recalled_input'
const most = 50

/**
 * Puts an alert on a run for each of its inputs that is recalled, or was made of what is. Everybody who sees
 * the run reads it, so it says no more than any member may know.
 */
export async function warnOfRecalls(
  tx: Tx,
  ctx: Ctx,
  run: { id: string; organizationId: string },
  taken: readonly { name: string; id: string }[],
): Promise<void> {
  if (taken.length === 0) return
  const ids = taken.map(({ id }) => id)
  const notices = await recallNotices(tx, anyMember(ctx), run.organizationId, ids)
  const alerts = taken
    .flatMap(({ name, id }) => (notices.get(id) ?? []).map((notice) => ({ name, notice })))
    .map(({ name, notice }): Alert => ({ code, message: `Input ${name}: ${tellRecall(notice)}` }))
  if (alerts.length === 0) return
  await tx
    .update(runs)
    .set({ alerts: alerts.slice(0, most) })
    .where(eq(runs.id, run.id))
}

/** Those of the alerts of a run. */
export const recalledInputs = (alerts: readonly Alert[]): Alert[] =>
  alerts.filter((alert) => alert.code === code)

/** Somebody of the same organizations who holds no role there and made nothing. */
function anyMember(ctx: Ctx): Ctx {
  const id = '00000000-0000-0000-0000-000000000000'
  return {
    ...ctx,
    actor: { kind: 'person', id, name: '', email: '', sessionId: null },
    memberships: ctx.memberships.map((membership) => ({ ...membership, grants: [] })),
  }
}
