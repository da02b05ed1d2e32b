import { Refusal } from './refusal'
import { due, type Event, type Item, isMoving, reduce } from './state'

interface Watch {
  progress(done: number): void
  signal: AbortSignal
}

/** What a queue does its work with. */
export interface Tools {
  hash(file: Blob, watch: Watch): Promise<string>
  transfer(sha256: string, file: Blob, watch: Watch): Promise<'known' | 'sent'>
  /** Resolves after so many milliseconds. */
  wait(ms: number): Promise<void>
  now(): number
}

export interface NamedFile {
  name: string
  file: Blob
}

/** Told of each change; `byPerson` says that someone did it and waits to see it. */
export type Listener = (byPerson: boolean) => void

const doneByPerson: ReadonlySet<Event['type']> = new Set([
  'added',
  'renamed',
  'removed',
  'retried',
  'allRetried',
  'cancelled',
] as const)

/** Digests and sends files as they are added; `items()` is how far they are. */
export class UploadQueue {
  private list: readonly Item[] = []
  private readonly files = new Map<number, Blob>()
  private readonly running = new Map<number, AbortController>()
  private readonly listeners = new Set<Listener>()
  private ids = 0

  constructor(private readonly tools: Tools) {}

  items = (): readonly Item[] => this.list

  subscribe = (listener: Listener): (() => void) => {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  add(files: readonly NamedFile[]): void {
    const added = files.map(({ name, file }) => {
      const id = ++this.ids
      this.files.set(id, file)
      return { id, name, size: file.size }
    })
    this.report({ type: 'added', files: added })
  }

  rename(id: number, name: string): void {
    this.report({ type: 'renamed', id, name })
  }

  remove(id: number): void {
    this.running.get(id)?.abort()
    this.files.delete(id)
    this.report({ type: 'removed', id })
  }

  retry(id: number): void {
    this.report({ type: 'retried', id })
  }

  retryAll(): void {
    this.report({ type: 'allRetried' })
  }

  /** Stops whatever is under way; each file can be tried again. */
  cancel(): void {
    for (const control of this.running.values()) control.abort()
    this.report({ type: 'cancelled' })
  }

  private report(event: Event): void {
    this.list = reduce(this.list, event)
    this.begin()
    const byPerson = doneByPerson.has(event.type)
    for (const listener of this.listeners) listener(byPerson)
  }

  private begin(): void {
    const { hash, send } = due(this.list)
    for (const { id, stage } of [...(hash ? [hash] : []), ...send]) {
      this.list = reduce(this.list, { type: 'began', id, now: this.tools.now() })
      if (stage.at === 'hashed')
        this.run(id, (file, watch) => this.send(id, stage.sha256, file, watch))
      else this.run(id, (file, watch) => this.hash(id, file, watch))
    }
  }

  private run(id: number, work: (file: Blob, watch: Watch) => Promise<Event>): void {
    const file = this.files.get(id)
    if (!file) return
    const control = new AbortController()
    const { signal } = control
    this.running.set(id, control)
    const progress = (done: number) => {
      if (!signal.aborted) this.report({ type: 'progressed', id, done, now: this.tools.now() })
    }
    work(file, { progress, signal })
      .catch((error: unknown): Event => failure(id, error))
      .then((event) => {
        if (this.running.get(id) === control) this.running.delete(id)
        if (signal.aborted) return
        this.report(event)
        if (event.type === 'broke') this.resume(id)
      })
  }

  /** Tries again after a second, then two. */
  private async resume(id: number): Promise<void> {
    const stage = this.list.find((item) => item.id === id)?.stage
    if (stage?.at !== 'pausing') return
    await this.tools.wait(1000 * 2 ** (stage.breaks - 1))
    this.report({ type: 'resumed', id })
  }

  private async hash(id: number, file: Blob, watch: Watch): Promise<Event> {
    return { type: 'hashed', id, sha256: await this.tools.hash(file, watch) }
  }

  private async send(id: number, sha256: string, file: Blob, watch: Watch): Promise<Event> {
    try {
      const known = (await this.tools.transfer(sha256, file, watch)) === 'known'
      return { type: 'sent', id, known }
    } catch (error) {
      if (!(error instanceof Refusal && error.passing)) throw error
      return { type: 'broke', id, why: error.message }
    }
  }
}

function failure(id: number, error: unknown): Event {
  const why = error instanceof Refusal ? error.message : 'Something went wrong here. Try again.'
  return { type: 'failed', id, why }
}

/** Whether leaving now would lose work. */
export const isBusy = (items: readonly Item[]) => items.some(isMoving)
