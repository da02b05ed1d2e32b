import type { Project } from '@/lib/projects/view'
import type { CreatedRun, RunInput } from '@/lib/runs/view'
import type { Client } from '../client'
import { Failure, hasStatus } from '../failure'
import { readAddress } from './addresses'
import type { RunIdentity } from './config'
import type { OutsideFile } from './outside'
import type { Plan } from './plan'

const longestDefinition = 200_000

/** Whether the project had to be made. */
export async function ensureProject(client: Client, project: string): Promise<boolean> {
  try {
    await client.get<Project>(client.path('projects', project))
    return false
  } catch (error) {
    if (!hasStatus(error, 404)) throw error
  }
  try {
    await client.post<Project>(client.path('projects'), { slug: project, name: project })
    return true
  } catch (error) {
    // Another run of the same folder was faster.
    if (hasStatus(error, 409)) return false
    if (!hasStatus(error, 403)) throw error
    throw new Failure(
      `There is no project ${project} that you can see, and you may not make it: ${error.message} Name another one with --project.`,
      error.facts,
    )
  }
}

/** What a run has to do with others. */
export interface RunRelations {
  tags?: string[]
  /** Number of the task or pipeline that it is a part of. */
  group?: number
  /** Its node there. */
  node?: string
  /** The node of a pipeline that the task is. */
  parent?: { group: number; node: string }
  /** run:// URI of the run whose record it follows. */
  reproduces?: string
  /** Whether it makes the versions that its outputs ask for; true when left out. */
  register?: boolean
}

/** Makes the run on the hub, which resolves its inputs once and for all. */
export async function createRun(
  client: Client & { org: string },
  plan: Plan,
  outside: OutsideFile[],
  { tags, group, node, parent, reproduces }: RunRelations = {},
): Promise<{ identity: RunIdentity; inputs: RunInput[] }> {
  const { step, project, command, commit, packages, values, archive } = plan
  const created = await client.post<CreatedRun>(client.path('projects', project, 'runs'), {
    step: step.name,
    command,
    ...(commit && { commit }),
    ...(step.image && { image: step.image }),
    packages,
    params: values,
    inputs: inputsOf(plan, outside),
    ...(archive && { code: archive.sha256 }),
    definition: definitionOf(plan),
    ...(tags?.length && { tags }),
    ...(group !== undefined && { group }),
    ...(node !== undefined && { node }),
    ...(reproduces !== undefined && { reproduces }),
  })
  const createdAt = new Date().toISOString()
  const pipeline = group !== undefined && node !== undefined ? { group, node } : parent
  const identity: RunIdentity = {
    ...{ uri: created.uri, number: created.run, org: client.org, project, createdAt },
    ...(pipeline && { pipeline }),
    ...(group !== undefined && node === undefined && { task: group }),
  }
  return { identity, inputs: created.inputs }
}

/** A step that is longer than the hub keeps is known by its code alone. */
function definitionOf({ yaml, step }: Plan) {
  const whole = { yaml, step: step.definition }
  return JSON.stringify(whole).length <= longestDefinition ? whole : { yaml }
}

/** What the hub is to resolve, and what was found outside of it. */
function inputsOf({ asked, repository }: Plan, outside: OutsideFile[]) {
  const held = asked.filter(({ uri }) => readAddress(uri, repository).kind === 'hub')
  return [
    ...held.map(({ name, uri }) => ({ name, uri })),
    ...outside.map(({ input: name, uri, sha256, size }) => ({ name, uri, sha256, size })),
  ]
}
