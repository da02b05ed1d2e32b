import { and, asc, eq, gt, sql } from 'drizzle-orm'
import { loggedModelMetrics, runModels, versionOrigins } from '@/db/schema/tables'
import type { Tx } from '../door'
import type { LoggedModelTarget } from '../logged-models/find'
import { paramValue } from '../tracking/params'
import type { Json } from '../view'

type Metrics = Record<string, number>

/**
 * What a version of a run has of both: the last that the run measured, and what was measured of the logged model.
 * Of one that the run made on its way its own stands, since the run went on to others.
 */
export async function metricsOfBoth(
  tx: Tx,
  ofRun: Metrics,
  { runId, loggedModelId }: { runId: string | null; loggedModelId: string | null },
): Promise<Metrics> {
  const own = await metricsOf(tx, loggedModelId)
  const onItsWay =
    runId !== null && loggedModelId !== null && (await isOnItsWay(tx, runId, loggedModelId))
  return onItsWay ? { ...ofRun, ...own } : { ...own, ...ofRun }
}

/** What was measured of the logged models that a run made on its way, by the versions that were made of them. */
export async function metricsOnTheWay(tx: Tx, runId: string): Promise<Map<string, Metrics>> {
  const made = await tx
    .select({ version: versionOrigins.versionId, model: runModels.modelId })
    .from(runModels)
    .innerJoin(versionOrigins, eq(versionOrigins.loggedModelId, runModels.modelId))
    .where(madeOnTheWay(runId))
  const found = new Map<string, Metrics>()
  for (const { version, model } of made) found.set(version, await metricsOf(tx, model))
  return found
}

/** A client says at which step a run made a model; the one that it ends with is said to be of none, which is 0. */
const madeOnTheWay = (runId: string) =>
  and(eq(runModels.runId, runId), eq(runModels.role, 'output'), gt(runModels.step, 0))

async function isOnItsWay(tx: Tx, runId: string, modelId: string): Promise<boolean> {
  const found = await tx
    .select({ one: sql`1` })
    .from(runModels)
    .where(and(madeOnTheWay(runId), eq(runModels.modelId, modelId)))
  return found.length > 0
}

/**
 * What was measured of a logged model, one value for each key: on no dataset in particular if there is one,
 * else what was measured last.
 */
async function metricsOf(tx: Tx, loggedModelId: string | null): Promise<Metrics> {
  if (loggedModelId === null) return {}
  const { key, value, datasetName, step, time, modelId } = loggedModelMetrics
  const rows = await tx
    .select({ key, value, datasetName })
    .from(loggedModelMetrics)
    .where(eq(modelId, loggedModelId))
    .orderBy(asc(step), asc(time))
  const ofDatasets = rows.filter((row) => row.datasetName !== '')
  const ofNone = rows.filter((row) => row.datasetName === '')
  return Object.fromEntries([...ofDatasets, ...ofNone].map((row) => [row.key, Number(row.value)]))
}

/** The parameters of a logged model, as those of a run are read. */
export function paramsOf(target: LoggedModelTarget | null): Record<string, Json> {
  const params = Object.entries(target?.model.params ?? {})
  return Object.fromEntries(params.map(([key, text]) => [key, paramValue(text)]))
}
