import type { Happening, InUse } from '@/lib/history/view'

export interface Segment {
  /** Milliseconds. */
  from: number
  to: number
  label: string
}

export interface Lane {
  name: string
  segments: Segment[]
}

/**
 * What each name meant over time, as stretches: of `latest`, of each alias, and of what each deployment
 * served. `before` is what held when the first of these happened. Pure.
 */
export function lanesOf(
  before: InUse | null,
  happenings: readonly Happening[],
  until: Date,
): Lane[] {
  const ordered = happenings.toReversed()
  const start = Date.parse(ordered[0]?.at ?? until.toISOString())
  const lanes = new Map<string, Lane & { label: string | null; since: number }>()
  const say = (name: string, label: string | null, at: number) => {
    const lane = lanes.get(name) ?? { name, segments: [], label: null, since: at }
    lanes.set(name, lane)
    if (lane.label === label) return
    if (lane.label !== null && at > lane.since)
      lane.segments.push({ from: lane.since, to: at, label: lane.label })
    Object.assign(lane, { label, since: at })
  }
  if (before?.latest) say('latest', `v${before.latest.version}`, start)
  for (const { alias, version } of before?.aliases ?? []) say(alias, `v${version}`, start)
  for (const { name, variants } of before?.serving ?? []) say(name, splitOf(variants), start)
  for (const one of ordered) {
    const at = Date.parse(one.at)
    if (one.kind === 'version') say('latest', named(one.latest), at)
    if (one.kind === 'alias' && one.alias) say(one.alias, named(one.version), at)
    if (one.kind === 'traffic' && one.deployment)
      say(one.deployment, one.variants.length > 0 ? splitOf(one.variants) : null, at)
  }
  const end = until.getTime()
  return [...lanes.values()].map(({ name, segments, label, since }) => ({
    name,
    segments: label === null ? segments : [...segments, { from: since, to: end, label }],
  }))
}

const named = (version: number | null) => (version === null ? null : `v${version}`)

const splitOf = (variants: readonly { version: number; weight: number }[]) =>
  variants.map(({ version, weight }) => `v${version} ${weight} %`).join(' · ')
