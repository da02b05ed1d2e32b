import { type SQL, sql } from 'drizzle-orm'
import type { Ctx } from '../actor'
import type { ReadDb } from '../door'
import { recalledNow } from '../lineage/recalled'
import type { EffectivePolicy } from './effective'
import type { exclusions } from './rules'

export type Exclusion = (typeof exclusions)[number]

/** What an approved version is, of the row `v` of `versions`, that keeps it from being wanted. */
const flaws = (now: SQL): Record<Exclusion, SQL> => ({
  recalled: recalledNow(sql`v.id`),
  expired: sql`coalesce(v.valid_until <= ${now}, false)`,
  stale: sql`exists (select 1 from decisions d where d.version_id = v.id and d.at = v.decided_at
    and (d.evidence_digest <> v.evidence_digest or d.card_changed_at is not null))`,
})

/** Whether the row `v` of `versions` has none of the flaws in an array of text, in SQL. */
export function isWithout(excluded: SQL, now: SQL): SQL<boolean> {
  const each = Object.entries(flaws(now)).map(
    ([name, is]) => sql`not (${name} = any(${excluded}) and ${is})`,
  )
  return sql<boolean>`(${sql.join(each, sql` and `)})`
}

/** The flaws of the row `v` of `versions`, as an array of text. */
export function flawsOf(now: SQL): SQL<Exclusion[]> {
  const each = Object.entries(flaws(now)).map(([name, is]) => sql`case when ${is} then ${name} end`)
  return sql<Exclusion[]>`array_remove(array[${sql.join(each, sql`, `)}], null)`
}

/** Whether a version has one of some flaws now. */
export async function isFlawed(
  db: ReadDb,
  ctx: Ctx,
  versionId: string,
  which: readonly Exclusion[],
): Promise<boolean> {
  const { rows } = await db.execute<{ flaws: Exclusion[] }>(
    sql`select ${flawsOf(nowOf(ctx))} as flaws from versions v where v.id = ${versionId}`,
  )
  return rows[0]?.flaws.some((flaw) => which.includes(flaw)) ?? false
}

/** The clock of the caller, in SQL. */
export const nowOf = (ctx: Ctx) => instant(ctx.now())
export const instant = (at: Date) => sql`${at.toISOString()}::timestamptz`

export function excludedBy({ exclude }: EffectivePolicy): Exclusion[] {
  return exclude.map(({ value }) => value)
}

/** What the policies of the row of `models` of the outer query keep from being latest: lists add up. */
export const exclusionsOf = sql`array(select e.what from policies pol,
    jsonb_array_elements_text(coalesce(pol.rules -> 'exclude', '[]')) e(what)
  where pol.scope_id = any(array[models.organization_id, models.id]
    || array(select mp.project_id from model_projects mp where mp.model_id = models.id)))`

/**
 * The id of what `latest` means for the row of `models` of the outer query. What the model itself names is
 * the highest approved version; where a policy excludes some, it is looked for below.
 */
export const latestOf = sql<string | null>`(case
  when models.latest_version_id is null or cardinality(${exclusionsOf}) = 0 then models.latest_version_id
  else (select v.id from versions v
    where v.model_id = models.id and v.state = 'approved' and v.life = 'live'
      and ${isWithout(exclusionsOf, sql`now()`)}
    order by v.number desc limit 1) end)`
