import { type SQL, sql } from 'drizzle-orm'
import { personView } from '../people'
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

/**
 * What tags of the hub say of the decision that the state of a row of `versions` rests on: what is shown is
 * what is searched for. Whoever decides by a token does so as themselves.
 */
export function decisionTags(row: SQL): Record<DecisionTag, SQL<string | null>> {
  const told = (value: SQL<string | null>, state: SQL) =>
    sql<string | null>`case when ${row}.state ${state} then ${ofStanding(value, row)} end`
  return {
    'hub.approved_by': told(sql`${personView(sql`d.person_id`)} ->> 'name'`, sql`= 'approved'`),
    'hub.approved_at': told(sql`${isoTime(sql`d.at`)}`, sql`= 'approved'`),
    'hub.approval_comment': told(sql`nullif(d.note, '')`, sql`<> 'pending'`),
  }
}

const decisionTagKeys = ['hub.approved_by', 'hub.approved_at', 'hub.approval_comment'] as const
type DecisionTag = (typeof decisionTagKeys)[number]

/** What the hub says of a version in tags of its own, which nobody writes. */
export function hubTags({ state, decision, url }: Told): TagValue[] {
  const tags = [
    { key: 'hub.approval', value: state },
    { key: 'hub.url', value: url },
  ]
  for (const key of decisionTagKeys) {
    const value = decision[key]
    if (value !== null) tags.push({ key, value })
  }
  return tags
}

interface Told {
  state: State
  decision: Record<DecisionTag, string | null>
  url: string
}

const byKey = (a: TagValue, b: TagValue) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0)
