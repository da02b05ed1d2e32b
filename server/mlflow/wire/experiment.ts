import { invalid, notFound } from '@/lib/errors'
import type { LoadedExperiment } from '@/lib/experiments/load'
import { filled, pairs } from './run'

export function experimentJson(experiment: LoadedExperiment) {
  const { number, name, createdAt, updatedAt, isDeleted, tags } = experiment
  return {
    experiment_id: String(number),
    name,
    artifact_location: `mlflow-artifacts:/${number}`,
    lifecycle_stage: isDeleted ? 'deleted' : 'active',
    creation_time: createdAt,
    last_update_time: updatedAt,
    ...filled('tags', pairs(tags)),
  }
}

/** The number of an experiment by its id, which clients send as text. Throws invalid for what is none. */
export function experimentNumber(id: string): number {
  if (!/^\d+$/.test(id))
    throw invalid(
      `Invalid experiment ID '${id.slice(0, 200)}'. Experiment ID must be a valid integer.`,
    )
  const number = Number(id)
  if (number > 2 ** 31 - 1) throw notFound(`No Experiment with id=${id.slice(0, 200)} exists`)
  return number
}
