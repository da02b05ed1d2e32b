import { type SQL, sql } from 'drizzle-orm'
import type { ReadDb } from '../door'
import { lexemesOf, looselyOf } from '../search/lexemes'
import { mistyped } from '../search/words'

/** What these words may have been meant to be, as a tsquery; null where each stands for itself alone. */
export async function meantBy(
  db: ReadDb,
  organizationId: string,
  words: readonly string[],
): Promise<string | null> {
  const lexemes = words.flatMap((word) => lexemesOf(word))
  const meant = await mistyped(db, organizationId, lexemes)
  if ([...meant.values()].every((others) => others.length === 0)) return null
  return looselyOf(lexemes, meant)
}

/** The ids of models in whose names are the words of a tsquery: those of cards would be too many. */
export function namesOf(organizationId: string, tsquery: string): SQL {
  return sql`(select m.id from search_documents d
    join models m on m.id = d.id and hub_words_of(m.name || ' ' || m.slug, '{}') @@ ${tsquery}::tsquery
    where d.organization_id = ${organizationId} and d.kind = 'model' and d.words @@ ${tsquery}::tsquery)`
}
