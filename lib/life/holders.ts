/** Things of one kind that lead to something or build on it. */
export interface Holders {
  /** The first few, as URIs. */
  uris: string[]
  /** How many there are beside these. */
  more?: number
  /** Said after the last one: what it would mean. */
  aside?: string
  /** How to be rid of them: "wait for the runs". */
  way: string
}

/** What holds it, one by one, each in the words of a list. */
export function thingsOf({ uris, more = 0, aside = '' }: Holders): string[] {
  const all = [...uris, ...(more > 0 ? [`${more} more`] : [])]
  return all.map((one, index) => (index === all.length - 1 ? `${one}${aside}` : one))
}

/** "a, b and c" */
export function inWords(words: string[]): string {
  const last = words.at(-1) ?? ''
  return words.length < 2 ? last : `${words.slice(0, -1).join(', ')} and ${last}`
}
