import { setTimeout as sleep } from 'node:timers/promises'
import { isDatabaseAway } from '../door'
import { env } from '../env'
import { log } from '../log'
import { sendDue } from './send'

const everyMs = 5_000

/** Mails what waits to be mailed, in every web process, where there is a server for it. Answers how to stop it. */
export function startMailer(): () => Promise<void> {
  if (!env().smtp) return async () => undefined
  const stopped = new AbortController()
  const ended = run(stopped.signal)
  return async () => {
    stopped.abort()
    await ended
  }
}

async function run(stopped: AbortSignal): Promise<void> {
  while (!stopped.aborted) {
    try {
      await sendDue(stopped)
    } catch (error) {
      if (isDatabaseAway(error)) log().debug({ err: error }, 'mails wait for the database')
      else log().error({ err: error }, 'mailing failed; the next round tries again')
    }
    await sleep(everyMs, undefined, { signal: stopped, ref: false }).catch(() => undefined)
  }
}
