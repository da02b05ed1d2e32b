import type { Ctx } from '../actor'
import type { ReadDb } from '../door'
import { definitionsOf } from '../metrics/definitions'
import { type Meanings, meaningOf } from '../metrics/direction'
import { query } from '../query'
import { versionsByName } from '../runs/packages'
import { runUri, versionUri } from '../uri'
import { isOver } from '../versions/count'
import type { VersionTarget } from '../versions/find'
import { CompareRef, type CompareTarget, findCompared } from './find'
import { loadMatter, type Matter } from './load'
import type { ComparedVersion, Comparison } from './view'

/** Versions of one or several models side by side. Takes as many queries for fifty as for two. */
export const compareVersions = query({
  action: 'version.read',
  input: CompareRef,
  load: (db, input, ctx) => findCompared(db, ctx, input),
  run: ({ db, subject, ctx }) => compared(db, ctx, subject),
})

/** What was found, side by side, in two queries. */
export async function compared(
  db: ReadDb,
  ctx: Ctx,
  { organization, targets, base }: CompareTarget,
): Promise<Comparison> {
  const { organizationId } = organization
  const ids = targets.map(({ version }) => version.id)
  const matter = await loadMatter(db, ctx, organizationId, ids)
  const sides = targets.map((target) => ({ target, matter: matterOf(matter, target) }))
  const measured = sides.flatMap(({ matter: { metrics } }) => Object.keys(metrics ?? {}))
  const meanings = await definitionsOf(db, organizationId, measured)
  return comparisonOf({ sides, base, meanings, now: ctx.now() })
}

interface Side {
  target: VersionTarget
  matter: Matter
}

interface Sides {
  sides: readonly Side[]
  base: VersionTarget
  meanings: Meanings
  now: Date
}

function comparisonOf({ sides, base, meanings, now }: Sides): Comparison {
  const of = sides.map(({ matter }) => matter)
  const packages = of.map(({ run }) =>
    [...versionsByName(run?.packages ?? [])].map(
      ([name, version]) => [`package ${name}`, version] as const,
    ),
  )
  const surroundings = of.map(({ run }, side) => ({
    image: run?.image,
    commit: run?.commit?.id,
    'uncommitted changes': run?.commit?.dirty ? 'yes' : null,
    ...Object.fromEntries(packages[side] ?? []),
  }))
  return {
    base: uriOf(base),
    versions: sides.map((side) => versionOf(side, now)),
    metrics: rows(of.map(({ metrics }) => metrics)).map(({ key, values }) => {
      const { direction, unit, said } = meaningOf(key, meanings)
      return { key, direction, unit, guessed: !said, values }
    }),
    params: rows(of.map(({ params }) => params)),
    data: rows(of.map(({ run }) => inputsOf(run))).map(({ key, values }) => ({
      name: key,
      values: values.map((uris) => uris ?? []),
    })),
    environment: rows<string>(surroundings, environmentOrder),
    files: rows(of.map(({ files }) => filesOf(files))).map(({ key, values }) => ({
      name: key,
      values,
    })),
    durations: of.map(({ run }) => run?.seconds ?? null),
  }
}

function versionOf({ target, matter }: Side, now: Date): ComparedVersion {
  const { model, version } = target
  const { aliases, recalled, standing, registeredBy, run } = matter
  const validUntil = version.validUntil?.toISOString() ?? null
  return {
    uri: uriOf(target),
    model: model.slug,
    version: version.number,
    state: version.state,
    life: version.life,
    latest: model.latestVersionId === version.id,
    approval: {
      validUntil,
      stale: standing?.stale ?? false,
      expired: version.state === 'approved' && isOver(validUntil, now),
      override: standing?.override ?? false,
    },
    recalled,
    note: version.note,
    tags: version.tags,
    aliases,
    createdAt: version.createdAt.toISOString(),
    registeredBy,
    run: run && runUri(run.project, run.number),
    commit: run?.commit ?? null,
    duration: run?.seconds ?? null,
  }
}

type Values<T> = { [key: string]: T | null | undefined } | null

/** One row per key that any side has a value for, by key; null for the sides that have none. */
function rows<T>(
  sides: readonly Values<T>[],
  order: (a: string, b: string) => number = byCharacters,
): { key: string; values: (T | null)[] }[] {
  const known = sides.map((side) => new Map(Object.entries(side ?? {})))
  const keys = new Set(
    known.flatMap((side) => [...side].flatMap(([key, value]) => (value == null ? [] : [key]))),
  )
  return [...keys]
    .sort(order)
    .map((key) => ({ key, values: known.map((side) => side.get(key) ?? null) }))
}

const byCharacters = (a: string, b: string) => (a < b ? -1 : 1)

/** The image and the code before the packages. */
function environmentOrder(a: string, b: string): number {
  const first = ['image', 'commit', 'uncommitted changes']
  const rank = (key: string) => (first.includes(key) ? first.indexOf(key) : first.length)
  return rank(a) - rank(b) || byCharacters(a, b)
}

function inputsOf(run: Matter['run']): Values<string[]> {
  const inputs = new Map<string, string[]>()
  for (const { name, resolved } of run?.inputs ?? [])
    inputs.set(name, [...(inputs.get(name) ?? []), resolved])
  return Object.fromEntries(inputs)
}

function filesOf(files: Matter['files']): Values<{ size: number; sha256: string }> {
  return Object.fromEntries((files ?? []).map(({ name, size, sha256 }) => [name, { size, sha256 }]))
}

const uriOf = ({ model, version }: VersionTarget) => versionUri(model.slug, version.number)

function matterOf(matter: ReadonlyMap<string, Matter>, { version }: VersionTarget): Matter {
  const found = matter.get(version.id)
  if (!found) throw new Error('A version that was just found is gone.')
  return found
}
