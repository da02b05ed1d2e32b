import { createHash } from 'node:crypto'
import { canonical } from '../audit/event'

export interface ManifestFile {
  name: string
  /** Bytes. */
  size: number
  sha256: string
}

/** SHA-256 (hex) of the RFC 8785 JSON of `[{name,sha256,size}]` sorted by name: a version's identity. */
export function manifestDigest(files: readonly ManifestFile[]): string {
  const sorted = files
    .map(({ name, size, sha256 }) => ({ name, size, sha256 }))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
  return createHash('sha256').update(canonical(sorted)).digest('hex')
}
