import { sql } from 'drizzle-orm'
import { type Ctx, personBehind } from '../actor'
import type { Tx } from '../door'
import { invalid } from '../errors'
import { metricValue } from '../metrics/value'
import type { RunTarget } from '../runs/find'
import { loggedModelRef } from '../tracking/ids'
import { loggedModelsIn } from './find'

/** A value that a run reports of a logged model, perhaps on a dataset. */
export interface Measured {
  /** `m-` and 32 digits. */
  model: string
  key: string
  value: number
  step: number
  /** Milliseconds since 1970. */
  time: number
  datasetName?: string | undefined
  datasetDigest?: string | undefined
}

const mostOfName = 500
const mostOfDigest = 36

/**
 * Keeps the latest of what a run measured of logged models, by key and dataset: that of the highest step, then
 * the latest time. Only of the caller's own models; of another's their own runs say what they are worth, and
 * the values stay with the run that reported them. Throws not found for a model that is not there.
 */
export async function keepModelMetrics(
  tx: Tx,
  ctx: Ctx,
  { run, project }: RunTarget,
  measured: readonly Measured[],
): Promise<void> {
  if (measured.length === 0) return
  const refs = [...new Set(measured.map(({ model }) => model))]
  const models = await loggedModelsIn(tx, project.id, refs)
  const person = personBehind(ctx.actor)
  const own = new Map(
    models
      .filter(({ createdBy }) => createdBy === person)
      .map(({ id }) => [loggedModelRef(id), id]),
  )
  const rows = measured.flatMap(
    ({ model, value, datasetName = '', datasetDigest = '', ...one }) => {
      if (datasetName.length > mostOfName || datasetDigest.length > mostOfDigest)
        throw invalid(
          `The name of a dataset has at most ${mostOfName} characters, and its digest ${mostOfDigest}.`,
        )
      const id = own.get(model)
      return id ? [{ ...one, id, value: metricValue(value), datasetName, datasetDigest }] : []
    },
  )
  if (rows.length === 0) return
  await tx.execute(sql`
    insert into logged_model_metrics as had
      (model_id, key, dataset_name, dataset_digest, value, step, time, run_id)
    select distinct on (id, key, "datasetName", "datasetDigest") id, key, "datasetName",
      "datasetDigest", value, step, to_timestamp(time / 1000), ${run.id}::uuid
    from json_to_recordset(${JSON.stringify(rows)}::json) as w(id uuid, key text, "datasetName" text,
      "datasetDigest" text, value float8, step float8, time float8)
    order by id, key, "datasetName", "datasetDigest", step desc, time desc, value desc
    on conflict (model_id, key, dataset_name, dataset_digest) do update
      set value = excluded.value, step = excluded.step, time = excluded.time, run_id = excluded.run_id
      where (excluded.step, excluded.time, excluded.value) > (had.step, had.time, had.value)`)
}
