import { database, type Tx } from '@/db/client'
import { retrying } from './door'

/**
 * The way into system tables (sessions, last use of tokens, deliveries): for session and worker code
 * only. The database refuses it any governed table.
 */
export function system<R>(run: (tx: Tx) => Promise<R>): Promise<R> {
  return retrying(() => database().write.transaction(run))
}

/** The same on the connection that is kept for the log. */
export function sealing<R>(run: (tx: Tx) => Promise<R>): Promise<R> {
  return retrying(() => database().seal.transaction(run))
}
