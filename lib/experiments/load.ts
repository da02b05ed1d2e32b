import { sql } from 'drizzle-orm'
import type { ReadDb } from '../door'
import { uuids } from '../visibility'

/** An experiment as lists and MLflow clients have it; times are milliseconds since 1970. */
export interface LoadedExperiment {
  number: number
  name: string
  createdAt: number
  updatedAt: number
  isDeleted: boolean
  tags: Record<string, string>
}

/** What the experiment 0 is called before anyone has given it a name. */
export const defaultName = 'Default'

/** The experiment 0 of a project that nothing was tracked in yet. */
export const untouched: LoadedExperiment = {
  number: 0,
  name: defaultName,
  createdAt: 0,
  updatedAt: 0,
  isDeleted: false,
  tags: {},
}

/** The experiments of these ids, in their order: one query, however many. */
export async function loadExperiments(
  db: ReadDb,
  ids: readonly string[],
): Promise<LoadedExperiment[]> {
  if (ids.length === 0) return []
  const { rows } = await db.execute<LoadedExperiment & Record<string, unknown>>(sql`
    select e.number, e.name, e.deleted_at is not null as "isDeleted",
      (extract(epoch from e.created_at) * 1000)::float8 as "createdAt",
      (extract(epoch from e.updated_at) * 1000)::float8 as "updatedAt",
      coalesce((select json_object_agg(t.key, t.value order by t.key)
        from experiment_tags t where t.experiment_id = e.id), '{}') as tags
    from unnest(${uuids(ids)}) with ordinality as asked(id, place)
    join experiments e on e.id = asked.id
    order by asked.place`)
  return rows
}
