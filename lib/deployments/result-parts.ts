import type { Direction } from '../metrics/direction'
import type { Era, EraVariant } from './counted'
import type { DeploymentResults, ResultPoint, ResultSplit, ResultVariant } from './results-view'
import type { AssignedPart, ObservedPart } from './series'
import { differenceOf, meanOf, noValues, type Sums, together } from './statistics'
import { judged } from './verdict'

export interface Parts {
  eras: readonly Era[]
  assigned: readonly AssignedPart[]
  observed: readonly ObservedPart[]
}

/** A version over all revisions that are counted. */
interface Column extends EraVariant {
  /** Null where it is not in the newest. */
  now: number | null
}

/** Versions that are compared at most; of a long time those that came last. */
const mostColumns = 20

/** What was seen in hours and revisions, as what there is to say of each version. Pure. */
export function resultsOf(
  { eras, assigned, observed }: Parts,
  direction: Direction | null,
): Pick<DeploymentResults, 'splits' | 'variants' | 'hidden' | 'points'> {
  const all = versionsOf(eras)
  const columns = distinct(all.filter(({ visible }) => visible).slice(0, mostColumns))
  const seen = lookUp(eras, { assigned, observed })
  return {
    splits: splitsOf(eras, columns, seen),
    variants: variantsOf(eras, columns, seen, direction),
    hidden: all.length - columns.length,
    points: pointsOf(columns, seen),
  }
}

/** Those of the newest revision first, in its order. */
function versionsOf(eras: readonly Era[]): Column[] {
  const all = new Map<string, Column>()
  for (const [place, { variants }] of eras.entries())
    for (const variant of variants)
      if (!all.has(variant.versionId))
        all.set(variant.versionId, { ...variant, now: place === 0 ? variant.weight : null })
  return [...all.values()]
}

/** Two versions may have had the same name, one after the other. */
function distinct(columns: readonly Column[]): Column[] {
  const names = columns.map(({ name }) => name)
  return columns.map((column, place) =>
    names.indexOf(column.name) === place
      ? column
      : { ...column, name: `${column.name} (${column.uri.replace('model://', '')})` },
  )
}

/** What others are compared with: what serves most, and of equals what came first. */
function baselineOf(columns: readonly Column[]): Column | undefined {
  return columns.reduce<Column | undefined>(
    (best, column) => (best && (best.now ?? -1) > (column.now ?? -1) ? best : column),
    undefined,
  )
}

/** Sums and counts by version, for a revision and for some hours. */
interface Seen {
  times: readonly number[]
  sums(versionId: string, where: Where): Sums
  assigned(versionId: string, where: Where): number
  /** Of all versions of a revision. */
  total(revisionId: string): number
}

type Where = { revisionId: string } | { time: number }

function lookUp(eras: readonly Era[], { assigned, observed }: Omit<Parts, 'eras'>): Seen {
  const versions = new Map(
    eras.flatMap(({ id, variants }) =>
      variants.map(({ name, versionId }) => [`${id} ${name}`, versionId]),
    ),
  )
  const keysOf = ({ revisionId, variant, at }: AssignedPart) => {
    const version = versions.get(`${revisionId} ${variant}`)
    return version ? [`${version} ${revisionId}`, `${version} ${at.getTime()}`] : []
  }
  const sums = new Map<string, Sums>()
  for (const part of observed)
    for (const key of keysOf(part)) sums.set(key, together(sums.get(key) ?? noValues, sumsIn(part)))
  const counts = new Map<string, number>()
  for (const part of assigned)
    for (const key of [part.revisionId, ...keysOf(part)])
      counts.set(key, (counts.get(key) ?? 0) + part.count)
  const key = (version: string, where: Where) =>
    `${version} ${'time' in where ? where.time : where.revisionId}`
  return {
    times: [...new Set([...assigned, ...observed].map(({ at }) => at.getTime()))].sort(
      (a, b) => a - b,
    ),
    sums: (version, where) => sums.get(key(version, where)) ?? noValues,
    assigned: (version, where) => counts.get(key(version, where)) ?? 0,
    total: (revisionId) => counts.get(revisionId) ?? 0,
  }
}

const sumsIn = ({ count, sum, squares }: Sums): Sums => ({ count, sum, squares })

function variantsOf(
  eras: readonly Era[],
  columns: readonly Column[],
  seen: Seen,
  direction: Direction | null,
): ResultVariant[] {
  const baseline = baselineOf(columns)
  return columns.map((column) => {
    const { versionId, name, uri, now } = column
    const isBaseline = column === baseline
    const sums = eras.map(({ id }) => seen.sums(versionId, { revisionId: id }))
    const assigned = eras.map(({ id }) => seen.assigned(versionId, { revisionId: id }))
    const about = {
      ...{ name, uri, weight: now, baseline: isBaseline },
      ...told(sums.reduce(together, noValues), assigned.reduce(plus, 0)),
    }
    if (!baseline || isBaseline) return { ...about, ...nothing }
    const stretches = eras.map(({ id }, place) => ({
      baseline: seen.sums(baseline.versionId, { revisionId: id }),
      other: sums[place] ?? noValues,
    }))
    const found = differenceOf(stretches, columns.length - 1)
    return {
      ...about,
      difference: found.difference,
      differenceInterval: found.interval,
      ...judged(found, { name, baseline: baseline.name, direction }),
    }
  })
}

const nothing = {
  ...{ difference: null, differenceInterval: null },
  ...{ verdict: null, label: null, why: null },
}

const plus = (a: number, b: number) => a + b

function pointsOf(columns: readonly Column[], seen: Seen): ResultPoint[] {
  return seen.times.map((time) => ({
    at: new Date(time).toISOString(),
    variants: columns.map(({ versionId, uri }) => ({
      uri,
      ...told(seen.sums(versionId, { time }), seen.assigned(versionId, { time })),
    })),
  }))
}

function splitsOf(eras: readonly Era[], columns: readonly Column[], seen: Seen): ResultSplit[] {
  const shown = new Set(columns.map(({ versionId }) => versionId))
  return eras.map(({ id, revision, at, until, variants }) => ({
    revision,
    at: at.toISOString(),
    until: until?.toISOString() ?? null,
    variants: variants
      .filter(({ versionId }) => shown.has(versionId))
      .map(({ name, uri, weight, versionId }) => ({
        ...{ name, uri, weight },
        assigned: seen.assigned(versionId, { revisionId: id }),
      })),
    assigned: seen.total(id),
  }))
}

function told(sums: Sums, assigned: number) {
  const found = meanOf(sums)
  return {
    assigned,
    count: sums.count,
    mean: found?.mean ?? null,
    interval: found?.interval ?? null,
  }
}
