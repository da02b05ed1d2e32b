import { busy } from '@/lib/errors'

export interface TurnLimits {
  /** How many may wait for the same. */
  most: number
  /** What all who wait may weigh together, since what they hold takes memory. */
  mostWeight: number
  patienceMs: number
}

/** Who asks for a turn: whose it is, what it holds, and what tells that nobody is left to have it. */
export interface Turner {
  actor: string
  weight: number
  gone: AbortSignal
}

interface Waiting extends Turner {
  go(): void
  refuse(): void
}

/** Lets those with the same key go one after another, in the order in which they came. */
export class Turns {
  readonly #lanes = new Map<string, Waiting[]>()
  /** Those of all lanes, the newest last. */
  readonly #waiting = new Set<Waiting>()

  constructor(readonly limits: TurnLimits) {}

  /**
   * Waits for the turn; answers with what ends it. Throws `busy` for whoever waits in vain: too many do, or
   * too much (then it is the newest of whom most waits), or the turn does not come in time.
   */
  async take(key: string, who: Turner): Promise<() => void> {
    const lane = this.#lanes.get(key)
    if (!lane) this.#lanes.set(key, [])
    else await this.#wait(lane, who)
    return () => this.#next(key)
  }

  #wait(lane: Waiting[], who: Turner): Promise<void> {
    return new Promise((go, fail) => {
      const refuse = () => {
        leave()
        fail(busy('Too many requests like this one wait. Send it again shortly.', 2))
      }
      const timer = setTimeout(refuse, this.limits.patienceMs)
      const leave = () => {
        clearTimeout(timer)
        who.gone.removeEventListener('abort', refuse)
        const at = lane.indexOf(one)
        if (at >= 0) lane.splice(at, 1)
        this.#waiting.delete(one)
      }
      const one: Waiting = {
        ...who,
        refuse,
        go: () => {
          leave()
          go()
        },
      }
      lane.push(one)
      this.#waiting.add(one)
      who.gone.addEventListener('abort', refuse)
      if (who.gone.aborted || lane.length > this.limits.most) refuse()
      else this.#makeRoom()
    })
  }

  #makeRoom(): void {
    for (;;) {
      const weights = new Map<string, number>()
      for (const { actor, weight } of this.#waiting)
        weights.set(actor, (weights.get(actor) ?? 0) + weight)
      const total = [...weights.values()].reduce((sum, weight) => sum + weight, 0)
      if (total <= this.limits.mostWeight) return
      const [[heaviest] = []] = [...weights].sort(([, one], [, other]) => other - one)
      ;[...this.#waiting].findLast(({ actor }) => actor === heaviest)?.refuse()
    }
  }

  #next(key: string): void {
    const [next] = this.#lanes.get(key) ?? []
    if (next) next.go()
    else this.#lanes.delete(key)
  }
}
