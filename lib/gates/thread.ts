import { once } from 'node:events'
import { MessageChannel, type MessagePort, Worker } from 'node:worker_threads'

/** What became of one expression: its value, or why it has none. */
export type Answer = { value: boolean } | { error: string }

/** The longest that one expression may compute. */
export const gateLimitMs = 50

// A machine with other work gives a thread its time in pieces; waiting for it ends here.
const patienceMs = 1000

// Loading takes a tenth of a second where nothing else runs.
const startMs = 30_000

// Far more than any policy needs, and little enough for a process that serves.
const limits = { maxOldGenerationSizeMb: 128, maxYoungGenerationSizeMb: 16 }

/** A thread that evaluates expressions one after the other, until one of them overruns or breaks it. */
export class GateThread {
  readonly #worker: Worker
  readonly #port: MessagePort
  #pending: { id: number; settle: (answer: Answer | null) => void } | null = null
  #asked = 0
  #given: unknown = null
  #alive = true

  private constructor(worker: Worker, port: MessagePort) {
    this.#worker = worker
    this.#port = port
    port.on('message', ({ id, ...answer }: { id: number } & Answer) => {
      if (this.#pending?.id === id) this.#settle(answer)
    })
    const ended = () => {
      this.#alive = false
      this.#settle({ error: 'It needed more memory than a gate may use.' })
    }
    worker.on('error', ended)
    worker.on('exit', ended)
    this.rest()
  }

  /** Starts a thread of this file. Throws what keeps it from starting. */
  static async start(file: string): Promise<GateThread> {
    const { port1, port2 } = new MessageChannel()
    const worker = new Worker(file, {
      name: 'gates',
      workerData: { port: port2 },
      transferList: [port2],
      resourceLimits: limits,
      // Options of the process, such as a loader of TypeScript, are none of its business.
      execArgv: [],
      // Nor are its secrets.
      env: {},
    })
    const failed = once(worker, 'exit').then(([code]) => {
      throw new Error(`The thread of the gates ended with ${code}.`)
    })
    try {
      const signal = AbortSignal.timeout(startMs)
      await Promise.race([once(port1, 'message', { signal }), failed])
    } catch (error) {
      port1.close()
      void worker.terminate()
      throw error
    }
    failed.catch(() => undefined)
    return new GateThread(worker, port1)
  }

  get alive(): boolean {
    return this.#alive
  }

  /** What the expressions from now on see. */
  give(bindings: Map<string, unknown>): void {
    if (this.#given === bindings) return
    this.#given = bindings
    this.#port.postMessage({ bindings })
  }

  /** Evaluates one expression; null when it has overrun, and the thread is to be stopped. */
  ask(cel: string): Promise<Answer | null> {
    this.#worker.ref()
    this.#port.ref()
    const id = ++this.#asked
    return new Promise((resolve) => {
      const stopWaiting = this.#whenOverrun(() => this.#settle(null))
      const settle = (answer: Answer | null) => {
        stopWaiting()
        resolve(answer)
      }
      this.#pending = { id, settle }
      this.#port.postMessage({ id, cel })
    })
  }

  /** Lets the process end while nothing is asked. */
  rest(): void {
    this.#worker.unref()
    this.#port.unref()
  }

  async stop(): Promise<void> {
    this.#alive = false
    this.#port.close()
    await this.#worker.terminate()
  }

  #settle(answer: Answer | null): void {
    const pending = this.#pending
    this.#pending = null
    pending?.settle(answer)
  }

  /**
   * Calls back when the limit has passed, by the clock and in processor time of this process: a thread that
   * never ran has not overrun. Answers how to stop waiting.
   */
  #whenOverrun(call: () => void): () => void {
    const begun = performance.now()
    const before = process.cpuUsage()
    let timer: NodeJS.Timeout
    const look = () => {
      const { user, system } = process.cpuUsage(before)
      const left = gateLimitMs - (user + system) / 1000
      const patient = performance.now() - begun < patienceMs
      if (left > 0 && patient) timer = setTimeout(look, Math.max(5, left))
      // An answer that waits to be read is read before this.
      else setImmediate(call)
    }
    timer = setTimeout(look, gateLimitMs)
    return () => clearTimeout(timer)
  }
}
