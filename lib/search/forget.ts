import { sql } from 'drizzle-orm'
import type { Tx } from '../door'
import { uuids } from '../visibility'

/** Forgets the words of models and versions that never come back. */
export async function forgetWords(tx: Tx, ids: readonly string[]): Promise<void> {
  await tx.execute(sql`delete from search_documents where id = any(${uuids(ids)})`)
}
