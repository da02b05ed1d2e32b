/** In the very signs that `hub_words_of()` of the database takes out. */
const signs = /[\s_\-./\\:;,@#&=+*~|"'`^%$!?()[\]{}<>]+/u

/** What a text search compares of a text: its words in lower case, without the signs between them. */
export function lexemesOf(text: string): string[] {
  // Longer ones PostgreSQL does not take.
  const words = text.toLowerCase().split(signs)
  return words.filter(Boolean).map((word) => [...word].slice(0, 100).join(''))
}

/** The `tsquery` for a document that holds all the words, the last of them as a beginning. */
export function tsqueryOf(lexemes: readonly string[]): string | null {
  const last = lexemes.length - 1
  return (
    lexemes.map((word, at) => (at === last ? beginning(word) : `'${word}'`)).join(' & ') || null
  )
}

/** The same, each word also as what it may have been meant to be and as a beginning. */
export function looselyOf(
  lexemes: readonly string[],
  meant: ReadonlyMap<string, readonly string[]>,
): string | null {
  const loosely = lexemes.map((one) => {
    const others = (meant.get(one) ?? []).map((other) => ` | '${other}'`)
    return `(${beginning(one)}${others.join('')})`
  })
  return loosely.join(' & ') || null
}

/** A word, or what begins with it: a single letter would be the beginning of too much. */
const beginning = (word: string) => `'${word}'${word.length > 1 ? ':*' : ''}`
