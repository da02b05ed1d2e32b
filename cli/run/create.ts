import type { Project } from '@/lib/projects/view'
import type { CreatedRun, RunInput } from '@/lib/runs/view'
import type { Client } from '../client'
import { Failure, hasStatus } from '../failure'
import type { RunIdentity } from './config'
import type { Plan } from './plan'

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

/** Makes the run on the hub, which resolves its inputs once and for all. */
export async function createRun(
  client: Client,
  org: string,
  plan: Plan,
): Promise<{ identity: RunIdentity; inputs: RunInput[] }> {
  const { step, project, command, commit, packages, values, asked } = plan
  const created = await client.post<CreatedRun>(client.path('projects', project, 'runs'), {
    step: step.name,
    command,
    ...(commit && { commit }),
    ...(step.image && { image: step.image }),
    packages,
    params: values,
    inputs: asked,
  })
  const createdAt = new Date().toISOString()
  const identity = { uri: created.uri, number: created.run, org, project, createdAt }
  return { identity, inputs: created.inputs }
}
