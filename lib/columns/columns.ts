import { printKey } from '../filter/print'

/** The columns that lists may have, as addresses, preferences and CSV name them: as filters name keys. Pure. */

export type ColumnSubject = 'models' | 'versions'

/** A column of the list's own, or one of many by the name behind its kind: `metric.accuracy`. */
export type ColumnRef = { kind: 'own'; key: string } | { kind: NamedKind; key: string }
export type NamedKind = 'metric' | 'param' | 'field'

interface Offer {
  /** Own columns by key, in the order in which they are offered. */
  own: Readonly<Record<string, string>>
  named: readonly NamedKind[]
  /** Shown to who chose nothing. */
  usual: readonly string[]
}

export const columnsOffered = {
  models: {
    own: {
      newest: 'Newest version',
      latest: 'Current approved',
      projects: 'Projects',
      owner: 'Owner',
      tags: 'Tags',
      modified: 'Modified',
      created: 'Created',
      versions: 'Versions',
    },
    named: ['metric', 'field'],
    usual: ['newest', 'latest', 'projects', 'owner', 'modified'],
  },
  versions: {
    own: {
      state: 'State',
      aliases: 'Aliases',
      tags: 'Tags',
      dataset: 'Dataset',
      note: 'Note or decision',
      by: 'Registered by',
      created: 'Created',
      decided: 'Decided',
      size: 'Size',
    },
    named: ['metric', 'param'],
    usual: ['state', 'aliases', 'note', 'by', 'created'],
  },
} as const satisfies Record<ColumnSubject, Offer>

/** More make no table, and each metric or parameter asks the database for its values. */
export const mostColumns = 30
const longestName = 250
/** Of all of them together, as an address has them. */
const longest = 8000

/**
 * Reads `owner,metric.accuracy,metric."a, b"`. What is no column of the list, or was named before, is left
 * out: an address that somebody kept is never fatal.
 */
export function readColumns(text: string, subject: ColumnSubject): ColumnRef[] {
  const found = new Map<string, ColumnRef>()
  for (const part of partsOf(text.slice(0, longest))) {
    const column = columnOf(part, subject)
    if (column && found.size < mostColumns) found.set(columnText(column), column)
  }
  return [...found.values()]
}

/** How an address names a column: as a filter would. */
export const columnText = ({ kind, key }: ColumnRef): string =>
  kind === 'own' ? key : printKey(kind, key)

/** Several of them. */
export const columnsText = (columns: readonly ColumnRef[]): string =>
  columns.map(columnText).join(',')

/** Those that somebody sees who chose nothing. */
export function usualColumns(subject: ColumnSubject): ColumnRef[] {
  return columnsOffered[subject].usual.map((key) => ({ kind: 'own', key }))
}

/** What stands above a column. */
export function columnLabel({ kind, key }: ColumnRef, subject: ColumnSubject): string {
  const own: Readonly<Record<string, string>> = columnsOffered[subject].own
  return kind === 'own' ? (own[key] ?? key) : key
}

/** The names of one kind. */
export function namesOf(columns: readonly ColumnRef[], kind: NamedKind): string[] {
  return columns.flatMap((column) => (column.kind === kind ? [column.key] : []))
}

function columnOf(text: string, subject: ColumnSubject): ColumnRef | null {
  const { own, named }: Offer = columnsOffered[subject]
  if (Object.hasOwn(own, text)) return { kind: 'own', key: text }
  const kind = named.find((kind) => text.startsWith(`${kind}.`))
  if (!kind) return null
  const key = unquoted(text.slice(kind.length + 1))
  return key && key.length <= longestName ? { kind, key } : null
}

/** What commas separate, but for those within quotes. */
function partsOf(text: string): string[] {
  const parts: string[] = []
  let from = 0
  let quotes = true
  for (let at = 0; at < text.length; at++) {
    if (text[at] === ',') {
      parts.push(text.slice(from, at).trim())
      from = at + 1
    } else if (text[at] === '"' && quotes) {
      const end = endOfQuote(text, at)
      // Where one has no end, none behind it has: they are signs like others.
      if (end === null) quotes = false
      else at = end
    }
  }
  return [...parts, text.slice(from).trim()]
}

/** Where the quote that begins at a place ends; null where it does not. */
function endOfQuote(text: string, begin: number): number | null {
  for (let at = begin + 1; at < text.length; at++)
    if (text[at] === '\\') at += 1
    else if (text[at] === '"') return at
  return null
}

function unquoted(name: string): string {
  return /^"(?:\\.|[^"\\])*"$/s.test(name) ? name.slice(1, -1).replace(/\\(.)/gs, '$1') : name
}
