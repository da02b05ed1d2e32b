import { blobs } from '@/db/schema/tables'
import type { Tx } from '../door'
import { lockBlob } from './lock'
import type { Received } from './store'

/**
 * Makes the row of received bytes, in the transaction that goes on to name them. Whoever calls it calls
 * `keep()` last: a transaction that is run again must find the bytes where they were.
 */
export async function insertBlob(
  tx: Tx,
  { sha256, size }: Pick<Received, 'sha256' | 'size'>,
  createdAt: Date,
): Promise<void> {
  await lockBlob(tx, sha256)
  await tx.insert(blobs).values({ sha256, size, createdAt }).onConflictDoNothing()
}
