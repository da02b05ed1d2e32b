import { availableParallelism } from 'node:os'
import { readCount } from '../verb'

/** Where work waits for its turn. */
export interface Queue {
  /**
   * Does the work in its turn.
   * @param stop whoever still waits when it is aborted does nothing and answers undefined
   */
  use<T>(work: () => Promise<T>, stop: AbortSignal): Promise<T | undefined>
}

/** A queue for some of the work in another: at most so many at once of its own. */
export function narrowed(queue: Queue, count: number | null): Queue {
  if (count === null) return queue
  const own = new Lanes(count)
  return { use: (work, stop) => own.use(() => queue.use(work, stop), stop) }
}

/** Lets only so many things go on at once; the others wait in the order in which they came. */
export class Lanes implements Queue {
  private free: number
  private readonly waiting: (() => void)[] = []

  constructor(count: number) {
    this.free = count
  }

  async use<T>(work: () => Promise<T>, stop: AbortSignal): Promise<T | undefined> {
    await this.enter()
    try {
      return stop.aborted ? undefined : await work()
    } finally {
      this.leave()
    }
  }

  private async enter(): Promise<void> {
    if (this.free > 0) this.free--
    else await new Promise<void>((resolve) => this.waiting.push(resolve))
  }

  private leave(): void {
    const next = this.waiting.shift()
    if (next) next()
    else this.free++
  }
}

/** How many runs at once, as `-j` says. */
export function readJobs(text: string | undefined): number {
  return readCount(text, '-j', Math.min(availableParallelism(), 4))
}
