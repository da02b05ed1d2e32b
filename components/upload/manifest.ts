/**
 * The text whose SHA-256 will be the digest of a version of these files, as `manifestDigest` of lib makes it:
 * keys in order, whole numbers and well-formed text are written by RFC 8785 as by JSON.stringify.
 */
export function manifestText(
  files: readonly { name: string; size: number; sha256: string }[],
): string {
  return JSON.stringify(
    files
      .map(({ name, sha256, size }) => ({ name, sha256, size }))
      .sort((a, b) => (a.name < b.name ? -1 : 1)),
  )
}
