import type { Run } from '@/lib/runs/view'
import { createClient } from '../client'
import { readConfiguration } from '../configuration'
import { Failure, hasStatus, invalid } from '../failure'
import { tell } from '../output'
import type { Surroundings } from '../verb'
import { type Delivering, type Delivery, deliver, finish, runPath } from './deliver'
import type { Ending } from './execute'
import { keepFacts, readFacts } from './facts'
import { cleanUp, openRun, type RunReport, reportOf, whole } from './run-step'

const cutOff: Ending = {
  state: 'error',
  exitCode: null,
  reason: 'hub run ended before its command did.',
}

/**
 * Brings to the hub what an earlier `hub run` could not, and removes its work folder.
 * @throws Failure when that folder is none, or the hub is away or refuses
 */
export async function resumeRun(
  path: string,
  { patience, keep }: { patience: number; keep: boolean },
  surroundings: Surroundings,
): Promise<{ report: RunReport; client: Delivering['client'] & { org: string } }> {
  const { env, cwd, terminal, interruption } = surroundings
  const { folder, facts } = readFacts(path, cwd)
  const configuration = readConfiguration(env)
  if (configuration.url !== facts.hub)
    throw invalid(
      `${facts.run.uri} belongs to the hub at ${facts.hub}, not ${configuration.url}. Set HUB_URL and HUB_TOKEN for it.`,
    )
  const { org } = facts.run
  const client = { ...createClient({ ...configuration, org }, interruption.abandon), org }
  const ending = facts.ending ?? cutOff
  // From now on the log has its last word.
  await keepFacts(folder, { ...facts, ending })
  const { run, register } = facts
  const runner = { client, terminal, interruption }
  const delivering: Delivering = {
    ...openRun(runner, { run, folder, patience, register }),
    again: facts.ending !== null,
  }
  const delivery = await whole(delivering, () => bring(delivering, ending))
  if (keep) tell(terminal, `The work folder is ${folder.path}.`)
  else await cleanUp(folder, terminal)
  return { report: reportOf(delivering, delivery), client }
}

async function bring(delivering: Delivering, ending: Ending): Promise<Delivery> {
  const { client, telemetry, patience, terminal, run } = delivering
  const path = runPath(delivering)
  const known = await client.get<Run>(path, { patience })
  if (!isOver(known)) {
    if (known.state === 'error')
      tell(
        terminal,
        `The hub had given up ${run.uri}, since nothing was heard of it. It is told now.`,
      )
    telemetry.resumeAt(known.logBytes)
    return await deliver(delivering, ending)
  }
  // It had its end already, and only the answer was lost; or someone else has ended it.
  const finished = await finish(client, path, { ...ending, sidecars: {} }, patience).catch(
    (error: unknown) => {
      if (!hasStatus(error, 409)) throw error
      throw new Failure(
        `${run.uri} was ended by someone else: ${known.state}. Nothing can be added to it; hub push makes a version of files that you want to keep.`,
        error.facts,
        error,
      )
    },
  )
  return { ending, outputs: known.outputs, finished }
}

/** One that the hub itself gave up can still be told of. */
function isOver({ finishedAt, alerts }: Run): boolean {
  return finishedAt !== null && !alerts.some(({ code }) => code === 'no_heartbeat')
}
