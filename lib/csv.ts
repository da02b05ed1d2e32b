import { stringify } from 'csv-stringify/sync'
import type { Json } from './view'

/** A cell: nothing is empty, and a number stays one. */
export type CsvCell = string | number | null | undefined

/** A cell for a value of any kind: text and numbers as they are, the rest as JSON. */
export function jsonCell(value: Json | undefined): CsvCell {
  if (value === undefined || value === null) return ''
  return typeof value === 'number' || typeof value === 'string' ? value : JSON.stringify(value)
}

/** Lines of a CSV file. A spreadsheet takes no text of them for a formula: names come from anybody. */
export const csvLines = (lines: readonly (readonly CsvCell[])[]): string =>
  stringify([...lines], { escape_formulas: true })

/**
 * A list as CSV, page by page, so that a long one needs little memory. The first page is read before this
 * answers, so that what is wrong with the request is still an answer of its own.
 */
export async function csvOfPages<T>(
  pageAt: (cursor: string | undefined) => Promise<{ items: T[]; nextCursor: string | null }>,
  tableOf: (first: T[]) => CsvTable<T>,
): Promise<AsyncIterable<string>> {
  const first = await pageAt(undefined)
  const { headers, linesOf } = tableOf(first.items)
  const begin = csvLines([headers, ...(await linesOf(first.items))])
  async function* pieces(): AsyncIterable<string> {
    yield begin
    for (let cursor = first.nextCursor; cursor; ) {
      const { items, nextCursor } = await pageAt(cursor)
      yield csvLines(await linesOf(items))
      cursor = nextCursor
    }
  }
  return pieces()
}

export interface CsvTable<T> {
  headers: string[]
  /** One line per item; asks the database once per page for what the items do not hold. */
  linesOf(items: T[]): Promise<CsvCell[][]>
}
