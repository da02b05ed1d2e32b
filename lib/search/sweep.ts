import { sql } from 'drizzle-orm'
import { database } from '@/db/client'
import { organizations } from '@/db/schema/tables'
import { readMeta, writeMeta } from '../hub-meta'
import { system } from '../system'

/** Sweeps the vocabularies of all organizations once a day; what is asked for in between does nothing. */
export async function sweepWords(now = new Date()): Promise<void> {
  const today = now.toISOString().slice(0, 10)
  if ((await readMeta('sweep-words')) === today) return
  const found = await database().read.select({ id: organizations.id }).from(organizations)
  for (const { id } of found) await sweepVocabulary(id)
  await writeMeta('sweep-words', today)
}

/**
 * Forgets the words that no text of an organization holds any more, and learns those it lacks: a text that
 * is written meanwhile may count on a word that goes, and has it again the next day.
 */
export async function sweepVocabulary(organizationId: string): Promise<void> {
  await system(async (tx) => {
    const held = sql`select word from ts_stat(
      'select words from search_documents where organization_id = ' || quote_literal(${organizationId}::uuid))
      where length(word) between 3 and 40 and word !~ '^[0-9.]+$'`
    await tx.execute(sql`with held as materialized (${held}),
      lacking as (insert into search_words (organization_id, word)
        select ${organizationId}, word from held order by word on conflict do nothing)
      delete from search_words w where w.organization_id = ${organizationId}
        and not exists (select 1 from held where held.word = w.word)`)
  })
}
