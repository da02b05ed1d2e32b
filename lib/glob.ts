/**
 * Patterns over file names: one star is any part of one level, two are any part of any number of levels,
 * and two as a whole level are also none at all. Nothing else has a meaning.
 */

type Token =
  | { char: string }
  /** One star. */
  | 'level'
  /** Two stars. */
  | 'levels'
  /** Before `levels` and a slash that may be left out together. */
  | 'optional'

export const isGlob = (text: string): boolean => text.includes('*')

/** Stars side by side count as one. More than this many in a pattern are slow for PostgreSQL over many names. */
export const mostStars = 20

export const hasTooManyStars = (glob: string): boolean =>
  (glob.match(/\*+/g)?.length ?? 0) > mostStars

/** Whether a file name fits a pattern; see `globMatcher()` for many names. */
export const globMatches = (glob: string, name: string): boolean => globMatcher(glob)(name)

/**
 * What tells whether a file name fits a pattern. Only the beginnings of the pattern that fit what was read
 * are looked at for each letter: there is one, and one or two more for each star.
 */
export function globMatcher(glob: string): (name: string) => boolean {
  const tokens = tokensOf(glob)
  const reached = new Int32Array(tokens.length + 1)
  let round = 0
  /** Adds a beginning, with those that ask for nothing more. */
  function add(at: number, fits: number[]): void {
    if (reached[at] === round) return
    reached[at] = round
    fits.push(at)
    const token = tokens[at]
    if (typeof token !== 'string') return
    add(at + 1, fits)
    if (token === 'optional') add(at + 3, fits)
  }
  function read(char: string, before: readonly number[]): number[] {
    const fits: number[] = []
    round++
    for (const at of before) {
      const token = tokens[at]
      if (token === 'levels' || (token === 'level' && char !== '/')) add(at, fits)
      if (typeof token === 'object' && token.char === char) add(at + 1, fits)
    }
    return fits
  }
  return (name) => {
    let fits: number[] = []
    round++
    add(0, fits)
    for (const char of name) {
      if (fits.length === 0) return false
      fits = read(char, fits)
    }
    return fits.includes(tokens.length)
  }
}

/** The same as a regular expression of PostgreSQL's, which takes no longer for many stars either. */
export function globRegex(glob: string): string {
  const parts = tokensOf(glob).map((token, at, all) => {
    if (token === 'level') return '[^/]*'
    if (token === 'optional') return '(?:'
    if (token === 'levels') return '.*'
    const closes = all[at - 2] === 'optional' ? ')?' : ''
    return `${token.char.replace(/[\\^$.*+?()[\]{}|]/, '\\$&')}${closes}`
  })
  return `^${parts.join('')}$`
}

function tokensOf(glob: string): Token[] {
  // Any number of levels more than once in a row is any number of levels.
  const pieces = glob.match(/(?<![^/])(?:\*\*+\/)+|\*+|[^*]/gsu) ?? []
  return pieces.flatMap((piece): Token[] => {
    if (piece.endsWith('*/')) return ['optional', 'levels', { char: '/' }]
    if (piece.startsWith('*')) return [piece === '*' ? 'level' : 'levels']
    return [{ char: piece }]
  })
}
