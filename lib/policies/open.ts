import { sql } from 'drizzle-orm'
import { z } from 'zod'
import { can } from '../access'
import { query } from '../query'
import { PageInput } from '../view'
import { effectivePolicy } from './effective'
import { PlaceRef, placeOf, sourcesAt } from './find'
import { findRevision, pageOfRevisions, viewPolicy } from './read'
import { policyView } from './view'

const RevisionNumber = z.coerce
  .number()
  .int()
  .min(0)
  .max(2 ** 31 - 1)

/** A policy as its page shows it: what holds, what would hold without what is set here, and who may set it. */
export const openPolicy = query({
  action: 'policy.read',
  input: PlaceRef,
  load: (db, input, ctx) => placeOf(db, ctx, input),

  async run({ db, subject, ctx }) {
    const { organization, scope, scopeId, slug, access } = subject
    const sources = await sourcesAt(db, subject)
    const above = sources.filter((source) => source.scopeId !== scopeId)
    const { rows } = await db.execute<{ key: string }>(sql`
      select d.key from metric_definitions d
      where d.organization_id = ${organization.organizationId} and ${scope} <> 'model'
      union
      select m.key from version_metrics m
      where m.version_id = any(array(select v.id from versions v
        where v.model_id = ${scopeId} and v.life <> 'deleted' order by v.number desc limit 20))
      order by key limit 500`)
    const metrics = rows.map(({ key }) => key)
    const teams = await db.execute<{ slug: string; name: string }>(sql`
      select t.slug, t.name from teams t
      where t.organization_id = ${organization.organizationId} and t.removed_at is null
      order by t.slug limit 500`)
    return {
      scope,
      slug,
      organizationName: organization.name,
      policy: await viewPolicy(db, subject),
      above: policyView(effectivePolicy(above, organization.fourEyes)),
      may: can(ctx, 'policy.set', access),
      metrics,
      teams: [...teams.rows],
    }
  },
})
/** The history of a policy, with two of its revisions to compare: 0 is the time before the first. */
export const openHistory = query({
  action: 'policy.read',
  input: PlaceRef.extend(PageInput.shape).extend({
    from: RevisionNumber.optional(),
    to: RevisionNumber.optional(),
  }),
  load: (db, input, ctx) => placeOf(db, ctx, input),

  async run({ db, subject, input }) {
    const { from, to } = input
    const { items, nextCursor } = await pageOfRevisions(db, subject, input)
    const rulesOf = async (number: number | undefined) =>
      number === 0 ? {} : number && (await findRevision(db, subject, number))?.rules
    const [before, after] = [await rulesOf(from), await rulesOf(to)]
    const isWanted = from !== undefined && to !== undefined
    const compared = before && after && isWanted ? { from, to, before, after } : null
    return { items, nextCursor, compared, isMissing: isWanted && !compared }
  },
})
