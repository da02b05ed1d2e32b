import { paretoFront } from '@/lib/compare/pareto'
import type { ComparedVersion, Comparison } from '@/lib/compare/view'
import { metric, precisionOf } from '@/lib/format'
import type { Mark } from '../plot/view'
import type { Axis } from './axis'

export interface ScatterPoint {
  uri: string
  name: string
  x: number
  y: number
  /** The two values as they read. */
  said: { x: string; y: string }
  mark: Mark
  /** What the mark says: "Approved", "nightly". */
  group: string
  /** No other beats it on both; null where that cannot be told. */
  front: boolean | null
}

export interface Scatter {
  points: ScatterPoint[]
  /** Names of versions that have no place, and why. */
  undrawn: { name: string; why: string }[]
  /** What the marks say, in order. */
  legend: { mark: Mark; group: string }[]
  /** Those on the front, from one end to the other; null where no front can be told. */
  front: ScatterPoint[] | null
}

interface Drawn {
  x: Axis
  y: Axis
  log: readonly ('x' | 'y')[]
  color: 'state' | 'tag'
}

/** How many tags are told apart; versions with others share a shape. */
const mostTags = 4

/** The versions of a comparison as points. */
export function scatterOf(comparison: Comparison, { x, y, log, color }: Drawn): Scatter {
  const { versions } = comparison
  const names = namesOf(versions)
  const groupOf = color === 'tag' ? tagGroups(versions) : stateGroup
  const undrawn: Scatter['undrawn'] = []
  const placed = versions.flatMap((version, at) => {
    const name = names[at] ?? version.uri
    const why = [
      problemOf(x, x.values[at], log.includes('x')),
      problemOf(y, y.values[at], log.includes('y')),
    ].filter((one) => one !== null)
    const [across, up] = [x.values[at], y.values[at]]
    if (why.length > 0 || typeof across !== 'number' || typeof up !== 'number') {
      undrawn.push({ name, why: why.join(' and ') })
      return []
    }
    return [{ uri: version.uri, name, x: across, y: up, ...groupOf(version) }]
  })
  const better = x.direction && y.direction && { x: x.direction, y: y.direction }
  const onFront = better && x !== y ? new Set(paretoFront(placed, better)) : null
  const precisions = {
    x: precisionOf(placed.map((p) => p.x)),
    y: precisionOf(placed.map((p) => p.y)),
  }
  const points = placed.map((point) => ({
    ...point,
    said: {
      x: sayOf(x, point.x, precisions.x),
      y: sayOf(y, point.y, precisions.y),
    },
    front: onFront?.has(point) ?? null,
  }))
  const legend = new Map(points.map(({ mark, group }) => [group, { mark, group }]))
  return {
    points,
    undrawn,
    legend: [...legend.values()].sort((a, b) => rankOf(a.mark) - rankOf(b.mark)),
    front: onFront && points.filter(({ front }) => front).sort((a, b) => a.x - b.x || a.y - b.y),
  }
}

/** A value of an axis in words. */
export function sayOf(
  { words, unit }: Pick<Axis, 'words' | 'unit'>,
  value: number,
  precision = precisionOf([value]),
): string {
  if (words) return words[value] ?? ''
  return unit ? `${metric(value, precision)} ${unit}` : metric(value, precision)
}

/** "v3" where all are of one model, else "penguins v3". */
export function namesOf(versions: readonly Pick<ComparedVersion, 'model' | 'version'>[]): string[] {
  const several = new Set(versions.map(({ model }) => model)).size > 1
  return versions.map(({ model, version }) => (several ? `${model} v${version}` : `v${version}`))
}

function problemOf({ label }: Axis, value: number | null | undefined, log: boolean): string | null {
  if (value === null || value === undefined) return `no number for ${label}`
  return log && value <= 0 ? `${label} not above zero, which a logarithmic scale needs` : null
}

const stateWords = { approved: 'Approved', pending: 'Pending', rejected: 'Rejected' } as const

const stateGroup = ({ state }: ComparedVersion) => ({ mark: { state }, group: stateWords[state] })

/** The commonest tags each with a shape; a version goes by the first of them that it has. */
function tagGroups(versions: readonly ComparedVersion[]) {
  const counts = new Map<string, number>()
  for (const { tags } of versions)
    for (const tag of tags) counts.set(tag, (counts.get(tag) ?? 0) + 1)
  const known = [...counts]
    .sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1))
    .slice(0, mostTags)
    .map(([tag]) => tag)
  return ({ tags }: ComparedVersion) => {
    const shape = known.findIndex((tag) => tags.includes(tag))
    if (shape >= 0) return { mark: { shape }, group: known[shape] ?? '' }
    return { mark: { shape: mostTags }, group: tags.length > 0 ? 'Another tag' : 'No tag' }
  }
}

const states = ['approved', 'pending', 'rejected']

function rankOf(mark: Mark): number {
  if ('state' in mark) return states.indexOf(mark.state)
  return 'shape' in mark ? mark.shape : 0
}
