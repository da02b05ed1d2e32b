import { openPools } from '@/lib/database'
import { env } from '@/lib/env'
import { log } from '@/lib/log'
import { watchProcess } from '@/lib/monitor/meters'
import { startWorker } from '@/lib/worker'
import { buildServer } from './app'
import { offerMetrics } from './metrics'
import { pagesApp } from './next'
import { pagesOf } from './pages'

const drainMs = 10_000

/** One serving process: its pools, Next, the HTTP server and the background work. */
export async function serve(): Promise<void> {
  const { databaseUrl, development, port, host } = env()
  if (!databaseUrl) throw new Error('The supervisor gives each process its DATABASE_URL.')
  const closePools = openPools(databaseUrl)
  const pages = pagesApp({ development, port })
  await pages.prepare()
  const upgrade = development ? pages.getUpgradeHandler() : null
  const app = await buildServer(pagesOf(pages.getRequestHandler(), upgrade))
  watchProcess()
  offerMetrics()
  const stopWork = startWorker()

  let stopping = false
  const stop = async () => {
    if (stopping) return
    stopping = true
    setTimeout(() => app.server.closeAllConnections(), drainMs).unref()
    await app.close()
    await stopWork()
    await closePools()
    process.exit(0)
  }
  process.on('SIGTERM', stop)
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
