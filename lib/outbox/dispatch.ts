import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'drizzle-orm'
import { database } from '@/db/client'
import { followMoved } from '../deployments/follow'
import { isDatabaseAway } from '../door'
import { log } from '../log'
import { dealRound, hurrySetAside } from './deal'
import { noteLatest } from './latest'
import type { Told } from './view'

const busyMs = 50
// What waits is not looked for more often, so a hub at rest costs one cheap question at each.
const idleMs = 200
const troubleMs = 1000

/**
 * Tells what happened to whoever wants to hear of it, in every web process; whichever gets the lock does the
 * round. Answers how to stop it, after the round that runs.
 */
export function startDispatcher(): () => Promise<void> {
  const stopped = new AbortController()
  const ended = run(stopped.signal)
  return async () => {
    stopped.abort()
    await ended
  }
}

async function run(stopped: AbortSignal): Promise<void> {
  await hurrySetAside().catch((error: unknown) =>
    log().warn({ err: error }, 'what was set aside waits for the next start'),
  )
  let following: Promise<void> = Promise.resolve()
  const follow = (told: readonly Told[]) => {
    // What it takes to follow holds up nobody who waits to hear.
    following = following.then(() => followed(told))
  }
  while (!stopped.aborted) {
    const wait = await once(follow)
    await sleep(wait, undefined, { signal: stopped, ref: false }).catch(() => undefined)
  }
  await following
}

/** Milliseconds until it is worth looking again. */
async function once(follow: (told: readonly Told[]) => void): Promise<number> {
  const since = performance.now()
  try {
    if (!(await isAnyWaiting())) return idleMs
    const dealt = await dealRound()
    if (!dealt) return idleMs
    follow(dealt.told)
    await compared(dealt.told)
    return dealt.full ? 0 : Math.max(0, busyMs - (performance.now() - since))
  } catch (error) {
    if (isDatabaseAway(error)) log().debug({ err: error }, 'the outbox waits for the database')
    else log().error({ err: error }, 'telling what happened failed; the next round tries again')
    return troubleMs
  }
}

const moving: readonly string[] = ['model.latest', 'alias.move', 'alias.remove']

/** The worker comes by every now and then as well, so what fails here is only late. */
async function followed(told: readonly Told[]): Promise<void> {
  const moved = told.filter(({ what }) => moving.includes(what))
  const modelIds = [...new Set(moved.flatMap(({ modelId }) => modelId ?? []))]
  if (modelIds.length === 0) return
  await followMoved(modelIds).catch((error: unknown) => {
    log().error({ err: error }, 'deployments could not follow what moved')
  })
}

/** The same: what fails here the worker finds. */
async function compared(told: readonly Told[]): Promise<void> {
  await noteLatest(told).catch((error: unknown) => {
    log().error({ err: error }, 'what latest means could not be compared')
  })
}

async function isAnyWaiting(): Promise<boolean> {
  const { rows } = await database().read.execute<{ any: boolean }>(
    sql`select exists (select 1 from outbox where problem is null) as any`,
  )
  return rows[0]?.any ?? false
}
