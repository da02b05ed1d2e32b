import cluster, { type Worker } from 'node:cluster'
import { openAuditKey } from '@/lib/audit/log/key'
import { openPostgres } from '@/lib/database'
import { env } from '@/lib/env'
import { log } from '@/lib/log'
import { collectMetrics } from './metrics'
import { hasten } from './process'
import { projectRoot } from './root'
import { hubSecret } from './secret'
import { StartError } from './start-failure'

// A process that dies is replaced; one that keeps dying is not replaced at once.
const restartMs = 1000
// One Ctrl-C or one stop of a service may reach us more than once.
const echoMs = 1000
// For a process that does not end by itself when its time is up.
const killMs = 5000

/**
 * Owns the data folder and the embedded database, migrates, and keeps the serving processes alive. Resolves
 * when they listen; stops everything in order on SIGINT and SIGTERM, and sooner when told again.
 */
export async function supervise(): Promise<void> {
  const settings = env()
  const postgres = await openPostgres(settings, projectRoot())
  await openAuditKey(postgres.appUrl).catch(async (error: unknown) => {
    await postgres.close()
    throw error
  })
  const secret = settings.secret ?? (await hubSecret(settings.dataDir))

  let stopping = false
  let toldAt = 0
  const stop = async (signal: string) => {
    if (Date.now() - toldAt < echoMs) return
    toldAt = Date.now()
    if (stopping) return hastenWorkers()
    stopping = true
    log().info({ signal }, 'stopping')
    await stopWorkers(settings.stopTimeout)
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
    await stopWorkers(settings.stopTimeout)
    await postgres.close()
    throw error
  })
  log().info({ port }, 'listening')
  const url = settings.publicUrl ?? `http://localhost:${port}`
  await postgres.announce(url)
  cluster.on('exit', (worker, code, signal) => {
    if (stopping) return
    const what = { worker: worker.process.pid, code, signal }
    if (code === 0) log().info(what, 'a serving process ended; replacing it')
    else log().error(what, 'a serving process died; replacing it')
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

async function stopWorkers(stopTimeout: number): Promise<void> {
  const ended = alive().map(
    (worker) => new Promise<void>((resolve) => worker.once('exit', () => resolve())),
  )
  tellWorkers('SIGTERM')
  const late = setTimeout(() => tellWorkers('SIGKILL'), stopTimeout + killMs)
  await Promise.all(ended)
  clearTimeout(late)
}

function hastenWorkers(): void {
  for (const worker of alive()) if (worker.isConnected()) worker.send(hasten)
}

function tellWorkers(signal: 'SIGTERM' | 'SIGKILL'): void {
  for (const worker of alive()) worker.process.kill(signal)
}

function alive(): Worker[] {
  return Object.values(cluster.workers ?? {}).filter((worker) => worker !== undefined)
}
