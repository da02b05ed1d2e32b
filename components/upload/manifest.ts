import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js'

/** What the digest of a version of these files will be: `manifestDigest` of lib, in the browser. */
export function digestOfFiles(
  files: readonly { name: string; size: number; sha256: string }[],
): string {
  const sorted = files
    .map(({ name, sha256, size }) => ({ name, sha256, size }))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
  // Keys in order, whole numbers and well-formed text: RFC 8785 writes them as JSON.stringify does.
  return bytesToHex(sha256(utf8ToBytes(JSON.stringify(sorted))))
}
