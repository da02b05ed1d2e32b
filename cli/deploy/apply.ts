import type { AppliedDeployment } from '@/lib/deployments/view'
import type { Model } from '@/lib/models/view'
import type { Project } from '@/lib/projects/view'
import { parseModelUri } from '@/lib/uri'
import type { Client } from '../client'
import { exitCodes, Failure, invalid } from '../failure'
import type { Wanted } from './file'

export interface Options {
  name: string
  dryRun: boolean
}

/** Makes the deployment what a file says, in one step: all of it or nothing. */
export async function apply(
  client: Client & { org: string },
  wanted: Wanted,
  { name, dryRun }: Options,
): Promise<AppliedDeployment> {
  const path = client.path('deployments', name)
  const project = wanted.project ?? (await projectOfNew(client, path, wanted))
  const { name: _, ...said } = wanted
  return client.put(dryRun ? `${path}?dryRun=true` : path, { ...said, project })
}

/** Of what is there already nothing needs to be said. */
async function projectOfNew(client: Client & { org: string }, path: string, wanted: Wanted) {
  try {
    await client.get(path)
    return undefined
  } catch (error) {
    if (error instanceof Failure && error.facts.exitCode === exitCodes.not_found)
      return onlyProject(client, wanted)
    throw error
  }
}

/** Where none is named: the only project of the first model, else the only one that there is. */
async function onlyProject(client: Client, { variants }: Wanted): Promise<string> {
  const parsed = parseModelUri(variants[0]?.model ?? '')
  const model = parsed.ok
    ? await client.get<Model>(client.path('models', parsed.uri.model)).catch(() => null)
    : null
  if (model?.projects.length === 1 && model.projects[0]) return model.projects[0]
  const all = await client.list<Project>(client.path('projects'), {}, 2)
  if (all.length === 1 && all[0]) return all[0].slug
  const from = all.length === 0 ? 'Make one first.' : ''
  throw invalid(`Say which project it is of: --project. ${from}`.trim())
}
