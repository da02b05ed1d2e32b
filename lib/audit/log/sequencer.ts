import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'drizzle-orm'
import { database } from '@/db/client'
import { isDatabaseAway } from '../../door'
import { log } from '../../log'
import { publishDue, publishNewest } from './publish'
import { sealRound } from './seal'

const busyMs = 100
// What waits is not looked for more often, so a hub at rest costs one cheap question at each.
const idleMs = 200
const troubleMs = 1000
const partingMs = 1000

/**
 * Seals events as they come, in every web process; whichever gets the lock does the round. Answers how to
 * stop it, after the round that runs.
 */
export function startSequencer(): () => Promise<void> {
  const stopped = new AbortController()
  const ended = run(stopped.signal)
  return async () => {
    stopped.abort()
    await ended
    // The next start publishes what this one did not get done.
    await Promise.race([publishDue(), sleep(partingMs, undefined, { ref: false })])
  }
}

async function run(stopped: AbortSignal): Promise<void> {
  void publishNewest()
  while (!stopped.aborted) {
    const wait = await once()
    // A folder that is away or hangs holds nothing up.
    void publishDue()
    await sleep(wait, undefined, { signal: stopped, ref: false }).catch(() => undefined)
  }
}

/** Milliseconds until it is worth looking again. */
async function once(): Promise<number> {
  const since = performance.now()
  try {
    if (!(await isAnyWaiting())) return idleMs
    const sealed = await sealRound()
    return sealed?.full ? 0 : Math.max(0, busyMs - (performance.now() - since))
  } catch (error) {
    if (isDatabaseAway(error)) log().debug({ err: error }, 'the log waits for the database')
    else log().error({ err: error }, 'sealing the log failed; the next round tries again')
    return troubleMs
  }
}

async function isAnyWaiting(): Promise<boolean> {
  const { rows } = await database().seal.execute<{ any: boolean }>(
    sql`select exists (select 1 from audit_pending) as any`,
  )
  return rows[0]?.any ?? false
}
