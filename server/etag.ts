import { createHash } from 'node:crypto'

/** The ETag of an answer: it changes with any byte of it. */
export function etagOf(text: string): string {
  return `"${createHash('sha256').update(text).digest('base64url')}"`
}

/** Whether an `If-None-Match` names an ETag. */
export function matches(header: string | undefined, etag: string): boolean {
  if (!header) return false
  return header
    .split(',')
    .some((tag) => tag.trim() === '*' || tag.trim().replace(/^W\//, '') === etag)
}
