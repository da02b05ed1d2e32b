import type { Hash } from './merkle'

/** The proof that an event is in its log, as c2sp.org/tlog-proof@v1; it can be checked without the hub. */
export function proofText(index: number, path: readonly Hash[], checkpoint: string): string {
  const hashes = path.map((hash) => `${hash.toString('base64')}\n`)
  return `c2sp.org/tlog-proof@v1\nindex ${index}\n${hashes.join('')}\n${checkpoint}`
}
