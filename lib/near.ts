import { typingErrors } from './search/distance'

/** The known word that was probably meant, or null. */
export function nearest(word: string, known: Iterable<string>): string | null {
  const asked = plain(word)
  const most = Math.min(2, Math.floor(asked.length / 3))
  let best: { name: string; distance: number } | null = null
  for (const name of known) {
    const distance = typingErrors(asked, plain(name), most)
    if (distance <= most && (!best || distance < best.distance)) best = { name, distance }
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
