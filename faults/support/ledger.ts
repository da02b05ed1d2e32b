import type { Answer } from './caller'

export interface KeptVersion {
  model: string
  number: number
  digest: string
  /** SHA-256 (hex) of its own file. */
  file: string
}

/** What the clients were told, in their own words: the hub's word is held against it. */
export class Ledger {
  /** By the key of the request, which is also its note. */
  readonly versions = new Map<string, KeptVersion>()
  /** The notes of decisions. */
  readonly decisions = new Set<string>()
  readonly uploads = new Set<string>()
  /** The number of a run by its key. */
  readonly runs = new Map<string, number>()
  readonly finished = new Set<string>()
  /** `run step` of each point. */
  readonly points = new Set<string>()
  /** By the key of the request, which is also its name. */
  readonly models = new Set<string>()
  /** Alias → the version it was moved to last, and those of later moves whose answer never came. */
  readonly aliases = new Map<string, { last: number | null; perhaps: number[] }>()
  /** Calls without an answer: they may have been done or not. */
  uncertain = 0
  replayed = 0
  /** Answers that no client should ever get. */
  readonly wrong: string[] = []

  get acknowledged(): number {
    const { versions, decisions, uploads, runs, finished, points, models } = this
    const all = [versions, decisions, uploads, runs, finished, points, models]
    return all.reduce((sum, { size }) => sum + size, 0)
  }

  /** Whether the call came to nothing for now: a cut connection, or a 503 that says when to ask again. */
  isOutage(what: string, answer: Answer): boolean {
    if (answer.status === 0) {
      this.uncertain++
      return true
    }
    if (answer.status === 503 && Number(answer.headers.get('retry-after')) > 0) {
      this.uncertain++
      return true
    }
    if (answer.status >= 500) this.blame(what, answer)
    return false
  }

  blame(what: string, answer: Answer): void {
    const told = answer.body.toString('utf8').slice(0, 500)
    this.wrong.push(`${what} was answered ${answer.status}: ${told}`)
  }
}
