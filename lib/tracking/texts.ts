import { Lexer, parseDocument } from 'yaml'

/** Characters; a larger file is no description. */
export const maxModelFile = 512 * 1024

const longest = 500

/** Far more than a description has; what they make together may take time by their square. */
const mostTokens = 20_000

/** Of one scalar as well: joining them holds every request of the process, for a second if there were more. */
const mostLines = 10_000

/** The fields of a YAML text, every scalar as its text; none, and a note, for what cannot be read. */
export function fieldsOf(text: string, name: string, notes: string[]): Record<string, unknown> {
  if (text.length > maxModelFile) {
    notes.push(`${name} is too large to be read.`)
    return {}
  }
  try {
    if (hasTooMany(text)) throw new Error('It has too many tokens or lines.')
    // Numbers stay as they are written: 3.10 is no 3.1. Looking for doubled keys takes ever longer.
    const document = parseDocument(text, {
      ...{ schema: 'failsafe', logLevel: 'silent', uniqueKeys: false },
    })
    const [error] = document.errors
    if (error) throw error
    // More of them would be a bomb: each may hold the one before many times.
    const value: unknown = document.toJS({ maxAliasCount: 100 })
    if (typeof value === 'object' && value !== null && !Array.isArray(value))
      return value as Record<string, unknown>
    notes.push(`${name} holds no fields.`)
  } catch {
    notes.push(`${name} is no YAML that can be read.`)
  }
  return {}
}

function hasTooMany(text: string): boolean {
  if (text.split(/\r\n|\n|\r/).length > mostLines) return true
  let tokens = 0
  for (const _ of new Lexer().lex(text)) if (++tokens > mostTokens) return true
  return false
}

export function objectIn(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : {}
}

/** A scalar as a text that can be kept; null for nothing and for what is no scalar. */
export function textIn(value: unknown, most = longest): string | null {
  if (typeof value !== 'string') return null
  const text = value.toWellFormed().replaceAll('\0', '').trim()
  return text === '' || text === 'null' || text === '~' ? null : text.slice(0, most).toWellFormed()
}
