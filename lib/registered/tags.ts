import { type SQL, sql } from 'drizzle-orm'
import { isoTime } from '../prepared'
import { ofStanding } from '../versions/given'
import type { State } from '../versions/state'
import type { TagValue } from './view'

/** Tags with a value, and labels as tags whose value is empty, by key. */
export function tagsOf(values: Record<string, string>, labels: readonly string[]): TagValue[] {
  const all = new Map(labels.map((key) => [key, '']))
  for (const [key, value] of Object.entries(values)) all.set(key, value)
  return [...all].map(([key, value]) => ({ key, value })).sort(byKey)
}

/** What a tag of the hub says of the decision `d` that a state of a version rests on, and of which states it does. */
interface Telling {
  value: SQL<string | null>
  of: SQL
}

// Whoever decides by a token does so as themselves.
const tellings = {
  'hub.approved_by': {
    value: sql`(select p.name from people p where p.id = d.person_id)`,
    of: sql`= 'approved'`,
  },
  'hub.approved_at': { value: isoTime(sql`d.at`), of: sql`= 'approved'` },
  'hub.approval_comment': { value: sql`nullif(d.note, '')`, of: sql`<> 'pending'` },
} satisfies Record<string, Telling>
type DecisionTag = keyof typeof tellings

const tellingEntries = Object.entries(tellings) as [DecisionTag, Telling][]

/** What each tag says of a row of `versions`: what is searched for. */
export function decisionTags(row: SQL): Record<DecisionTag, SQL<string | null>> {
  const told = tellingEntries.map(([key, { value, of }]) => [
    key,
    sql`case when ${row}.state ${of} then ${ofStanding(value, row)} end`,
  ])
  return Object.fromEntries(told)
}

/** The same of all tags at once: what is shown. Null where nobody decided. */
export function decisionTold(row: SQL): SQL<Record<DecisionTag, string | null> | null> {
  const told = tellingEntries.map(
    ([key, { value, of }]) =>
      sql`${sql.raw(`'${key}'`)}, case when ${row}.state ${of} then ${value} end`,
  )
  const all = sql<Record<DecisionTag, string | null>>`json_build_object(${sql.join(told, sql`, `)})`
  return sql`case when ${row}.state <> 'pending' then ${ofStanding(all, row)} end`
}

/** What the hub says of a version in tags of its own, which nobody writes. */
export function hubTags({ state, decision, url }: Told): TagValue[] {
  const tags = [
    { key: 'hub.approval', value: state },
    { key: 'hub.url', value: url },
  ]
  for (const [key] of tellingEntries) {
    const value = decision?.[key] ?? null
    if (value !== null) tags.push({ key, value })
  }
  return tags
}

interface Told {
  state: State
  decision: Record<DecisionTag, string | null> | null
  url: string
}

const byKey = (a: TagValue, b: TagValue) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0)
