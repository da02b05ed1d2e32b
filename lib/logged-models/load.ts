import { type AnyColumn, eq, getTableColumns, inArray, sql } from 'drizzle-orm'
import { experiments, loggedModels } from '@/db/schema/tables'
import type { Ctx } from '../actor'
import type { ReadDb } from '../door'
import { there } from '../life/there'
import type { MetricValue } from '../view'
import { visibleModels } from '../visibility'
import type { LoggedModelRow } from './find'

/** The latest that was measured of a logged model by one key, on one dataset or none in particular. */
export interface LoggedModelMetric {
  key: string
  value: MetricValue
  step: number
  /** ISO 8601. */
  time: string
  /** Empty where it was measured on no dataset in particular; likewise the digest. */
  datasetName: string
  datasetDigest: string
  /** The run that reported it. */
  runId: string
}

/** A version that was registered of a logged model, as far as the caller sees it. */
export interface Registration {
  /** By the name that MLflow clients know. */
  name: string
  slug: string
  version: number
  state: 'pending' | 'approved' | 'rejected'
}

export interface LoadedModel {
  model: LoggedModelRow
  /** The number of its experiment. */
  experiment: number
  files: number
  size: number
  metrics: LoggedModelMetric[]
  registrations: Registration[]
}

/**
 * Logged models of one organization with all that is told of them, in the order of `ids` and without those
 * that are not there; in one query. A brief one has no parameters and no tags, which may be large.
 */
export async function loadLoggedModels(
  db: ReadDb,
  ctx: Ctx,
  organizationId: string,
  ids: readonly string[],
  { brief = false } = {},
): Promise<LoadedModel[]> {
  if (ids.length === 0) return []
  const told = (values: AnyColumn) =>
    sql<Record<string, string>>`${brief ? sql`'{}'::jsonb` : values}`
  const rows = await db
    .select({
      model: {
        ...getTableColumns(loggedModels),
        params: told(loggedModels.params),
        tags: told(loggedModels.tags),
      },
      experiment: experiments.number,
      files: sql<number>`(select count(*)::int from logged_model_files f
        where f.model_id = ${loggedModels.id})`,
      size: sql<number>`(select coalesce(sum(f.size), 0)::float8 from logged_model_files f
        where f.model_id = ${loggedModels.id})`,
      metrics: sql<LoggedModelMetric[]>`(select coalesce(json_agg(json_build_object('key', m.key,
          'value', m.value, 'step', m.step, 'time', m.time, 'datasetName', m.dataset_name,
          'datasetDigest', m.dataset_digest, 'runId', m.run_id)
          order by m.key, m.dataset_name, m.dataset_digest), '[]')
        from logged_model_metrics m where m.model_id = ${loggedModels.id})`,
      registrations: sql<Registration[]>`(select coalesce(json_agg(json_build_object(
          'name', coalesce(models.registered_name, models.slug), 'slug', models.slug,
          'version', v.number, 'state', v.state) order by v.created_at, v.id), '[]')
        from version_origins o join versions v on v.id = o.version_id
        join models on models.id = v.model_id
        where o.logged_model_id = ${loggedModels.id} and ${there('v', 'models')}
          and ${visibleModels(ctx, organizationId)})`,
    })
    .from(loggedModels)
    .innerJoin(experiments, eq(experiments.id, loggedModels.experimentId))
    .where(inArray(loggedModels.id, [...ids]))
  const byId = new Map(rows.map((row) => [row.model.id, row]))
  return ids.flatMap((id) => byId.get(id) ?? [])
}
