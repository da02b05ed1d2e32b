import { busy } from '@/lib/errors'

const mostWaiting = 100

/** Lets those with the same key go one after another, in the order in which they came. */
export class Turns {
  readonly #lanes = new Map<string, Array<() => void>>()

  /** Waits for the turn; answers with what ends it. Throws `busy` where too many wait already. */
  async take(key: string): Promise<() => void> {
    const lane = this.#lanes.get(key)
    if (!lane) this.#lanes.set(key, [])
    else if (lane.length < mostWaiting) await new Promise<void>((go) => lane.push(go))
    else throw busy('Too many requests like this one wait. Send it again shortly.', 2)
    return () => this.#next(key)
  }

  #next(key: string): void {
    const next = this.#lanes.get(key)?.shift()
    if (next) next()
    else this.#lanes.delete(key)
  }
}
