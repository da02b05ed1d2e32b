import { sql } from 'drizzle-orm'
import type { Filter, Term, Word } from '../filter/tree'
import {
  allOf,
  anyOf,
  type Condition,
  conditionOf,
  conjuncts,
  leavesOf,
  nothing,
  sure,
} from './condition'
import { modelIs } from './data'
import { fieldIs } from './fields'
import { inProject, modelIsOrHas, nameIs, ofModel } from './model-terms'
import { personIs } from './people'
import { ofRun } from './run-terms'
import type { Scope } from './scope'
import { timeIs } from './values'
import { ofVersion, tagIs } from './version-terms'
import { eitherSpeaks, modelSpeaks, versionSpeaks } from './words'

/** Which version a model is matched by. */
export type Match = 'newest' | 'approved' | 'any'

/** What a filter asks of rows of `versions` beside their `models`. */
export function versionsThat(filter: Filter | null, scope: Scope): Condition {
  return allOf(conjuncts(filter).map((part) => conditionOf(part, (leaf) => asVersion(leaf, scope))))
}

/** What a filter asks of rows of `runs`. */
export function runsThat(filter: Filter | null, scope: Scope): Condition {
  return allOf(conjuncts(filter).map((part) => conditionOf(part, (leaf) => ofRun(leaf, scope))))
}

/**
 * What a filter asks of rows of `models`, beside which `joined` puts the version that they are matched by.
 * One version has to answer to the whole filter; a model without one may still, where its own facts do.
 */
export function modelsThat(filter: Filter | null, match: Match, scope: Scope) {
  const parts = conjuncts(filter)
  // Which version speaks of a word matters where something else is asked of that version.
  const rows = match === 'any' && leavesOf(filter).some(isOfVersion)
  const looks = (leaf: Word | Term) => isOfVersion(leaf) || (rows && leaf.kind === 'word')
  const own = parts.filter((part) => !leavesOf(part).some(looks))
  const others = parts.filter((part) => !own.includes(part))
  const speaks = speaking(match, rows, scope)
  const compiled = (some: Filter[]) =>
    some.map((part) => conditionOf(part, (leaf) => asModel(leaf, speaks, scope)))
  if (match !== 'any') {
    const pointer = match === 'newest' ? newest : latest
    const joined = others.length
      ? sql`${others.some(needsVersion) ? sql`join` : sql`left join`} versions on versions.id = ${pointer}`
      : sql``
    return { joined, where: allOf([...compiled(own), ...compiled(others)]) }
  }
  const of = sql`versions.model_id = models.id and versions.life = 'live'`
  const found = others.some(needsVersion)
    ? sql`exists (select 1 from versions where ${of} and ${allOf(compiled(others)).is})`
    : sql`exists (select 1 from (values (1)) one left join versions on ${of}
        where ${allOf(compiled(others)).is})`
  return {
    joined: sql``,
    where: allOf([...compiled(own), ...(others.length ? [sure(found)] : [])]),
  }
}

const newest = sql`models.newest_version_id`
const latest = sql`models.latest_version_id`

function asVersion(leaf: Word | Term, scope: Scope): Condition {
  if (leaf.kind === 'word') return eitherSpeaks(leaf, scope.meanings)
  const { key, values } = leaf
  switch (key) {
    case 'model':
      return modelIs(sql`models.id`, sql`models.slug`, values, scope)
    case 'name':
      return nameIs(values)
    case 'tag':
      return tagIs('versions', values)
    case 'project':
      return inProject(sql`models.id`, values, scope)
    case 'owner':
      return personIs(sql`versions.registered_by`, values, scope)
    case 'created':
      return timeIs(sql`versions.created_at`, leaf, scope.ctx.now())
    case 'field':
      return fieldIs(leaf, scope)
    default:
      return ofVersion(leaf, scope) ?? nothing
  }
}

/** Whether a version that a model is matched by speaks of a word; `rows` where its row is beside the model's. */
function speaking(match: Match, rows: boolean, { meanings }: Scope) {
  return (word: Word): Condition => {
    // The model points at its newest and latest version, so that no row is needed.
    if (match !== 'any') return versionSpeaks(match === 'newest' ? newest : latest, word, meanings)
    if (rows) return versionSpeaks(sql`versions.id`, word, meanings)
    return sure(sql`models.id in (select sv.model_id from versions sv
      where sv.life = 'live' and ${versionSpeaks(sql`sv.id`, word, meanings).is})`)
  }
}

function asModel(leaf: Word | Term, speaks: (word: Word) => Condition, scope: Scope): Condition {
  if (leaf.kind === 'word') {
    return anyOf([modelSpeaks(sql`models.id`, leaf, scope.meanings), speaks(leaf)])
  }
  const { key, values } = leaf
  switch (key) {
    case 'model':
      return anyOf([nameIs(values), modelIs(sql`models.id`, sql`models.slug`, values, scope)])
    case 'tag':
      return anyOf([tagIs('models', values), tagIs('versions', values)])
    case 'is':
    case 'has':
      return modelIsOrHas(
        leaf,
        (value) => ofVersion({ ...leaf, values: [value] }, scope) ?? nothing,
      )
    default:
      return ofModel(leaf, scope) ?? ofVersion(leaf, scope) ?? nothing
  }
}

/** Whether a leaf looks at the row of the version, not at the model alone. */
function isOfVersion(leaf: Word | Term): boolean {
  if (leaf.kind === 'word') return false
  const { key, values } = leaf
  if (key === 'is') return values.some((value) => value !== 'archived')
  if (key === 'has') return values.some((value) => value !== 'comments')
  return !keysOfModels.has(key)
}

const keysOfModels = new Set([
  'model',
  'name',
  'owner',
  'project',
  'access',
  'created',
  'updated',
  'versions',
  'field',
])

/** Whether a part cannot hold where there is no version. */
function needsVersion(part: Filter): boolean {
  switch (part.kind) {
    case 'and':
      return part.of.some(needsVersion)
    case 'or':
      return part.of.every(needsVersion)
    case 'not':
    case 'word':
      return false
    case 'term':
      return part.op !== '!=' && part.key !== 'tag' && isWhollyOfVersion(part)
  }
}

function isWhollyOfVersion({ key, values }: Term): boolean {
  if (key === 'is') return !values.includes('archived')
  if (key === 'has') return !values.includes('comments')
  return !keysOfModels.has(key)
}
