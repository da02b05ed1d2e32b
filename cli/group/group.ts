import type { Group } from '@/lib/groups/view'
import type { Client } from '../client'

/** A task or pipeline as it was started on the hub. */
export interface StartedGroup {
  number: number
  /** In the API. */
  path: string
  /** Its page. */
  url: string
}

export type GroupBody = Pick<Group, 'kind' | 'name'> & {
  plan?: Group['plan']
  /** The pipeline that a task is a node of. */
  parent?: number
  node?: string
}

export type GroupEnd = 'completed' | 'error' | 'stopped'

/** Starts a task or pipeline on the hub, which its runs then name. */
export async function startGroup(
  client: Client,
  project: string,
  body: GroupBody,
): Promise<StartedGroup> {
  const path = client.path('projects', project, 'groups')
  const { group } = await client.post<Group>(path, body)
  const own = client.path('projects', project, 'groups', group)
  return { number: group, path: own, url: `${client.url}${own.replace('/api/v1', '')}` }
}

/** Ends it. @param patience seconds to wait for a hub that is away */
export async function finishGroup(
  client: Client,
  { path }: StartedGroup,
  state: GroupEnd,
  patience: number,
): Promise<void> {
  await client.post<Group>(`${path}/finish`, { state }, { patience })
}
