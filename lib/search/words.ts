import { type SQL, sql } from 'drizzle-orm'
import type { ReadDb } from '../door'
import type { Filter, Word } from '../filter/tree'
import { likePattern } from '../like'
import { uuids } from '../visibility'
import { anyOf, type Condition, leavesOf, maybe, sure } from './condition'
import { errorsForgiven, typingErrors } from './distance'
import { lexemesOf, looselyOf, tsqueryOf } from './lexemes'

/** What a free word stands for in an organization. */
interface WordMeaning {
  /** Which documents speak of it; null where it has no letters. */
  tsquery: string | null
  /** For names, of which it may be any part. */
  pattern: string
  exact: boolean
  /** The models, and the versions by what is said of themselves; null where there are many. */
  models: string[] | null
  versions: string[] | null
}
export type WordMeanings = ReadonlyMap<string, WordMeaning>

// So many ids are worth more to PostgreSQL than the question that they answer.
const many = 1000
// Each is looked for among all words of the organization.
const mostCorrected = 8

/** Looks the words of a filter up: two queries, however many words, and none where there are none. */
export async function meaningsOf(
  db: ReadDb,
  organizationId: string,
  filter: Filter | null,
): Promise<WordMeanings> {
  const words = new Map<string, Word>()
  for (const leaf of leavesOf(filter)) if (leaf.kind === 'word') words.set(keyOf(leaf), leaf)
  if (words.size === 0) return new Map()
  const loose = [...words.values()].filter(({ exact }) => !exact)
  const meant = await mistyped(
    db,
    organizationId,
    loose.flatMap(({ text }) => lexemesOf(text)),
  )
  const meanings = [...words].map(([key, word]): [string, WordMeaning] => [
    key,
    unread(word, meant),
  ])
  // A letter or two are in so many names that no index of them would help.
  const rare = meanings.filter(([, { pattern }]) => pattern.length > 4)
  if (rare.length === 0) return new Map(meanings)
  const found = await idsOf(
    db,
    organizationId,
    rare.map(([, meaning]) => meaning),
  )
  const read = rare.map(([key, meaning], at): [string, WordMeaning] => [
    key,
    { ...meaning, ...found[at] },
  ])
  return new Map([...meanings, ...read])
}

/** Whether the row of `models` speaks of a word; `id` is its id, as a column that has an index for it. */
export function modelSpeaks(id: SQL, word: Word, meanings: WordMeanings): Condition {
  const meaning = meaningOf(word, meanings)
  const { models, pattern, tsquery } = meaning
  if (models) return maybe(sql`${id} = any(${uuids(models)})`)
  // Where many do, each row is looked up by itself (`offset 0`): the first ones that do are near.
  return maybe(sql`(models.name ilike ${pattern} or models.slug ilike ${pattern}
    or exists (select 1 from search_documents d where d.id = models.id
      and d.words @@ ${tsquery}::tsquery and ${modelHolds(meaning)} offset 0))`)
}

/** Whether a version, by its id, speaks of a word itself. */
export function versionSpeaks(id: SQL, word: Word, meanings: WordMeanings): Condition {
  const meaning = meaningOf(word, meanings)
  const { versions, tsquery } = meaning
  if (versions) return maybe(sql`${id} = any(${uuids(versions)})`)
  return sure(sql`exists (select 1 from search_documents d where d.id = ${id}
    and d.words @@ ${tsquery}::tsquery and ${versionHolds(meaning)} offset 0)`)
}

/** Whether a row of `versions`, or that of its model, speaks of a word. */
export function eitherSpeaks(word: Word, meanings: WordMeanings): Condition {
  return anyOf([
    modelSpeaks(sql`versions.model_id`, word, meanings),
    versionSpeaks(sql`versions.id`, word, meanings),
  ])
}

/** Whether a document may hold one of the tags that begin so; asks the index of words. */
export function documentMayHold(id: SQL, text: string): SQL {
  const tsquery = tsqueryOf(lexemesOf(text))
  if (tsquery === null) return sql`true`
  return sql`exists (select 1 from search_documents d
    where d.id = ${id} and d.words @@ ${tsquery}::tsquery)`
}

const keyOf = ({ exact, text }: Word) => `${exact ? '"' : ' '}${text}`

function meaningOf(word: Word, meanings: WordMeanings): WordMeaning {
  const meaning = meanings.get(keyOf(word))
  if (!meaning) throw new Error('A word of the filter was not looked up.')
  return meaning
}

function unread(word: Word, meant: ReadonlyMap<string, string[]>): WordMeaning {
  const { text, exact } = word
  const lexemes = lexemesOf(text)
  const tsquery = exact ? tsqueryOf(lexemes) : looselyOf(lexemes, meant)
  return { tsquery, pattern: likePattern(text), exact, models: null, versions: null }
}

/**
 * The words of the organization that each typed word may have been meant to be, of the first few typed.
 * Swapped letters leave few trigrams in common, so words with neighbours swapped are looked up by themselves.
 */
export async function mistyped(
  db: ReadDb,
  organizationId: string,
  lexemes: readonly string[],
): Promise<Map<string, string[]>> {
  const forgiving = [...new Set(lexemes)].filter((word) => errorsForgiven(word) > 0)
  const typed = forgiving.slice(0, mostCorrected)
  if (typed.length === 0) return new Map()
  const { rows } = await db.execute<{ typed: string; word: string }>(sql`
    select q.word as typed, w.word from unnest(${sql.param(typed)}::text[]) q(word)
    cross join lateral (select k.word from search_words k
      where k.organization_id = ${organizationId} and k.word % q.word
        and length(k.word) between length(q.word) - 2 and length(q.word) + 2
      order by similarity(k.word, q.word) desc, k.word limit 100) w
    union
    select q.typed, k.word from unnest(${sql.param(typed)}::text[]) q(typed)
    cross join lateral generate_series(1, length(q.typed) - 1) at
    join search_words k on k.organization_id = ${organizationId}
      and k.word = overlay(q.typed placing reverse(substr(q.typed, at, 2)) from at for 2)`)
  const found = new Map<string, { word: string }[]>(typed.map((one) => [one, []]))
  for (const row of rows) found.get(row.typed)?.push(row)
  return new Map(typed.map((one) => [one, nearest(one, found.get(one) ?? [])]))
}

function nearest(typed: string, found: readonly { word: string }[]): string[] {
  const most = errorsForgiven(typed)
  const far = found.map(({ word }) => ({ word, errors: typingErrors(typed, word, most) }))
  const meant = far.filter(({ errors }) => errors > 0 && errors <= most)
  const sorted = meant.sort((a, b) => a.errors - b.errors || (a.word < b.word ? -1 : 1))
  return sorted.slice(0, 30).map(({ word }) => word)
}

async function idsOf(db: ReadDb, organizationId: string, meanings: readonly WordMeaning[]) {
  const asked = meanings.map(
    (meaning, at) => sql`select ${at}::int as at,
      array(select id from (${modelsThat(meaning, organizationId)}) found limit ${many + 1}) as models,
      array(select d.id from search_documents d
        where d.organization_id = ${organizationId} and d.kind = 'version'
          and d.words @@ ${meaning.tsquery}::tsquery and ${versionHolds(meaning)}
        limit ${many + 1}) as versions`,
  )
  const { rows } = await db.execute<{ at: number; models: string[]; versions: string[] }>(
    sql.join(asked, sql` union all `),
  )
  const found: Pick<WordMeaning, 'models' | 'versions'>[] = []
  const few = (ids: string[]) => (ids.length > many ? null : ids)
  for (const { at, models, versions } of rows)
    found[at] = { models: few(models), versions: few(versions) }
  return found
}

/** The ids of the models of an organization that speak of a word, seen or not. */
function modelsThat(meaning: WordMeaning, organizationId: string): SQL {
  const { tsquery, pattern } = meaning
  return sql`select d.id from search_documents d
    where d.organization_id = ${organizationId} and d.kind = 'model'
      and d.words @@ ${tsquery}::tsquery and ${modelHolds(meaning)}
    union select sm.id from models sm where sm.organization_id = ${organizationId}
      and (sm.name ilike ${pattern} or sm.slug ilike ${pattern})`
}

/** What is in quotes stands there as it is: asked of each document that has the words, of which there are few. */
function modelHolds({ exact, pattern }: WordMeaning): SQL {
  if (!exact) return sql`true`
  return sql`(select sm.name ilike ${pattern} or sm.slug ilike ${pattern}
      or sm.description ilike ${pattern} or ${tagHolds(sql`sm.tags`, pattern)}
    from models sm where sm.id = d.id)`
}

function versionHolds({ exact, pattern }: WordMeaning): SQL {
  if (!exact) return sql`true`
  return sql`(select sv.note ilike ${pattern} or ${tagHolds(sql`sv.tags`, pattern)}
    from versions sv where sv.id = d.id)`
}

function tagHolds(tags: SQL, pattern: string): SQL {
  return sql`exists (select 1 from unnest(${tags}) tag where tag ilike ${pattern})`
}
