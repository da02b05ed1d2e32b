import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { startSequencer } from '@/lib/audit/log/sequencer'
import { openPools } from '@/lib/database'
import { startCounting } from '@/lib/deployments/assignments'
import { env } from '@/lib/env'
import { openGates } from '@/lib/gates/runner'
import { log } from '@/lib/log'
import { startMailer } from '@/lib/mail/mailer'
import { watchProcess } from '@/lib/monitor/meters'
import { startDispatcher } from '@/lib/outbox/dispatch'
import { startSender } from '@/lib/webhooks/sender'
import { startWorker } from '@/lib/worker'
import { buildServer } from './app'
import { Drain } from './drain'
import { offerMetrics } from './metrics'
import { pagesApp } from './next'
import { pagesOf } from './pages'
import { projectRoot } from './root'

/** What the supervisor says when it is told again to stop. */
export const hasten = 'hasten'

// What still holds a connection to the database after that is undone by the database.
const partingMs = 2000

/** One serving process: its pools, Next, the HTTP server and the background work. */
export async function serve(): Promise<void> {
  const { databaseUrl, development, port, host, stopTimeout } = env()
  if (!databaseUrl) throw new Error('The supervisor gives each process its DATABASE_URL.')
  const closePools = openPools(databaseUrl)
  const closeGates = openGates(projectRoot())
  const pages = pagesApp({ development, port })
  await pages.prepare()
  const upgrade = development ? pages.getUpgradeHandler() : null
  const drain = new Drain()
  const app = await buildServer(pagesOf(pages.getRequestHandler(), upgrade), drain)
  watchProcess()
  offerMetrics()
  const background = [
    startWorker(),
    startSequencer(),
    startDispatcher(),
    startSender(),
    startMailer(),
  ]
  const stopCounting = startCounting()

  const cut = new AbortController()
  const stop = async () => {
    if (drain.begun) return
    drain.begin()
    setTimeout(() => cut.abort(), stopTimeout).unref()
    cut.signal.onabort = () => app.server.closeAllConnections()
    const worked = Promise.all(background.map((stopOne) => stopOne()))
    await Promise.all([app.close(), Promise.race([worked, once(cut.signal, 'abort')])])
    const parted = stopCounting().then(() => Promise.all([closePools(), closeGates()]))
    await Promise.race([parted, sleep(partingMs)])
    process.exit(0)
  }
  process.on('SIGTERM', stop)
  process.on('message', (message) => {
    // Whoever is still being served has waited long enough.
    if (message === hasten) cut.abort()
  })
  // Ctrl-C reaches the whole group; the supervisor says when to stop.
  process.on('SIGINT', () => undefined)
  // Without a supervisor nobody would ever stop us.
  process.on('disconnect', stop)
  process.on('uncaughtException', (error) => {
    log().fatal({ err: error }, 'uncaught exception')
    process.exit(1)
  })
  process.on('unhandledRejection', (error) => {
    log().error({ err: error }, 'unhandled rejection')
  })
  await app.listen({ port, host })
}
