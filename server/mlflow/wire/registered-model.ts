import type { RegisteredModel } from '@/lib/registered/view'
import { modelVersionJson } from './model-version'

/** A model as MLflow writes it, with the newest version of each stage. */
export function registeredModelJson(model: RegisteredModel) {
  return {
    name: model.name,
    creation_timestamp: model.createdAt,
    last_updated_timestamp: model.updatedAt,
    user_id: model.by,
    description: model.description,
    latest_versions: model.latest.map(modelVersionJson),
    tags: model.tags,
    aliases: model.aliases.map(({ alias, version }) => ({ alias, version: String(version) })),
  }
}
