import { type SQL, sql } from 'drizzle-orm'
import type { trackedRuns, trackedStatuses } from '@/db/schema/tables'
import type { ReadDb } from '../door'
import { keptPlan } from '../prepared'
import { uuids } from '../visibility'

export type TrackedStatus = (typeof trackedStatuses)[number]

/** PostgreSQL's JSON says NaN and the infinities as words. */
export type LoggedNumber = number | 'NaN' | 'Infinity' | '-Infinity'

/** The latest value of a metric; times are milliseconds since 1970. */
export interface TrackedMetric {
  key: string
  value: LoggedNumber
  time: number
  step: number
}

export interface TrackedDataset {
  name: string
  digest: string
  sourceType: string
  source: string
  schema: string | null
  profile: string | null
  tags: Record<string, string> | null
}

/** What MLflow calls the info of a run. */
export interface TrackedInfo {
  id: string
  /** The number of its experiment in the project. */
  experiment: number
  name: string
  userName: string
  status: TrackedStatus
  startTime: number
  endTime: number | null
  isDeleted: boolean
}

/** A run with everything that an MLflow client is told of it. */
export interface TrackedRun extends TrackedInfo {
  metrics: TrackedMetric[]
  params: Record<string, string>
  tags: Record<string, string>
  datasets: TrackedDataset[]
  /** The candidates that it took, and those that it made. */
  models: { id: string; role: 'input' | 'output'; step: number }[]
}

/** The tracked runs of these ids, in their order, those that are none left out: one query, however many. */
export async function loadTrackedRuns(
  db: ReadDb,
  runIds: readonly string[],
): Promise<TrackedRun[]> {
  if (runIds.length === 0) return []
  const { rows } = await db.execute<TrackedRun & Record<string, unknown>>(sql`
    select t.run_id as id, e.number as experiment, t.name, t.user_name as "userName", t.status,
      ${epochMs(sql`t.start_time`)} as "startTime", ${epochMs(sql`t.end_time`)} as "endTime",
      t.deleted_at is not null as "isDeleted",
      coalesce((select json_agg(json_build_object('key', s.key, 'value', s.value,
          'time', ${epochMs(sql`s.time`)}, 'step', coalesce(s.step, 0)) order by s.key)
        from run_summaries s where s.run_id = t.run_id and s.value is not null), '[]') as metrics,
      coalesce((select json_object_agg(p.key, p.value order by p.key)
        from run_params p where p.run_id = t.run_id), '{}') as params,
      coalesce((select json_object_agg(g.key, g.value order by g.key)
        from run_tags g where g.run_id = t.run_id), '{}') as tags,
      coalesce((select json_agg(json_build_object('name', d.name, 'digest', d.digest,
          'sourceType', d.source_type, 'source', d.source, 'schema', d.schema,
          'profile', d.profile, 'tags', i.tags) order by i.position)
        from run_inputs i join logged_datasets d on d.dataset_version_id = i.dataset_version_id
        where i.run_id = t.run_id), '[]') as datasets,
      coalesce((select json_agg(json_build_object('id', m.model_id, 'role', m.role, 'step', m.step)
          order by m.step, m.model_id)
        from run_models m where m.run_id = t.run_id), '[]') as models
    from unnest(${uuids(runIds)}) with ordinality as asked(id, place)
    join tracked_runs t on t.run_id = asked.id
    join experiments e on e.id = t.experiment_id
    order by asked.place ${keptPlan}`)
  return rows
}

export function trackedInfo(row: typeof trackedRuns.$inferSelect, experiment: number): TrackedInfo {
  const { runId, name, userName, status, startTime, endTime, deletedAt } = row
  return {
    ...{ id: runId, experiment, name, userName, status },
    startTime: startTime.getTime(),
    endTime: endTime?.getTime() ?? null,
    isDeleted: deletedAt !== null,
  }
}

/** An instant as MLflow tells it. */
export const epochMs = (column: SQL) => sql`(extract(epoch from ${column}) * 1000)::float8`

/** The instant of what MLflow tells. */
export const instantOf = (ms: SQL) => sql`(timestamptz 'epoch' + ${ms} * interval '1 millisecond')`
