import { asc, eq, isNull, sql } from 'drizzle-orm'
import { loggedModels, runModels } from '@/db/schema/tables'
import type { Ctx } from '../actor'
import type { ReadDb } from '../door'
import type { RunTarget } from '../runs/find'
import { loggedModelRef } from '../tracking/ids'
import type { MetricValue } from '../view'
import { type LoadedModel, loadLoggedModels } from './load'

/** A candidate on the page of a run that made or took it. */
export interface LoggedModelView {
  /** `m-` and 32 hexadecimal digits, as MLflow clients know it. */
  id: string
  name: string
  type: string
  status: 'PENDING' | 'READY' | 'UPLOAD_FAILED'
  /** ISO 8601. */
  createdAt: string
  files: number
  size: number
  /** The latest per key and dataset; `dataset` is null where it was measured on none in particular. */
  metrics: { key: string; value: MetricValue; dataset: string | null }[]
  /** The versions registered of it that the caller sees; `model` is the slug. */
  versions: { model: string; version: number; state: 'pending' | 'approved' | 'rejected' }[]
  role: 'input' | 'output'
}

type Role = LoggedModelView['role']

/** The candidates that a run made and took, those it made first; in at most two queries. */
export async function loggedModelsOfRun(
  db: ReadDb,
  ctx: Ctx,
  { run }: RunTarget,
): Promise<LoggedModelView[]> {
  // A client makes a candidate and says a call later that the run did.
  const named = sql`(select ${runModels.modelId} as id, ${runModels.role} as role from ${runModels}
      where ${eq(runModels.runId, run.id)}
    union select ${loggedModels.id}, 'output' from ${loggedModels}
      where ${eq(loggedModels.runId, run.id)}) named`
  const found = await db
    .select({ id: loggedModels.id, role: sql<Role>`named.role` })
    .from(loggedModels)
    .innerJoin(named, sql`named.id = ${loggedModels.id}`)
    .where(isNull(loggedModels.deletedAt))
    .orderBy(sql`named.role = 'input'`, asc(loggedModels.createdAt), asc(loggedModels.id))
  const ids = found.map(({ id }) => id)
  const loaded = await loadLoggedModels(db, ctx, run.organizationId, ids, { brief: true })
  return loaded.map((model, at) => viewOf(model, found[at]?.role ?? 'output'))
}

function viewOf(loaded: LoadedModel, role: Role): LoggedModelView {
  const { model, files, size, metrics, registrations } = loaded
  return {
    id: loggedModelRef(model.id),
    name: model.name,
    type: model.modelType,
    status: model.status,
    createdAt: model.createdAt.toISOString(),
    files,
    size,
    metrics: metrics.map(({ key, value, datasetName }) => ({
      key,
      value,
      dataset: datasetName || null,
    })),
    versions: registrations.map(({ slug, version, state }) => ({ model: slug, version, state })),
    role,
  }
}
