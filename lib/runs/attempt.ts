import type { Alert } from '@/db/schema/tables'
import type { Tx } from '../door'
import { isAppError } from '../errors'

/** What a run asks for, and what it is called where it comes to nothing. */
export interface Attempt {
  uri: string
  code: string
}

export type Attempted<T> = { done: T; alert: null } | { done: null; alert: Alert }

/** Runs a step that may be refused without undoing what stands around it. */
export async function attempt<T>(
  tx: Tx,
  { uri, code }: Attempt,
  act: (tx: Tx) => Promise<T>,
): Promise<Attempted<T>> {
  try {
    return { done: await tx.transaction(act), alert: null }
  } catch (error) {
    if (!isAppError(error)) throw error
    const exists = error.code === 'dataset_version_exists'
    const message = `${uri}: ${error.message}`
    return { done: null, alert: { code: exists ? error.code : code, message } }
  }
}

/** What was made, or what another run made under the same name a moment before. */
export async function orElse<M, F>(
  made: Promise<M>,
  find: () => Promise<F | null>,
): Promise<M | F> {
  try {
    return await made
  } catch (error) {
    const found = isAppError(error) && error.kind === 'conflict' ? await find() : null
    if (!found) throw error
    return found
  }
}
