import { inArray } from 'drizzle-orm'
import { people } from '@/db/schema/tables'
import type { ReadDb } from '../door'
import { isId } from '../ids'
import type { Json } from '../view'

/** The fields of events that hold the id of a person. */
const personFields = new Set([
  'person',
  'owner',
  'ownerId',
  'maintainer',
  'admin',
  'author',
  'mentions',
])

/** The names of the people whose ids stand in what events recorded: bodies hold none. */
export async function namesIn(db: ReadDb, recorded: readonly Json[]): Promise<Map<string, string>> {
  const ids = [...new Set(recorded.flatMap(personIds))]
  if (ids.length === 0) return new Map()
  const rows = await db
    .select({ id: people.id, name: people.name })
    .from(people)
    .where(inArray(people.id, ids))
  return new Map(rows.map(({ id, name }) => [id, name]))
}

/** The ids of people in one side of a change. */
export function personIds(side: Json): string[] {
  if (typeof side !== 'object' || side === null || Array.isArray(side)) return []
  return Object.entries(side).flatMap(([field, value]) => {
    const named = personFields.has(field) ? [value].flat() : []
    return named.filter((one) => typeof one === 'string').filter(isId)
  })
}
