import { z } from 'zod'
import { invalid } from './errors'
import { type Page, PageInput } from './view'

/** Keyset paging: a cursor names the last row shown by the values it is sorted by. */
function encodeCursor(values: readonly (string | number)[]): string {
  return Buffer.from(JSON.stringify(values)).toString('base64url')
}

/** Reads a cursor made for the same list; throws `invalid` for any other text. */
export function decodeCursor<T extends z.ZodType>(
  cursor: string | undefined,
  shape: T,
): z.output<T> | null {
  if (cursor === undefined) return null
  const parsed = shape.safeParse(parse(cursor))
  if (!parsed.success)
    throw invalid('cursor: This is not a cursor of this list. Start again without it.', {
      fields: { cursor: 'This is not a cursor of this list.' },
    })
  return parsed.data
}

/** Cuts one row more than asked for into a page. */
export function page<Row, Item>(
  rows: Row[],
  limit: number,
  item: (row: Row) => Item,
  cursorOf: (row: Row) => readonly (string | number)[],
): Page<Item> {
  const shown = rows.slice(0, limit)
  const last = shown.at(-1)
  const more = rows.length > limit && last !== undefined
  return { items: shown.map(item), nextCursor: more ? encodeCursor(cursorOf(last)) : null }
}

/** The common cursor: an instant and an id. */
export const TimeCursor = z.tuple([z.iso.datetime(), z.uuid()])

/** The cursor of what is numbered. */
export const NumberCursor = z.tuple([z.int().positive()])

/** The cursor of what is in the order of its names. */
export const NameCursor = z.tuple([z.string().max(1024)])

/** Paging through files, whose names are longer than other things to be sorted by. */
export const FilePage = PageInput.extend({ cursor: z.string().max(6000).optional() })

function parse(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'))
  } catch {
    return undefined
  }
}
