/** A part of a filter or of an order, and where in the text it stands. */
export type Token =
  | (Place & { kind: 'name'; entity: string | null; key: string; quote: string | null })
  | (Place & { kind: 'text'; text: string })
  | (Place & { kind: 'operator'; text: string })
  | (Place & { kind: '(' | ')' | ',' })
  /** What is nothing of these, or a quote that nothing closes. */
  | (Place & { kind: 'wrong' })

interface Place {
  at: number
  end: number
}

type Name = Extract<Token, { kind: 'name' }>

const blank = /\s/
/** What ends a name without quotes. */
const delimiter = /[\s()=!<>,;'"`]/

/**
 * Cuts the text into its parts, each character looked at once. Total: what cannot be read is a part that is
 * `wrong`. A name may have quotes or backticks round it, or round what comes after its dot.
 */
export function tokensOf(text: string): Token[] {
  const tokens: Token[] = []
  let at = 0
  while (at < text.length) {
    const char = text[at] ?? ''
    if (blank.test(char)) {
      at += 1
      continue
    }
    const token = tokenAt(text, at, char)
    tokens.push(token)
    at = token.end
  }
  return tokens
}

function tokenAt(text: string, at: number, char: string): Token {
  if (char === '(' || char === ')' || char === ',') return { kind: char, at, end: at + 1 }
  if ('=!<>'.includes(char)) {
    let end = at + 1
    while (end < text.length && '=!<>'.includes(text[end] ?? '')) end += 1
    return { kind: 'operator', text: text.slice(at, end), at, end }
  }
  if (char === "'") {
    const end = closing(text, at)
    return end ? { kind: 'text', text: inside(text, at, end), at, end } : wrong(text, at)
  }
  return nameAt(text, at) ?? wrong(text, at)
}

/** A name from here on; null where its quote is not closed or no name begins here. */
function nameAt(text: string, from: number): Name | null {
  let entity: string | null = null
  let key = ''
  let quote: string | null = null
  let at = from
  while (at < text.length) {
    const char = text[at] ?? ''
    if (char === '`' || char === '"') {
      // Quotes stand round all of it, or round all that comes after a dot.
      if (key !== '' && !key.endsWith('.')) break
      const end = closing(text, at)
      if (!end) return null
      key += inside(text, at, end)
      quote ??= char
      at = end
      const next = text[at] ?? ' '
      if (next !== '.' && !delimiter.test(next)) break
    } else if (delimiter.test(char)) break
    else {
      if (char === '.' && entity === null) {
        entity = key
        key = ''
        quote = null
      } else key += char
      at += 1
    }
  }
  return at === from ? null : { kind: 'name', entity, key, quote, at: from, end: at }
}

/** Behind the quote that closes the one at `from`, a doubled one being one of the text; null for none. */
function closing(text: string, from: number): number | null {
  const quote = text[from] ?? ''
  for (let at = text.indexOf(quote, from + 1); at >= 0; at = text.indexOf(quote, at + 2))
    if (text[at + 1] !== quote) return at + 1
  return null
}

const inside = (text: string, from: number, end: number) => {
  const quote = text[from] ?? ''
  return text.slice(from + 1, end - 1).replaceAll(quote + quote, quote)
}

const wrong = (text: string, at: number): Token => ({ kind: 'wrong', at, end: text.length })
