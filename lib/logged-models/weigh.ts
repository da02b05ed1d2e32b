import { sql } from 'drizzle-orm'
import type { ReadDb } from '../door'
import { uuids } from '../visibility'

/** Of a metric or a registration. */
const perRow = 300

/** About how many bytes `loadLoggedModels` tells of each of these, in their order, without reading them. */
export async function weighLoggedModels(db: ReadDb, ids: readonly string[]): Promise<number[]> {
  if (ids.length === 0) return []
  const { rows } = await db.execute<{ bytes: number }>(sql`
    select coalesce((
        select octet_length(m.tags::text) + octet_length(m.params::text)
          + ${perRow}::int * ((select count(*) from logged_model_metrics x where x.model_id = m.id)
            + (select count(*) from version_origins o where o.logged_model_id = m.id))
        from logged_models m where m.id = asked.id), 0)::float8 as bytes
    from unnest(${uuids(ids)}) with ordinality as asked(id, place)
    order by asked.place`)
  return rows.map(({ bytes }) => bytes)
}
