import { lt, or } from 'drizzle-orm'
import { database } from '@/db/client'
import {
  blobUploads,
  idempotencyKeys,
  observationBatches,
  sessions,
  signInFailures,
  versionUses,
} from '@/db/schema/tables'
import { sweepArtifacts } from './artifacts/sweep'
import { systemContext } from './context'
import { followAll } from './deployments/follow'
import { isDatabaseAway } from './door'
import { collectBlobs, collectTask } from './files/collect'
import { sweepIncoming } from './files/store'
import { sweepFiles } from './files/sweep'
import { expireGroups } from './groups/expire'
import { newId } from './ids'
import { purgeDeleted } from './life/purge/deleted'
import { forgetEvents } from './lineage/openlineage/forget'
import { log } from './log'
import { countBlobs } from './monitor/blobs'
import { taskFailures, taskSeconds, taskSuccess } from './monitor/meters'
import { tidyNotifications } from './notifications/tidy'
import { retrySetAside } from './outbox/deal'
import { noteAnyLatest } from './outbox/latest'
import { expireRuns } from './runs/expire'
import { sweepWords } from './search/sweep'
import { system } from './system'
import { dayMs } from './time'
import { announceExpiring } from './tokens/expiring'
import { closeUses } from './versions/close-uses'
import { expireApprovals } from './versions/expire'
import { tidyDeliveries } from './webhooks/tidy'

const everyMs = 30_000

/**
 * The background work, in every web process: each task runs where an advisory lock is free, so any number
 * of replicas is safe. Answers how to stop it.
 */
export function startWorker(): () => Promise<void> {
  const stopped = new AbortController()
  let running: Promise<void> = Promise.resolve()
  const timer = setInterval(() => {
    running = running.then(() => tick(stopped.signal))
  }, everyMs)
  timer.unref()
  return async () => {
    clearInterval(timer)
    stopped.abort()
    await running
  }
}

/**
 * One round of all tasks, as far as it comes until it is stopped; a task that fails is logged and tried
 * again in the next round.
 */
export async function tick(stopped?: AbortSignal): Promise<void> {
  for (const [name, task] of Object.entries(tasks)) {
    if (stopped?.aborted) return
    try {
      const ended = taskSeconds.startTimer({ task: name })
      const ran = await database().alone(name, task)
      if (!ran) {
        log().debug({ task: name }, 'another process does this task')
        continue
      }
      ended()
      taskSuccess.setToCurrentTime({ task: name })
    } catch (error) {
      if (isDatabaseAway(error)) {
        log().warn({ err: error, task: name }, 'the database is away; the next round tries again')
        return
      }
      taskFailures.inc({ task: name })
      log().error({ err: error, task: name }, 'background task failed')
    }
  }
}

const origin = { ip: null, userAgent: null, client: null }
const worker = () => systemContext('worker', { via: 'worker', requestId: newId(), origin })

/** Up to which model it was looked at what latest means. */
let latestAfter: string | null = null

const tasks: Record<string, () => Promise<unknown>> = {
  'expire-runs': () => expireRuns(worker()),
  'expire-groups': () => expireGroups(worker()),
  'expire-approvals': () => expireApprovals(worker()),
  'announce-tokens': () => announceExpiring(worker()),
  'follow-deployments': () => followAll(worker()),
  async 'note-latest'() {
    latestAfter = await noteAnyLatest(latestAfter)
  },
  'tell-again': () => retrySetAside(),
  'close-uses': () => closeUses(worker()),
  'purge-deleted': () => purgeDeleted(worker()),
  'forget-events': () => forgetEvents(worker()),
  tidy,
  'tidy-deliveries': () => tidyDeliveries(),
  'sweep-words': () => sweepWords(),
  'sweep-incoming': () => sweepIncoming(),
  'sweep-artifacts': () => sweepArtifacts(),
  'count-blobs': () => countBlobs(),
  async [collectTask]() {
    await collectBlobs()
    await sweepFiles()
  },
}

/**
 * Removes what has served its time: answers to repeated requests, names of observations that may be sent again,
 * failed sign-ins, ended sessions, who brought which bytes (what holds them keeps them), counts of uses whose
 * total is in the log, old notifications.
 */
async function tidy(): Promise<void> {
  const now = Date.now()
  const yesterday = new Date(now - dayMs)
  const weekAgo = new Date(now - 7 * dayMs)
  const monthAgo = new Date(now - 30 * dayMs)
  await system(async (tx) => {
    await tx.delete(idempotencyKeys).where(lt(idempotencyKeys.createdAt, yesterday))
    await tx.delete(observationBatches).where(lt(observationBatches.at, weekAgo))
    await tx.delete(blobUploads).where(lt(blobUploads.at, new Date(now - 2 * dayMs)))
    await tx.delete(versionUses).where(lt(versionUses.closedAt, monthAgo))
    await tidyNotifications(tx, new Date(now))
    await tx.delete(signInFailures).where(lt(signInFailures.at, yesterday))
    await tx
      .delete(sessions)
      .where(or(lt(sessions.expiresAt, monthAgo), lt(sessions.revokedAt, monthAgo)))
  })
}
