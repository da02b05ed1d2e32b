import { setTimeout as wait } from 'node:timers/promises'
import { clearSocket } from './endpoint'
import { launch, type Server, type ServerSettings, stopServer } from './postmaster'
import { clearTheWay, signal } from './remains'

/** How a server ended by itself, and in how many milliseconds another one is started. */
export interface Exit {
  code: number | null
  signal: string | null
  restartInMs: number
}

/** A server that is started again whenever it ends, until `stop()`. */
export interface Supervised {
  /** The process of the present server. */
  pid(): number
  stop(): Promise<void>
}

/** A server that ran this long was sound: the next restart is immediate again. */
const sound = 30_000

/**
 * Starts the server and keeps it running: one that dies is started again at once, then after
 * pauses that grow to five seconds while it keeps failing. It also ends with this process, unless
 * that is killed outright; the next start sees to what is left then.
 * @throws EmbeddedPostgresError when the first start fails
 */
export async function supervise(
  settings: ServerSettings,
  onExit: (exit: Exit) => void = () => {},
): Promise<Supervised> {
  const stopping = new AbortController()
  let server: Server | undefined
  let readyAt = Number.POSITIVE_INFINITY
  const onProcessExit = () => {
    if (server?.running()) signal(settings, server.pid, 'SIGINT')
  }
  process.once('exit', onProcessExit)

  async function start(): Promise<void> {
    readyAt = Number.POSITIVE_INFINITY
    const stale = await clearTheWay(settings)
    await clearSocket(settings.endpoint)
    if (stopping.signal.aborted) return
    server = launch(settings, stale)
    await server.ready
    readyAt = Date.now()
  }

  /** Runs until stopped: waits for the end of the server, and starts the next one. */
  async function keep(): Promise<void> {
    for (let failures = 0; ; failures++) {
      const how = await server?.ended
      if (!how || stopping.signal.aborted) return
      if (Date.now() - readyAt > sound) failures = 0
      const restartInMs = failures === 0 ? 0 : Math.min(50 * 2 ** failures, 5000)
      settings.log('PostgreSQL ended by itself; starting it again.', { ...how, restartInMs })
      onExit({ ...how, restartInMs })
      await wait(restartInMs, undefined, { signal: stopping.signal }).catch(() => {})
      if (stopping.signal.aborted) return
      try {
        await start()
        if (!stopping.signal.aborted) {
          settings.log('PostgreSQL is ready again.', { pid: server?.pid })
        }
      } catch (error) {
        settings.log((error as Error).message)
      }
    }
  }

  try {
    await start()
  } catch (error) {
    process.off('exit', onProcessExit)
    throw error
  }
  const kept = keep()
  return {
    pid: () => server?.pid ?? 0,
    async stop() {
      stopping.abort()
      if (server) await stopServer(settings, server)
      await kept
      process.off('exit', onProcessExit)
    },
  }
}
