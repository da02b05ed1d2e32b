import { sql } from 'drizzle-orm'
import type { ReadDb } from '../door'
import { isId } from '../ids'
import type { Json } from '../view'
import { uuids } from '../visibility'

/** The fields of events that hold the id of someone, or of several. */
const namedFields = new Set([
  'person',
  'personId',
  'people',
  'owner',
  'ownerId',
  'maintainer',
  'admin',
  'actor',
  'author',
  'mentions',
  'requestedBy',
  'team',
  'teamId',
  'teams',
  'teamIds',
  'members',
  'account',
  'serviceAccount',
  'serviceAccounts',
  'principal',
])

/** The names of the people, teams and service accounts whose ids stand in what events recorded: bodies hold none. */
export async function namesIn(db: ReadDb, recorded: readonly Json[]): Promise<Map<string, string>> {
  const ids = [...new Set(recorded.flatMap(idsIn))]
  if (ids.length === 0) return new Map()
  const { rows } = await db.execute<{ id: string; name: string }>(sql`
    select id, name from people where id = any(${uuids(ids)})
    union all select id, name from teams where id = any(${uuids(ids)})
    union all select id, name from service_accounts where id = any(${uuids(ids)})`)
  return new Map(rows.map(({ id, name }) => [id, name]))
}

/** The ids of people, teams and service accounts in one side of a change, wherever in it they stand. */
export function idsIn(side: Json): string[] {
  if (Array.isArray(side)) return side.flatMap(idsIn)
  if (typeof side !== 'object' || side === null) return []
  return Object.entries(side).flatMap(([field, value]) => {
    const named = namedFields.has(field) ? [value].flat() : []
    return [
      ...named.filter((one) => typeof one === 'string').filter(isId),
      ...(typeof value === 'object' ? idsIn(value) : []),
    ]
  })
}
