import { sql } from 'drizzle-orm'
import type { Ctx } from '../actor'
import type { ReadDb, Tx } from '../door'
import { invalid } from '../errors'
import { visibleModels } from '../visibility'
import { type Sums, seen, together } from './statistics'

/** Metrics that a deployment may have: more of them than people look at come of an id in a name. */
const mostMetrics = 500

/** A value that was seen so many times. */
export interface Observed {
  revisionId: string
  variant: string
  metric: string
  hour: Date
  value: number
  count: number
}

type Kept = Omit<Observed, 'value' | 'count'> & Sums

/** Values as sums by revision, metric, variant and hour. */
export function seenTogether(values: readonly Observed[]): Kept[] {
  const kept = new Map<string, Kept>()
  for (const { value, count, ...of } of values) {
    const key = JSON.stringify(of)
    const sums = seen(value, count)
    const earlier = kept.get(key)
    kept.set(key, { ...of, ...(earlier ? together(earlier, sums) : sums) })
  }
  return [...kept.values()]
}

/** Adds sums to those of the same hour, as `together()` does. In one order, so that senders wait for one another. */
export async function keepObservations(
  tx: Tx,
  deploymentId: string,
  rows: readonly Kept[],
): Promise<void> {
  await requireFewMetrics(tx, deploymentId, rows)
  const incoming = sql`json_to_recordset(${JSON.stringify(rows)}::json) as i("revisionId" uuid, metric text,
    variant text, hour timestamptz, count bigint, sum float8, squares float8)`
  await tx.execute(sql`
    insert into deployment_observations as o
      (deployment_id, revision_id, metric, variant, hour, count, sum, squares)
    select ${deploymentId}::uuid, "revisionId", metric, variant, hour, count, sum, squares from ${incoming}
    order by "revisionId", metric, variant, hour
    on conflict (revision_id, metric, variant, hour) do update set
      count = o.count + excluded.count,
      sum = o.sum + excluded.sum,
      squares = o.squares + excluded.squares + (o.sum / o.count - excluded.sum / excluded.count) ^ 2
        * o.count * (excluded.count::float8 / (o.count + excluded.count))`)
}

/** The metrics that a deployment has values of, by name: from one to the next in the index, past all their rows. */
export async function metricsOf(db: ReadDb, deploymentId: string): Promise<string[]> {
  const { rows } = await db.execute<{ metric: string }>(sql`
    with recursive found(metric) as (
      select min(metric) from deployment_observations where deployment_id = ${deploymentId}
      union all
      select (select min(o.metric) from deployment_observations o
        where o.deployment_id = ${deploymentId} and o.metric > found.metric)
      from found where found.metric is not null)
    select metric from found where metric is not null limit ${mostMetrics + 1}`)
  return rows.map(({ metric }) => metric)
}

/** The same that the caller may read of: of some variant whose model they see. */
export async function metricsSeen(
  db: ReadDb,
  ctx: Ctx,
  { id, organizationId }: { id: string; organizationId: string },
): Promise<string[]> {
  const metrics = await metricsOf(db, id)
  if (metrics.length === 0) return []
  const { rows } = await db.execute<{ metric: string }>(sql`
    with served as materialized (
      select dv.revision_id, dv.name, ${visibleModels(ctx, organizationId)} as visible
      from deployment_revisions r join deployment_variants dv on dv.revision_id = r.id
      join models on models.id = dv.model_id where r.deployment_id = ${id})
    select named.metric from json_array_elements_text(${JSON.stringify(metrics)}::json)
      with ordinality as named(metric, place)
    where not exists (select 1 from served where not served.visible)
      or exists (select 1 from deployment_observations o
        join served on served.revision_id = o.revision_id and served.name = o.variant and served.visible
        where o.deployment_id = ${id} and o.metric = named.metric)
    order by named.place`)
  return rows.map(({ metric }) => metric)
}

/** Throws invalid where these make too many; looked at only where one of them is new. */
async function requireFewMetrics(tx: Tx, deploymentId: string, rows: readonly Kept[]) {
  const named = JSON.stringify([...new Set(rows.map(({ metric }) => metric))])
  const { rows: fresh } = await tx.execute<{ metric: string }>(sql`
    select metric from json_array_elements_text(${named}::json) as named(metric)
    where not exists (select 1 from deployment_observations o
      where o.deployment_id = ${deploymentId} and o.metric = named.metric)`)
  if (fresh.length === 0) return
  const known = await metricsOf(tx, deploymentId)
  if (known.length + fresh.length > mostMetrics)
    throw invalid(`A deployment has at most ${mostMetrics} metrics, and these would make more.`)
}
