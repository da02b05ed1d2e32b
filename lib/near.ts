/** The known word that was probably meant, or null. */
export function nearest(word: string, known: Iterable<string>): string | null {
  const asked = plain(word)
  let best: { name: string; distance: number } | null = null
  for (const name of known) {
    const distance = plain(name) === asked ? 0 : edits(asked, plain(name))
    const isNear = distance <= Math.min(2, Math.floor(asked.length / 3))
    if (isNear && (!best || distance < best.distance)) best = { name, distance }
  }
  return best?.name ?? null
}

/** `Did you mean train?`, or the names there are, or that there are none. */
export function suggestion(word: string, known: string[], what: string): string {
  const near = nearest(word, known)
  if (near) return `Did you mean ${near}?`
  return known.length ? `Use one of: ${known.join(', ')}.` : `Add ${what} ${word} first.`
}

/** Letters and digits alone; a plural is no other word. */
function plain(word: string): string {
  return word
    .toLowerCase()
    .replace(/[^a-z0-9]/g, '')
    .replace(/s$/, '')
}

/** How many characters must be put in, left out, replaced or swapped (optimal string alignment). */
function edits(a: string, b: string): number {
  const rows = [...Array(a.length + 1).keys()].map((row) => [row])
  const at = (row: number, column: number) => rows[row]?.[column] ?? row + column
  for (let row = 0; row <= a.length; row++)
    for (let column = row === 0 ? 0 : 1; column <= b.length; column++) {
      const current = rows[row] ?? []
      if (row === 0) current[column] = column
      else {
        const isSame = a[row - 1] === b[column - 1]
        const isSwap = a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1]
        current[column] = Math.min(
          at(row - 1, column) + 1,
          at(row, column - 1) + 1,
          at(row - 1, column - 1) + (isSame ? 0 : 1),
          row > 1 && column > 1 && isSwap ? at(row - 2, column - 2) + 1 : Number.POSITIVE_INFINITY,
        )
      }
    }
  return at(a.length, b.length)
}
