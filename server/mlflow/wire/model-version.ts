import type { RegisteredVersion } from '@/lib/registered/view'
import { loggedModelRef } from '@/lib/tracking/ids'

/**
 * A version as MLflow writes it. Its status is always READY, since it is there once its files are: clients
 * wait for minutes on anything else. What it waits for here is its approval.
 */
export function modelVersionJson(version: RegisteredVersion) {
  return {
    name: version.name,
    version: String(version.number),
    creation_timestamp: version.createdAt,
    last_updated_timestamp: version.updatedAt,
    user_id: version.by,
    current_stage: version.stage,
    description: version.note,
    source: version.source,
    run_id: version.runRef,
    run_link: version.runLink,
    status: 'READY',
    status_message: `approval: ${version.state}`,
    tags: version.tags,
    aliases: version.aliases,
    ...(version.loggedModelId && { model_id: loggedModelRef(version.loggedModelId) }),
  }
}
