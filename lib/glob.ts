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

/** Whether a file name fits a pattern; many stars in it take no longer than as many letters. */
export function globMatches(glob: string, name: string): boolean {
  const tokens = tokensOf(glob)
  let fits = withoutReading(tokens, [true])
  for (const char of name) {
    const next: boolean[] = []
    tokens.forEach((token, at) => {
      if (!fits[at]) return
      if (token === 'levels' || (token === 'level' && char !== '/')) next[at] = true
      if (typeof token === 'object' && token.char === char) next[at + 1] = true
    })
    fits = withoutReading(tokens, next)
  }
  return fits[tokens.length] ?? false
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

/** The beginnings of a pattern that fit what was read, with those that ask for nothing more. */
function withoutReading(tokens: Token[], fits: boolean[]): boolean[] {
  tokens.forEach((token, at) => {
    if (!fits[at] || typeof token === 'object') return
    fits[at + 1] = true
    if (token === 'optional') fits[at + 3] = true
  })
  return fits
}

function tokensOf(glob: string): Token[] {
  const pieces = glob.match(/(?<![^/])\*\*+\/|\*+|[^*]/gsu) ?? []
  return pieces.flatMap((piece): Token[] => {
    if (piece.endsWith('*/')) return ['optional', 'levels', { char: '/' }]
    if (piece.startsWith('*')) return [piece === '*' ? 'level' : 'levels']
    return [{ char: piece }]
  })
}
