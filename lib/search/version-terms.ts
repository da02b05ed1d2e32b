import { sql } from 'drizzle-orm'
import type { Term } from '../filter/tree'
import { readBytes, readCount } from '../filter/values'
import { likePattern } from '../like'
import { recalledNow } from '../lineage/recalled'
import { ofStanding, staleDecision } from '../versions/given'
import { allOf, anyOf, type Condition, maybe, sure } from './condition'
import { runIs, tookDataset } from './data'
import { versionMetric, versionParam } from './measured'
import type { Scope } from './scope'
import { numbersAre, patterns, texts, timeIs, wordIs } from './values'
import { documentMayHold } from './words'

const id = sql`versions.id`

/**
 * What is asked of a row of `versions`, `models` beside it, that a model is also found by; undefined for
 * keys that mean something else or nothing there. The row may be null.
 */
export function ofVersion(term: Term, scope: Scope): Condition | undefined {
  const { key, values } = term
  switch (key) {
    case 'state':
      return maybe(sql`versions.state = any(${texts(values)}::approval_state[])`)
    case 'alias':
      return anyOf(values.map(aliasIs))
    case 'metric':
      return versionMetric(id, term, scope)
    case 'param':
      return versionParam(id, term, scope)
    case 'dataset':
      return tookDataset(sql`versions.run_id`, values, scope)
    case 'run':
      return runIs(sql`versions.run_id`, values, scope)
    case 'decided':
      return timeIs(sql`versions.decided_at`, term, scope.ctx.now())
    case 'version':
      return numbersAre(sql`versions.number`, term, readCount)
    case 'size':
      return numbersAre(size, term, readBytes)
    case 'note':
      return anyOf(values.map(noteHolds))
    case 'is':
      return anyOf(values.map(versionIs))
    case 'has':
      return anyOf(values.map(versionHas))
  }
}

/** Whether a version bears one of these tags, or one that begins with `prod*`. */
export function tagIs(thing: 'versions' | 'models' | 'runs', values: readonly string[]): Condition {
  const { whole, prefixes } = patterns(values)
  const tags = sql.raw(`${thing}.tags`)
  const ways = prefixes.map((prefix): Condition => {
    const begins = sure(
      sql`exists (select 1 from unnest(${tags}) tag where starts_with(tag, ${prefix}))`,
    )
    if (thing === 'runs') return begins
    return allOf([sure(documentMayHold(sql.raw(`${thing}.id`), prefix)), begins])
  })
  if (whole.length) ways.unshift(maybe(sql`${tags} && ${texts(whole)}`))
  return anyOf(ways)
}

function aliasIs(value: string): Condition {
  if (value === 'latest') return maybe(sql`versions.id = models.latest_version_id`)
  if (value === 'newest') return maybe(sql`versions.id = models.newest_version_id`)
  return sure(sql`exists (select 1 from aliases a where a.version_id = versions.id
    and ${wordIs(sql`a.name`, [value])})`)
}

// A version that is not there is not one of no size.
const size = sql`(select coalesce(sum(f.size), 0) from version_files f
  where f.version_id = versions.id having versions.id is not null)`

function noteHolds(value: string): Condition {
  const { whole, prefixes } = patterns([value])
  const text = [...whole, ...prefixes].join('')
  return allOf([
    sure(documentMayHold(id, text)),
    maybe(sql`versions.note ilike ${likePattern(text)}`),
  ])
}

function versionIs(value: string): Condition {
  if (value === 'recalled') return sure(recalledNow(id))
  if (value === 'stale')
    return sure(sql`(coalesce(versions.state, 'pending') <> 'pending'
      and ${ofStanding(staleDecision)}) is true`)
  if (value === 'expired')
    return maybe(sql`(versions.state = 'approved' and versions.valid_until <= now())`)
  if (value === 'override')
    return sure(sql`(coalesce(versions.state, 'pending') <> 'pending'
      and ${ofStanding(sql`d.override`)}) is true`)
  return maybe(sql`(versions.life = 'archived' or models.life = 'archived')`)
}

function versionHas(value: string): Condition {
  if (value === 'run') return maybe(sql`versions.run_id is not null`)
  if (value === 'note') return maybe(sql`versions.note <> ''`)
  if (value === 'files')
    return sure(sql`exists (select 1 from version_files f where f.version_id = versions.id)`)
  return sure(sql`exists (select 1 from comments c
    where c.version_id = versions.id and c.deleted_at is null)`)
}
