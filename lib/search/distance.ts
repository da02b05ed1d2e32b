/**
 * How many typing errors lie between two words: letters left out, added, exchanged for others, or two
 * neighbours swapped. Answers `most + 1` as soon as there are more than `most`.
 */
export function typingErrors(one: string, other: string, most: number): number {
  const [a, b] = [[...one], [...other]]
  if (Math.abs(a.length - b.length) > most) return most + 1
  let before: number[] = []
  let last = Array.from({ length: b.length + 1 }, (_, column) => column)
  for (let row = 1; row <= a.length; row++) {
    const next = [row]
    for (let column = 1; column <= b.length; column++) {
      const same = a[row - 1] === b[column - 1]
      const swapped = a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1]
      next[column] = Math.min(
        (last[column] ?? 0) + 1,
        (next[column - 1] ?? 0) + 1,
        (last[column - 1] ?? 0) + (same ? 0 : 1),
        swapped ? (before[column - 2] ?? 0) + 1 : Number.POSITIVE_INFINITY,
      )
    }
    if (Math.min(...next) > most) return most + 1
    before = last
    last = next
  }
  return Math.min(last[b.length] ?? 0, most + 1)
}

/** How many errors a word may hold and still be meant: short ones and those with digits must be right. */
export function errorsForgiven(word: string): number {
  const { length } = [...word]
  if (length < 4 || /\d/.test(word)) return 0
  return length < 8 ? 1 : 2
}
