import { asc, eq } from 'drizzle-orm'
import { loggedModelMetrics } from '@/db/schema/tables'
import type { Tx } from '../door'
import type { LoggedModelTarget } from '../logged-models/find'
import { paramValue } from '../tracking/params'
import type { Json } from '../view'

/**
 * What was measured of a logged model, one value for each key: on no dataset in particular if there is one,
 * else what was measured last.
 */
export async function metricsOf(
  tx: Tx,
  target: LoggedModelTarget | null,
): Promise<Record<string, number>> {
  if (!target) return {}
  const { key, value, datasetName, step, time, modelId } = loggedModelMetrics
  const rows = await tx
    .select({ key, value, datasetName })
    .from(loggedModelMetrics)
    .where(eq(modelId, target.model.id))
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
