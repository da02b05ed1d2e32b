import cluster, { type Worker } from 'node:cluster'
import { openPostgres } from '@/lib/database'
import { env } from '@/lib/env'
import { log } from '@/lib/log'
import { collectMetrics } from './metrics'
import { projectRoot } from './root'
import { hubSecret } from './secret'
import { StartError } from './start-failure'

// A process that dies is replaced; one that keeps dying is not replaced at once.
const restartMs = 1000
const stopMs = 15_000

/**
 * Owns the data folder and the embedded database, migrates, and keeps the serving processes alive. Resolves
 * when they listen; stops everything in order on SIGINT and SIGTERM.
 */
export async function supervise(): Promise<void> {
  const settings = env()
  const postgres = await openPostgres(settings, projectRoot())
  const secret = settings.secret ?? (await hubSecret(settings.dataDir))

  let stopping = false
  const stop = async (signal: string) => {
    if (stopping) return
    stopping = true
    log().info({ signal }, 'stopping')
    await stopWorkers()
    await postgres.close()
    process.exit(0)
  }
  process.on('SIGINT', stop)
  process.on('SIGTERM', stop)

  collectMetrics()
  const environment = { DATABASE_URL: postgres.appUrl, DATABASE_OWNER_URL: '', HUB_SECRET: secret }
  const start = () => cluster.fork(environment)
  const first = Array.from({ length: settings.workers }, start)
  const port = await Promise.race(first.map(listening)).catch(async (error: unknown) => {
    stopping = true
    await stopWorkers()
    await postgres.close()
    throw error
  })
  const url = settings.publicUrl ?? `http://localhost:${port}`
  await postgres.announce(url)
  cluster.on('exit', (worker, code, signal) => {
    if (stopping) return
    log().error(
      { worker: worker.process.pid, code, signal },
      'a serving process died; replacing it',
    )
    setTimeout(() => stopping || start(), restartMs)
  })
  log().info({ url, workers: settings.workers, dataDir: settings.dataDir }, 'Model Hub is ready')
}

/** Resolves with the port of a process that serves; rejects when it ends before. */
function listening(worker: Worker): Promise<number> {
  return new Promise((resolve, reject) => {
    worker.once('listening', ({ port }) => resolve(port))
    worker.once('exit', () => reject(new StartError('The hub did not start; see above.')))
  })
}

async function stopWorkers(): Promise<void> {
  const alive = Object.values(cluster.workers ?? {}).filter((worker) => worker !== undefined)
  const ended = alive.map(
    (worker) => new Promise<void>((resolve) => worker.once('exit', () => resolve())),
  )
  for (const worker of alive) worker.process.kill('SIGTERM')
  const late = setTimeout(() => {
    for (const worker of alive) worker.process.kill('SIGKILL')
  }, stopMs)
  await Promise.all(ended)
  clearTimeout(late)
}
