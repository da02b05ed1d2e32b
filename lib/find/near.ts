import { type SQL, sql } from 'drizzle-orm'

/** Shorter ones are near too many. */
const shortest = 4

/**
 * The ids of models whose name has, for each of these words, one that is spelled much like it. The words of
 * all names and cards are in `search_words`, so that few names are looked at.
 */
export function namesNear(organizationId: string, words: readonly string[]): SQL {
  const long = words.map((word) => word.toLowerCase()).filter((word) => word.length >= shortest)
  if (long.length === 0 || long.length < words.length) return sql`(select null::uuid)`
  return sql`(select m.id from (
      select string_agg('(' || near || ')', ' & ')::tsquery as wanted
      from unnest(array[${sql.join(
        long.map((word) => sql`${word}::text`),
        sql`, `,
      )}]) asked(word)
      left join lateral (
        select string_agg('''' || word || '''', ' | ') as near from (
          select w.word from search_words w
          where w.organization_id = ${organizationId} and w.word % asked.word
          order by similarity(w.word, asked.word) desc, w.word limit 5) alike) k on true
      having bool_and(near is not null)) q
    join search_documents d on d.organization_id = ${organizationId} and d.kind = 'model'
      and d.words @@ q.wanted
    join models m on m.id = d.id and hub_words_of(m.name || ' ' || m.slug, '{}') @@ q.wanted)`
}
