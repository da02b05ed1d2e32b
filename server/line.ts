/** One who waits. */
interface Waiting {
  weight: number
  go(refused?: true): void
}

/**
 * Who may work at once, and who waits for that. Those who wait are taken in turns by `key`: whoever asks much
 * waits for their own, and not others for them. What waits has a weight, since it holds memory.
 */
export class Line {
  #working = 0
  #weight = 0
  /** By key, the one whose turn is next first. */
  readonly #lanes = new Map<string, Waiting[]>()

  constructor(
    readonly most: number,
    readonly mostWeight: number,
  ) {}

  get working(): number {
    return this.#working
  }

  get waiting(): number {
    return [...this.#lanes.values()].reduce((sum, lane) => sum + lane.length, 0)
  }

  /**
   * Calls `go` as soon as there is a place, which `leave` ends, or with `true` when too much waits: then the
   * newest of those goes of whom most wait. Answers with what takes one out of the line who
   * waits, and answers whether it did.
   */
  enter(key: string, weight: number, go: Waiting['go']): () => boolean {
    if (this.#working < this.most) {
      this.#working++
      go()
      return () => false
    }
    const one: Waiting = { weight, go }
    const lane = this.#lanes.get(key)
    if (lane) lane.push(one)
    else this.#lanes.set(key, [one])
    this.#weight += weight
    while (this.#weight > this.mostWeight) this.#refuseOne()
    return () => this.#remove(key, one)
  }

  leave(): void {
    const [next] = this.#lanes
    if (!next) {
      this.#working--
      return
    }
    const [key, [one, ...others]] = next
    this.#lanes.delete(key)
    if (others.length > 0) this.#lanes.set(key, others)
    this.#weight -= one?.weight ?? 0
    one?.go()
  }

  #refuseOne(): void {
    let heaviest: [string, Waiting[]] | undefined
    let most = 0
    for (const lane of this.#lanes) {
      const weight = lane[1].reduce((sum, one) => sum + one.weight, 0)
      if (weight > most) [heaviest, most] = [lane, weight]
    }
    const newest = heaviest?.[1].findLast(({ weight }) => weight > 0)
    if (!heaviest || !newest) return
    this.#remove(heaviest[0], newest)
    newest.go(true)
  }

  #remove(key: string, one: Waiting): boolean {
    const lane = this.#lanes.get(key)
    const at = lane?.indexOf(one) ?? -1
    if (!lane || at < 0) return false
    lane.splice(at, 1)
    this.#weight -= one.weight
    if (lane.length === 0) this.#lanes.delete(key)
    return true
  }
}
