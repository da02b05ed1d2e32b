import { artifactUri } from '@/lib/artifacts/path'
import type { LoadedExperiment } from '@/lib/experiments/load'
import { filled, pairs } from './run'

export function experimentJson(experiment: LoadedExperiment) {
  const { number, name, createdAt, updatedAt, isDeleted, tags } = experiment
  return {
    experiment_id: String(number),
    name,
    artifact_location: artifactUri(String(number)),
    lifecycle_stage: isDeleted ? 'deleted' : 'active',
    creation_time: createdAt,
    last_update_time: updatedAt,
    ...filled('tags', pairs(tags)),
  }
}
