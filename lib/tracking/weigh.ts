import { sql } from 'drizzle-orm'
import type { ReadDb } from '../door'
import { uuids } from '../visibility'

/** A value beside its key and what belongs to it, such as the time of a metric. */
const perRow = 100

/** About how many bytes `loadTrackedRuns` tells of each of these, in their order, without reading them. */
export async function weighTrackedRuns(db: ReadDb, runIds: readonly string[]): Promise<number[]> {
  if (runIds.length === 0) return []
  const asked = uuids(runIds)
  const { rows } = await db.execute<{ bytes: number }>(sql`
    with held as (
      select run_id, octet_length(key) + octet_length(value) + ${perRow}::int as bytes
        from run_tags where run_id = any(${asked})
      union all
      select run_id, octet_length(key) + octet_length(value) + ${perRow}::int
        from run_params where run_id = any(${asked})
      union all
      select run_id, octet_length(key) + ${perRow}::int
        from run_summaries where run_id = any(${asked})
      union all
      select i.run_id, octet_length(d.source) + coalesce(octet_length(d.schema), 0)
          + coalesce(octet_length(d.profile), 0) + coalesce(octet_length(i.tags::text), 0) + ${perRow}::int
        from run_inputs i join logged_datasets d on d.dataset_version_id = i.dataset_version_id
        where i.run_id = any(${asked})
      union all
      select run_id, ${perRow}::int from run_models where run_id = any(${asked})
    ), summed as (select run_id, sum(bytes) as bytes from held group by run_id)
    select coalesce(s.bytes, 0)::float8 as bytes
    from unnest(${asked}) with ordinality as asked(id, place)
    left join summed s on s.run_id = asked.id
    order by asked.place`)
  return rows.map(({ bytes }) => bytes)
}
