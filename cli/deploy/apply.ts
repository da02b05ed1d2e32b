import type { Deployment, MadeRevision, RevisionDiff } from '@/lib/deployments/view'
import type { Model } from '@/lib/models/view'
import type { Project } from '@/lib/projects/view'
import { parseModelUri } from '@/lib/uri'
import type { Client } from '../client'
import { exitCodes, Failure, invalid } from '../failure'
import type { Wanted } from './file'

/** What came of a file. */
export interface Applied {
  deployment: string
  /** It was not there before. */
  created: boolean
  /** What is said of it was changed. */
  edited: boolean
  /** What would change, or did; null where the deployment is not there yet. */
  diff: RevisionDiff | null
  /** The revision that was made; null for a dry run, and where nothing differs. */
  made: MadeRevision | null
}

export interface Options {
  name: string
  dryRun: boolean
}

/** Makes the deployment what a file says, in as few steps as it takes: none where nothing differs. */
export async function apply(
  client: Client & { org: string },
  wanted: Wanted,
  { name, dryRun }: Options,
): Promise<Applied> {
  const path = client.path('deployments', name)
  const known = await find(client, path)
  if (!known && dryRun)
    return { deployment: name, created: true, edited: false, diff: null, made: null }
  if (!known) await create(client, name, wanted)
  const edits = known ? editsOf(known, wanted) : {}
  const edited = Object.keys(edits).length > 0
  if (edited && !dryRun) await client.call('PATCH', path, { json: edits })
  const { variants, note } = wanted
  const revisions = `${path}/revisions`
  const diff = await client.post<RevisionDiff>(`${revisions}?dryRun=true`, { variants })
  const isDue = diff.changed && !dryRun
  const made = isDue ? await client.post<MadeRevision>(revisions, { variants, note }) : null
  return { deployment: name, created: !known, edited, diff, made }
}

async function find(client: Client, path: string): Promise<Deployment | null> {
  try {
    return await client.get<Deployment>(path)
  } catch (error) {
    if (error instanceof Failure && error.facts.exitCode === exitCodes.not_found) return null
    throw error
  }
}

async function create(client: Client & { org: string }, name: string, wanted: Wanted) {
  const { target = 'production', description, follows } = wanted
  const project = wanted.project ?? (await onlyProject(client, wanted))
  await client.post(client.path('deployments'), { name, project, target, description, follows })
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

/** What a file says of a deployment otherwise than it is. */
function editsOf(known: Deployment, wanted: Wanted): Partial<Deployment> {
  if (wanted.project !== undefined && wanted.project !== known.project)
    throw invalid(`${known.name} is of the project ${known.project}, not ${wanted.project}.`)
  const { target, description, follows } = wanted
  return {
    ...(target !== undefined && target !== known.target && { target }),
    ...(description !== undefined && description.trim() !== known.description && { description }),
    ...(follows !== undefined && follows !== known.follows && { follows }),
  }
}
