import { join } from 'node:path'
import { log } from '../log'
import { type Answer, GateThread, gateLimitMs } from './thread'

/** How long the expressions that are asked together may compute, all in all. */
const batchMs = 2000
/** How long they may take by the clock, on a machine that is busy with other things. */
const patienceMs = 10_000
/** How many of them may overrun: each costs the start of a thread. */
const mostOverruns = 3
/** How long they may wait for those before them. */
const waitMs = 20_000
const mostWaiting = 1000

interface Batch {
  bindings: Map<string, unknown>
  cels: readonly string[]
  since: number
  resolve: (answers: Answer[]) => void
}

/**
 * A thread that evaluates gates, started when it is first needed and again after an
 * overrun. Batches take turns, and each is bounded, so that nobody waits for long whatever others ask.
 */
export class GateRunner {
  readonly #file: string
  #thread: Promise<GateThread> | null = null
  #waiting: Batch[] = []
  #work: Promise<void> | null = null
  #closed = false

  constructor(root: string) {
    this.#file = join(root, 'lib/gates/worker.mjs')
  }

  /** An answer for each expression, in their order. Never rejects: what cannot be evaluated says why. */
  evaluate(bindings: Map<string, unknown>, cels: readonly string[]): Promise<Answer[]> {
    if (this.#closed) return Promise.resolve(cels.map(() => ({ error: 'The hub is stopping.' })))
    if (this.#waiting.length >= mostWaiting) return Promise.resolve(cels.map(() => busy))
    return new Promise((resolve) => {
      this.#waiting.push({ bindings, cels, since: performance.now(), resolve })
      this.#work ??= this.#run()
    })
  }

  /** Answers what waits already, and ends the thread. */
  async close(): Promise<void> {
    this.#closed = true
    await this.#work
    const thread = this.#thread
    this.#thread = null
    await thread?.then((started) => started.stop()).catch(() => undefined)
  }

  async #run(): Promise<void> {
    for (let batch = this.#waiting.shift(); batch; batch = this.#waiting.shift())
      batch.resolve(await this.#answer(batch))
    this.#work = null
    await this.#thread?.then((thread) => thread.rest()).catch(() => undefined)
  }

  async #answer({ bindings, cels, since }: Batch): Promise<Answer[]> {
    if (performance.now() - since > waitMs) return cels.map(() => busy)
    if (!(await this.#ready())) return cels.map(() => lost)
    const begun = performance.now()
    const before = process.cpuUsage()
    let overruns = 0
    const isSpent = () => {
      const { user, system } = process.cpuUsage(before)
      const over = (user + system) / 1000 > batchMs || performance.now() - begun > patienceMs
      return over || overruns >= mostOverruns
    }
    const answers: Answer[] = []
    for (const cel of cels) {
      const answer = isSpent() ? spent : await this.#one(bindings, cel)
      if (answer === overrun) overruns++
      answers.push(answer)
    }
    return answers
  }

  /** Asks twice where the first time overran: then it was the expression and not the machine. */
  async #one(bindings: Map<string, unknown>, cel: string): Promise<Answer> {
    for (let attempt = 1; attempt <= 2; attempt++) {
      const thread = await this.#ready()
      if (!thread) return lost
      thread.give(bindings)
      const answer = await thread.ask(cel)
      if (answer) return answer
      this.#thread = null
      // Nobody waits for one that is still at it.
      void thread.stop()
    }
    return overrun
  }

  /** The thread, started where there is none; null where it cannot be, which the operator is told. */
  async #ready(): Promise<GateThread | null> {
    try {
      const thread = await this.#thread
      if (thread?.alive) return thread
      this.#thread = GateThread.start(this.#file)
      return await this.#thread
    } catch (error) {
      this.#thread = null
      log().error({ err: error }, 'gates cannot be evaluated')
      return null
    }
  }
}

const overrun: Answer = { error: `It took longer than ${gateLimitMs} ms.` }
const spent: Answer = { error: 'The gates before it took all the time there is.' }
const lost: Answer = { error: 'The hub cannot evaluate gates now. Tell its operator.' }
const busy: Answer = { error: 'Too many gates wait to be evaluated. Try again in a moment.' }

/** Decisions stand in a line of their own: nobody who looks at gates, or tries some, keeps one waiting. */
export type GateLine = 'deciding' | 'looking'

const key = Symbol.for('model-hub.gates')
type Runners = Record<GateLine, GateRunner>
const holder = globalThis as typeof globalThis & { [key]?: Runners }

const runnersIn = (root: string): Runners => ({
  deciding: new GateRunner(root),
  looking: new GateRunner(root),
})

/**
 * Says where the program lies, for processes that serve. Next bundles its own copy of this module, hence
 * globalThis. Answers how to stop.
 */
export function openGates(root: string): () => Promise<void> {
  const opened = runnersIn(root)
  holder[key] = opened
  return async () => {
    await Promise.all([opened.deciding.close(), opened.looking.close()])
  }
}

/** A runner of this process; without `openGates`, of a program in the working folder. */
export function gateRunner(line: GateLine): Pick<GateRunner, 'evaluate'> {
  holder[key] ??= runnersIn(process.cwd())
  return holder[key][line]
}
