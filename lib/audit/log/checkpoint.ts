import type { KeyObject } from 'node:crypto'
import type { Hash } from './merkle'
import { openNote, signNote } from './note'

/** What a log said of itself at one size. It holds no time: the order of events is their index. */
export interface Checkpoint {
  origin: string
  size: number
  root: Hash
}

/** The signed note of a checkpoint (c2sp.org/tlog-checkpoint). */
export function signCheckpoint({ origin, size, root }: Checkpoint, key: KeyObject): string {
  return signNote(`${origin}\n${size}\n${root.toString('base64')}\n`, origin, key)
}

/** What a signed note says; null where it is no checkpoint. Says nothing of its signature. */
export function readCheckpoint(note: string): Checkpoint | null {
  const [origin, size, root] = note.split('\n')
  if (!origin || !/^(0|[1-9]\d{0,15})$/.test(size ?? '')) return null
  const hash = Buffer.from(root ?? '', 'base64')
  if (hash.length !== 32 || hash.toString('base64') !== root) return null
  return { origin, size: Number(size), root: hash }
}

/** Whether a checkpoint was signed by this key. */
export function isSigned(note: string, origin: string, key: KeyObject): boolean {
  return openNote(note, origin, key) !== null
}
