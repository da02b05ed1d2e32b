import type { State } from '../versions/state'
import type { TagValue } from './view'

/** Tags with a value, and labels as tags whose value is empty, by key. */
export function tagsOf(values: Record<string, string>, labels: readonly string[]): TagValue[] {
  const all = new Map(labels.map((key) => [key, '']))
  for (const [key, value] of Object.entries(values)) all.set(key, value)
  return [...all].map(([key, value]) => ({ key, value })).sort(byKey)
}

/** What the hub says of a version in tags of its own, which nobody writes. */
export function hubTags({ state, decision, url }: Told): TagValue[] {
  const tags = [
    { key: 'hub.approval', value: state },
    { key: 'hub.url', value: url },
  ]
  if (state === 'approved' && decision)
    tags.push(
      { key: 'hub.approved_by', value: decision.by },
      { key: 'hub.approved_at', value: decision.at },
    )
  if (state !== 'pending' && decision?.note)
    tags.push({ key: 'hub.approval_comment', value: decision.note })
  return tags
}

interface Told {
  state: State
  /** The one that its state rests on. */
  decision: { by: string; at: string; note: string } | null
  url: string
}

const byKey = (a: TagValue, b: TagValue) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0)
