import { sql } from 'drizzle-orm'
import type { ReadDb } from '../door'
import { isId } from '../ids'
import type { Json } from '../view'
import { uuids } from '../visibility'

/** The fields of events that hold the id of a person, a team or a service account, or several. */
const personFields = new Set([
  'person',
  'owner',
  'ownerId',
  'maintainer',
  'admin',
  'author',
  'mentions',
  'team',
  'teams',
  'serviceAccount',
  'serviceAccounts',
])

/** The names of the people, teams and service accounts whose ids stand in what events recorded: bodies hold none. */
export async function namesIn(db: ReadDb, recorded: readonly Json[]): Promise<Map<string, string>> {
  const ids = [...new Set(recorded.flatMap(personIds))]
  if (ids.length === 0) return new Map()
  const { rows } = await db.execute<{ id: string; name: string }>(sql`
    select id, name from people where id = any(${uuids(ids)})
    union all select id, name from teams where id = any(${uuids(ids)})
    union all select id, name from service_accounts where id = any(${uuids(ids)})`)
  return new Map(rows.map(({ id, name }) => [id, name]))
}

/** The ids of those in one side of a change. */
export function personIds(side: Json): string[] {
  if (typeof side !== 'object' || side === null || Array.isArray(side)) return []
  return Object.entries(side).flatMap(([field, value]) => {
    const named = personFields.has(field) ? [value].flat() : []
    return named.filter((one) => typeof one === 'string').filter(isId)
  })
}
