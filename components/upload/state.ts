import { fileProblems } from '@/lib/files/file-list'
import { newFileNameProblem } from '@/lib/uri'

/**
 * The files of an upload and how far each has come: its digest is made, then its bytes are sent unless the
 * hub has them. Pure; `queue.ts` does what `due` asks for and reports back by events. An event about a file
 * that is gone, or that has gone on, changes nothing.
 */
export interface Item {
  id: number
  /** Its name in the version. */
  name: string
  /** Why it cannot have this name. */
  problem: string | null
  /** Bytes. */
  size: number
  stage: Stage
}

export type Stage =
  | { at: 'waiting' }
  | ({ at: 'hashing' } & Progress)
  | ({ at: 'hashed' } & Hashed)
  | ({ at: 'sending' } & Hashed & Progress)
  /** Until the next try, after the connection broke. */
  | ({ at: 'pausing' } & Hashed)
  | { at: 'done'; sha256: string; known: boolean }
  | { at: 'failed'; sha256: string | null; why: string }

interface Hashed {
  sha256: string
  /** How often the connection broke so far. */
  breaks: number
}

interface Progress {
  /** Bytes. */
  done: number
  /** Milliseconds: when it began, and when `done` was true. */
  since: number
  now: number
}

export type Event =
  | { type: 'added'; files: readonly { id: number; name: string; size: number }[] }
  | { type: 'renamed'; id: number; name: string }
  | { type: 'removed'; id: number }
  | { type: 'began'; id: number; now: number }
  | { type: 'progressed'; id: number; done: number; now: number }
  | { type: 'hashed'; id: number; sha256: string }
  | { type: 'sent'; id: number; known: boolean }
  | { type: 'broke'; id: number; why: string }
  | { type: 'resumed'; id: number }
  | { type: 'failed'; id: number; why: string }
  | { type: 'retried'; id: number }
  | { type: 'allRetried' }
  | { type: 'cancelled' }

/** A connection may break this often before a person has to say "again". */
export const maxBreaks = 3
/** Files that are sent at once; digests are made one after the other beside them. */
export const maxSending = 2

export function reduce(items: readonly Item[], event: Event): readonly Item[] {
  switch (event.type) {
    case 'added':
      return named([
        ...items,
        ...event.files.map((file) => ({
          ...file,
          problem: null,
          stage: { at: 'waiting' } as const,
        })),
      ])
    case 'renamed':
      return named(
        items.map((item) => (item.id === event.id ? { ...item, name: event.name } : item)),
      )
    case 'removed':
      return named(items.filter(({ id }) => id !== event.id))
    case 'cancelled':
      return items.map((item) => staged(item, isMoving(item) ? cancelled(item) : item.stage))
    case 'allRetried':
      return items.map((item) => staged(item, retried(item)))
    default:
      return items.map((item) => (item.id === event.id ? staged(item, next(item, event)) : item))
  }
}

type ItemEvent = Exclude<
  Event,
  { type: 'added' | 'renamed' | 'removed' | 'allRetried' | 'cancelled' }
>

function next(item: Item, event: ItemEvent): Stage {
  const { stage } = item
  switch (event.type) {
    case 'began': {
      const progress = { done: 0, since: event.now, now: event.now }
      if (stage.at === 'waiting') return { at: 'hashing', ...progress }
      if (stage.at === 'hashed') return { ...stage, at: 'sending', ...progress }
      return stage
    }
    case 'progressed':
      if (stage.at !== 'hashing' && stage.at !== 'sending') return stage
      return { ...stage, done: event.done, now: event.now }
    case 'hashed':
      return stage.at === 'hashing' ? { at: 'hashed', sha256: event.sha256, breaks: 0 } : stage
    case 'sent':
      if (stage.at !== 'sending') return stage
      return { at: 'done', sha256: stage.sha256, known: event.known }
    case 'broke': {
      if (stage.at !== 'sending') return stage
      const { sha256, breaks } = stage
      if (breaks + 1 >= maxBreaks) return { at: 'failed', sha256, why: event.why }
      return { at: 'pausing', sha256, breaks: breaks + 1 }
    }
    case 'resumed':
      return stage.at === 'pausing' ? { ...stage, at: 'hashed' } : stage
    case 'failed':
      return stage.at === 'done' ? stage : { at: 'failed', sha256: digestOf(stage), why: event.why }
    case 'retried':
      return retried(item)
  }
}

/** Goes on with the digest where there is one. */
function retried({ stage }: Item): Stage {
  if (stage.at !== 'failed') return stage
  const { sha256 } = stage
  return sha256 === null ? { at: 'waiting' } : { at: 'hashed', sha256, breaks: 0 }
}

/** What to begin now: a digest to make, and files to send. */
export function due(items: readonly Item[]): { hash: Item | null; send: Item[] } {
  const at = (wanted: Stage['at']) => items.filter(({ stage }) => stage.at === wanted)
  const free = maxSending - at('sending').length
  return {
    hash: at('hashing').length > 0 ? null : (at('waiting')[0] ?? null),
    send: at('hashed').slice(0, Math.max(0, free)),
  }
}

/** Whether something is still to be done for a file, and will be without anyone's help. */
export function isMoving({ stage }: Item): boolean {
  return stage.at !== 'done' && stage.at !== 'failed'
}

/** The digest of a file, once it is known. */
export function digestOf(stage: Stage): string | null {
  return 'sha256' in stage ? stage.sha256 : null
}

function cancelled({ stage }: Item): Stage {
  return { at: 'failed', sha256: digestOf(stage), why: 'Cancelled.' }
}

function staged(item: Item, stage: Stage): Item {
  return stage === item.stage ? item : { ...item, stage }
}

/** Looks at all names anew: what is wrong with one may depend on another. */
function named(items: readonly Item[]): readonly Item[] {
  const among = fileProblems(items.map(({ name }) => name))
  return items.map((item, index) => {
    const problem = newFileNameProblem(item.name) ?? among[index] ?? null
    return problem === item.problem ? item : { ...item, problem }
  })
}
