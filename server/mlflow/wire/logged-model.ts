import { rootUri } from '@/lib/artifacts/path'
import type { LoadedModel, LoggedModelMetric } from '@/lib/logged-models/load'
import { modelVersionsTag, withRegistrations } from '@/lib/logged-models/tags'
import { hexOf, loggedModelRef } from '@/lib/tracking/ids'
import { doubleJson, pairs } from './run'

/** A logged model in MLflow's form. */
export function loggedModelJson({ model, experiment, metrics, registrations }: LoadedModel) {
  const ref = loggedModelRef(model.id)
  return {
    info: {
      model_id: ref,
      experiment_id: String(experiment),
      name: model.name,
      creation_timestamp_ms: model.createdAt.getTime(),
      last_updated_timestamp_ms: model.updatedAt.getTime(),
      artifact_uri: rootUri({ kind: 'logged_model', experiment, id: model.id }),
      status: `LOGGED_MODEL_${model.status}`,
      ...(model.statusMessage && { status_message: model.statusMessage }),
      model_type: model.modelType,
      source_run_id: model.runId ? hexOf(model.runId) : '',
      tags: pairs(tagsOf(model.tags, registrations)),
      registrations: registrations.map(({ name, version }) => ({ name, version: String(version) })),
    },
    data: {
      params: pairs(model.params),
      metrics: metrics.map((metric) => metricJson(ref, metric)),
    },
  }
}

function tagsOf(tags: Record<string, string>, registrations: LoadedModel['registrations']) {
  const versions = withRegistrations(tags[modelVersionsTag], registrations)
  return versions === null ? tags : { ...tags, [modelVersionsTag]: versions }
}

function metricJson(ref: string, metric: LoggedModelMetric) {
  const { key, value, step, time, datasetName, datasetDigest, runId } = metric
  return {
    key,
    value: doubleJson(value),
    timestamp: Date.parse(time),
    step,
    model_id: ref,
    run_id: hexOf(runId),
    ...(datasetName && { dataset_name: datasetName, dataset_digest: datasetDigest }),
  }
}
