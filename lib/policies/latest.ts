import { and, eq, type SQL, sql } from 'drizzle-orm'
import { versions } from '@/db/schema/tables'
import type { Ctx } from '../actor'
import type { ReadDb } from '../door'
import type { ModelTarget } from '../models/find'
import { type Exclusion, excludedBy, flawsOf, instant, isWithout, nowOf } from './standing'

type Of = Pick<ModelTarget, 'model' | 'policy'>

/** Whether a row of `versions`, of this model and live, may be what `latest` means: the highest is. */
export function isLatest(now: Date, { policy }: Of): SQL | undefined {
  const approved = eq(versions.state, 'approved')
  const excluded = excludedBy(policy)
  if (excluded.length === 0) return approved
  return and(
    approved,
    sql`exists (select 1 from versions v where v.id = ${versions.id}
      and ${isWithout(sql`${sql.param(excluded)}::text[]`, instant(now))})`,
  )
}

/** An approved version that the policy keeps from being latest, and why. */
export interface ExcludedVersion {
  version: number
  why: Exclusion[]
}

/** The highest few of them; none where the policy excludes nothing. */
export async function excludedFromLatest(
  db: ReadDb,
  ctx: Ctx,
  { model, policy }: Of,
): Promise<ExcludedVersion[]> {
  const excluded = excludedBy(policy)
  if (excluded.length === 0) return []
  const { rows } = await db.execute<{ version: number; flaws: Exclusion[] }>(sql`
    select v.number as version, ${flawsOf(nowOf(ctx))} as flaws from versions v
    where v.model_id = ${model.id} and v.state = 'approved' and v.life = 'live'
    order by v.number desc limit 3`)
  return rows
    .map(({ version, flaws }) => ({ version, why: flaws.filter((one) => excluded.includes(one)) }))
    .filter(({ why }) => why.length > 0)
}

/** `v3 is expired, v2 is stale and recalled`. */
export function excludedInWords(excluded: readonly ExcludedVersion[]): string {
  return excluded.map(({ version, why }) => `v${version} is ${why.join(' and ')}`).join(', ')
}
