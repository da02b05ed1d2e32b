import { rootUri } from '@/lib/artifacts/path'
import { hexOf, loggedModelRef } from '@/lib/tracking/ids'
import type {
  LoggedNumber,
  TrackedDataset,
  TrackedInfo,
  TrackedMetric,
  TrackedRun,
} from '@/lib/tracking/load'

/** A run as MLflow's clients read it. What is not there is left out. */
export function runJson(run: TrackedRun) {
  const { metrics, params, tags, datasets, models } = run
  const taken = models.filter(({ role }) => role === 'input')
  const made = models.filter(({ role }) => role === 'output')
  return {
    info: runInfoJson(run),
    data: {
      ...(metrics.length > 0 && { metrics: metrics.map(metricJson) }),
      ...filled('params', pairs(params)),
      ...filled('tags', pairs(tags)),
    },
    inputs: {
      ...filled('dataset_inputs', datasets.map(datasetInputJson)),
      ...filled(
        'model_inputs',
        taken.map(({ id }) => ({ model_id: loggedModelRef(id) })),
      ),
    },
    ...(made.length > 0 && {
      outputs: {
        model_outputs: made.map(({ id, step }) => ({ model_id: loggedModelRef(id), step })),
      },
    }),
  }
}

export function runInfoJson(run: TrackedInfo) {
  const { id, experiment, name, userName, status, startTime, endTime, isDeleted } = run
  const hex = hexOf(id)
  return {
    run_id: hex,
    run_uuid: hex,
    run_name: name,
    experiment_id: String(experiment),
    user_id: userName,
    status,
    start_time: startTime,
    ...(endTime !== null && { end_time: endTime }),
    artifact_uri: rootUri({ kind: 'run', experiment, id }),
    lifecycle_stage: isDeleted ? 'deleted' : 'active',
  }
}

export function metricJson({ key, value, time, step }: TrackedMetric) {
  return { key, value: doubleJson(value), timestamp: time, step }
}

export function datasetInputJson({ tags, ...dataset }: TrackedDataset) {
  const { name, digest, sourceType, source, schema, profile } = dataset
  return {
    ...filled('tags', pairs(tags ?? {})),
    dataset: {
      name,
      digest,
      source_type: sourceType,
      source,
      ...(schema !== null && { schema }),
      ...(profile !== null && { profile }),
    },
  }
}

/** MLflow keeps the infinities as the largest numbers there are, and says NaN as a word. */
export function doubleJson(value: LoggedNumber): number | 'NaN' {
  if (value === 'Infinity') return Number.MAX_VALUE
  if (value === '-Infinity') return -Number.MAX_VALUE
  return value
}

/** Where MLflow wants a list of keys and values and we hold an object. */
export const pairs = (held: Record<string, string>) =>
  Object.entries(held).map(([key, value]) => ({ key, value }))

/** A list under its name, and nothing where it is empty. */
export function filled<K extends string, T>(name: K, list: T[]): { [key in K]?: T[] } {
  return list.length > 0 ? ({ [name]: list } as { [key in K]: T[] }) : {}
}
