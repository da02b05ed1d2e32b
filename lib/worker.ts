import { and, lt, or, sql } from 'drizzle-orm'
import { idempotencyKeys, sessions, signInFailures } from '@/db/schema/tables'
import { systemContext } from './context'
import { isDatabaseAway } from './door'
import { sweepIncoming } from './files/store'
import { newId } from './ids'
import { log } from './log'
import { expireRuns } from './runs/expire'
import { system } from './system'
import { closeUses } from './versions/close-uses'

const everyMs = 30_000
const dayMs = 86_400_000

/**
 * The background work, in every web process: each task runs where an advisory lock is free, so any number
 * of replicas is safe. Answers how to stop it.
 */
export function startWorker(): () => Promise<void> {
  let running: Promise<void> = Promise.resolve()
  const timer = setInterval(() => {
    running = running.then(tick)
  }, everyMs)
  timer.unref()
  return async () => {
    clearInterval(timer)
    await running
  }
}

/** One round of all tasks; a task that fails is logged and tried again in the next round. */
export async function tick(): Promise<void> {
  for (const [name, task] of Object.entries(tasks)) {
    try {
      await alone(name, task)
    } catch (error) {
      if (isDatabaseAway(error)) return
      log().error({ err: error, task: name }, 'background task failed')
    }
  }
}

const origin = { ip: null, userAgent: null, client: null }
const worker = () => systemContext('worker', { via: 'worker', requestId: newId(), origin })

const tasks: Record<string, () => Promise<unknown>> = {
  'expire-runs': () => expireRuns(worker()),
  'close-uses': () => closeUses(worker()),
  tidy,
  'sweep-incoming': () => sweepIncoming(),
}

/** Runs a task while holding its lock; does nothing where another process holds it. */
async function alone(name: string, task: () => Promise<unknown>): Promise<void> {
  await system(async (tx) => {
    const {
      rows: [lock],
    } = await tx.execute<{ got: boolean }>(
      sql`select pg_try_advisory_xact_lock(hashtext(${`model-hub ${name}`})) as got`,
    )
    if (lock?.got) await task()
  })
}

/** Removes what has served its time: answers to repeated requests, failed sign-ins, ended sessions. */
async function tidy(): Promise<void> {
  const now = Date.now()
  const yesterday = new Date(now - dayMs)
  const monthAgo = new Date(now - 30 * dayMs)
  await system(async (tx) => {
    await tx.delete(idempotencyKeys).where(lt(idempotencyKeys.createdAt, yesterday))
    await tx.delete(signInFailures).where(lt(signInFailures.at, yesterday))
    await tx
      .delete(sessions)
      .where(or(lt(sessions.expiresAt, monthAgo), and(lt(sessions.revokedAt, monthAgo))))
  })
}
