import { placesTaken, placesWaitedFor } from '@/lib/monitor/meters'
import type { Place } from '@/lib/place'
import type { Line } from './line'

/** A request that was cut off may work on for as long as PostgreSQL lets a statement. */
const lingerMs = 35_000

/** The place of one request in a line: waited for, taken, given back for a while, left. */
export class Seat implements Place {
  #isIn = false
  #isTaken = false
  #isLeft = false
  /** Tasks under way for which the place was given back. */
  #aside = 0
  #unqueue = () => false

  constructor(
    private readonly line: Line,
    private readonly key: string,
  ) {}

  /** Waits for the place and then goes on; not if the client hangs up before. */
  enter(weight: number, go: (refused?: true) => void): void {
    this.#wait(weight, (refused) => {
      this.#isIn = !refused
      go(refused)
    })
  }

  /** Another one in the same line, for what is left to do when this one is given up. */
  another(): Seat {
    return new Seat(this.line, this.key)
  }

  give(): void {
    if (this.#aside++ === 0) this.#free()
  }

  async take(): Promise<void> {
    if (--this.#aside > 0 || this.#isLeft) return
    // It has been let in, so it weighs nothing, and nobody refuses it.
    await new Promise<void>((resolve) => this.#wait(0, () => resolve()))
  }

  leave(): void {
    this.#isLeft = true
    if (!this.#isIn && this.#unqueue()) placesWaitedFor.dec()
    this.#free()
  }

  hungUp(): void {
    if (this.#isIn && !this.#isLeft) setTimeout(() => this.leave(), lingerMs).unref()
    else this.leave()
  }

  #wait(weight: number, go: (refused?: true) => void): void {
    placesWaitedFor.inc()
    this.#unqueue = this.line.enter(this.key, weight, (refused) => {
      placesWaitedFor.dec()
      if (!refused) {
        this.#isTaken = true
        placesTaken.inc()
        if (this.#isLeft) this.#free()
      }
      go(refused)
    })
  }

  #free(): void {
    if (!this.#isTaken) return
    this.#isTaken = false
    placesTaken.dec()
    this.line.leave()
  }
}
