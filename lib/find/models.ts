import { type SQL, sql } from 'drizzle-orm'
import { models } from '@/db/schema/tables'
import type { Ctx } from '../actor'
import { there } from '../life/there'
import { likeStart, likeWords } from '../like'
import { visibleModels } from '../visibility'
import type { Asked, Part } from './asked'
import { namesOf } from './near'

export interface Looking {
  ctx: Ctx
  organizationId: string
  asked: Asked
  /** The words of it, as one text. */
  text: string
  /** What they may have been meant to be, as a tsquery. */
  near: string | null
}

/** Selects of `kind, title, detail, place, state`: the versions and the models that a text may mean. */
export function ofModels(looking: Looking): SQL[] {
  const { part, words, only } = looking.asked
  if (only !== null && only !== 'model') return []
  return [...(part && part.sign !== '#' ? [ofPart(looking, part)] : []), ...ofNames(looking, words)]
}

function ofPart(looking: Looking, part: Part): SQL {
  if (part.word === '') return newest(looking, part)
  return part.number === null ? aliased(looking, part) : numbered(looking, part, part.number)
}

/** Those that hold the words, then those of much the same name. Each has an index of its own to go by. */
function ofNames(looking: Looking, words: readonly string[]): SQL[] {
  const { organizationId, text, near } = looking
  if (words.length === 0) return [one(looking, sql`models.life = 'live'`, latest)]
  const held = holds(sql`models`, words)
  const is = sql`models.slug = ${text.toLowerCase()}`
  // Too short for an index of trigrams: whatever has it, latest first, which stops as soon as there are six.
  if (text.length < 3)
    return [one(looking, is, latest), one(looking, sql`${held} and not ${is}`, latest)]
  const best = sql`(models.life = 'live') desc, ${closeness(sql`models`, text)}, ${latest}`
  return [
    one(looking, held, best),
    ...(near === null
      ? []
      : [one(looking, sql`models.id in ${namesOf(organizationId, near)} and not ${held}`, best)]),
  ]
}

function one({ ctx, organizationId }: Looking, which: SQL, order: SQL): SQL {
  return sql`(select ${model()} from ${models}
    where ${models.organizationId} = ${organizationId} and ${there('models')}
      and ${visibleModels(ctx, organizationId)} and ${which}
    order by ${order} limit 6)`
}

const latest = sql`models.updated_at desc, models.id desc`

function numbered(looking: Looking, { of }: Part, number: number): SQL {
  return sql`(select ${version(sql`''`)} from ${models}
    join versions v on v.model_id = models.id and v.number = ${number}
    where ${seen(looking)} and ${holds(sql`models`, of)}
    order by ${closeness(sql`models`, of.join(' '))}, models.updated_at desc, models.id limit 6)`
}

/** The last versions of the models of that name. */
function newest(looking: Looking, { of }: Part): SQL {
  return sql`(select ${version(sql`''`)} from ${models}
    cross join lateral (select * from versions where model_id = models.id and life = 'live'
      order by number desc limit 6) v
    where ${seen(looking)} and ${holds(sql`models`, of)}
    order by ${closeness(sql`models`, of.join(' '))}, models.updated_at desc, models.id, v.number desc limit 6)`
}

/** What an alias of a model names, or the words that every model knows. */
function aliased(looking: Looking, { of, word }: Part): SQL {
  const start = likeStart(word.toLowerCase())
  return sql`(select ${version(sql`' · ' || a.name`)} from ${models}
    cross join lateral (
      select name, version_id from aliases where model_id = models.id and name like ${start}
      union all select 'latest', models.latest_version_id where 'latest' like ${start}
      union all select 'newest', models.newest_version_id where 'newest' like ${start}) a
    join versions v on v.id = a.version_id
    where ${seen(looking)} and ${holds(sql`models`, of)}
    order by ${closeness(sql`models`, of.join(' '))}, a.name, models.updated_at desc, models.id limit 6)`
}

const seen = ({ ctx, organizationId }: Looking) => sql`${models.organizationId} = ${organizationId}
  and ${there('v', 'models')} and ${visibleModels(ctx, organizationId)}`

const model = () => sql`'model' as kind, models.name as title,
  'model://' || models.slug || case when models.life = 'archived' then ' · archived' else '' end as detail,
  json_build_object('model', models.slug) as place, null as state`

const version = (after: SQL) => sql`'version' as kind, models.name || ' v' || v.number as title,
  'model://' || models.slug || '/v' || v.number || ${after} as detail,
  json_build_object('model', models.slug, 'part', v.number::text) as place, v.state::text as state`

/** Whether a table's name or slug holds all words in their order. */
export function holds(table: SQL, words: readonly string[]): SQL {
  if (words.length === 0) return sql`true`
  const pattern = likeWords(words)
  return sql`(${table}.name ilike ${pattern} or ${table}.slug ilike ${pattern})`
}

/** The whole name before its beginning, and that before the middle of one. */
export function closeness(table: SQL, text: string): SQL {
  const start = likeStart(text)
  return sql`case when lower(${table}.slug) = lower(${text}) or lower(${table}.name) = lower(${text}) then 0
    when ${table}.slug ilike ${start} or ${table}.name ilike ${start} then 1 else 2 end`
}
