import { sql } from 'drizzle-orm'
import type { ReadDb } from '../door'
import { hourMs } from '../time'
import { uuids } from '../visibility'
import type { Range } from './counted'
import type { Sums } from './statistics'

/** What there is of one variant of one revision in some hours. */
interface Part {
  revisionId: string
  variant: string
  /** When these hours began. */
  at: Date
}

export type ObservedPart = Part & Sums
export type AssignedPart = Part & { count: number }

export interface Asked extends Range {
  revisionIds: readonly string[]
  /** How many hours each part is about. */
  hours: number
}

const spans = [1, 3, 6, 12, 24, 7 * 24, 30 * 24]
const mostPoints = 100

/** How many hours a point is about, so that a time makes few enough of them. */
export function hoursOfPoint(ms: number): number {
  return spans.find((hours) => ms / (hours * hourMs) <= mostPoints) ?? 365 * 24
}

/** The outcomes of a metric, by revision, variant and time, as `together()` adds them up. */
export async function observedParts(
  db: ReadDb,
  metric: string,
  asked: Asked,
): Promise<ObservedPart[]> {
  const { rows } = await db.execute<Row & Sums>(sql`
    with hours as (
      select revision_id, variant, count::float8 as count, sum, squares, ${beginning(asked)} as at
      from deployment_observations o where metric = ${metric} and ${within(asked)}),
    beside as (
      select *, sum(sum) over part / sum(count) over part as mean from hours
      window part as (partition by revision_id, variant, at))
    select revision_id as "revisionId", variant, at, sum(count) as count, sum(sum) as sum,
      sum(squares + count * (sum / count - mean) ^ 2) as squares
    from beside group by revision_id, variant, at order by at`)
  return rows.map(({ at, ...row }) => ({ ...row, at: new Date(at) }))
}

/** How often variants were given out, the same. */
export async function assignedParts(db: ReadDb, asked: Asked): Promise<AssignedPart[]> {
  const { rows } = await db.execute<Row & { count: number }>(sql`
    select revision_id as "revisionId", variant, at, sum(count)::float8 as count
    from (select revision_id, variant, count, ${beginning(asked)} as at
      from deployment_assignments o where ${within(asked)}) hours
    group by revision_id, variant, at order by at`)
  return rows.map(({ at, ...row }) => ({ ...row, at: new Date(at) }))
}

interface Row extends Record<string, unknown> {
  revisionId: string
  variant: string
  at: string
}

function beginning({ hours }: Asked) {
  const seconds = hours * 3600
  return sql`to_timestamp(floor(extract(epoch from o.hour)::float8 / ${seconds}) * ${seconds})`
}

function within({ revisionIds, from, to }: Asked) {
  const parts = [sql`o.revision_id = any(${uuids(revisionIds)})`]
  if (from) parts.push(sql`o.hour >= date_trunc('hour', ${from.toISOString()}::timestamptz)`)
  if (to) parts.push(sql`o.hour < ${to.toISOString()}::timestamptz`)
  return sql.join(parts, sql` and `)
}
