import { exitCodes } from './failure'

/** What Ctrl-C asked for: the first one to wind up, the second one to let go; a third one exits. */
export interface Interruption {
  stop: AbortSignal
  abandon: AbortSignal
}

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/** Turns the signals of this process into an interruption until `dispose` is called. */
export function listenForSignals(): Interruption & { dispose(): void } {
  const stop = new AbortController()
  const abandon = new AbortController()
  const onSignal = () => {
    if (abandon.signal.aborted) process.exit(exitCodes.stopped)
    const next = stop.signal.aborted ? abandon : stop
    next.abort()
  }
  for (const signal of signals) process.on(signal, onSignal)
  return {
    stop: stop.signal,
    abandon: abandon.signal,
    dispose() {
      for (const signal of signals) process.off(signal, onSignal)
    },
  }
}

/** Waits, in milliseconds, or until the signal; never throws. */
export function pause(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) return resolve()
    const done = () => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', done)
      resolve()
    }
    const timer = setTimeout(done, ms)
    signal?.addEventListener('abort', done, { once: true })
  })
}
