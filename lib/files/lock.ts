import { sql } from 'drizzle-orm'
import type { Tx } from '../door'

// Any number: what sets these locks apart from those of one number, and from other pairs.
const blobLocks = 20_226

/**
 * Takes the lock of a digest until the transaction ends. Under it a row and its file come or go together:
 * an upload that is kept and a collection of the same bytes never interleave.
 */
export async function lockBlob(tx: Tx, sha256: string): Promise<void> {
  const key = Number.parseInt(sha256.slice(0, 8), 16) | 0
  await tx.execute(sql`select pg_advisory_xact_lock(${blobLocks}, ${key})`)
}
