import { isAppError } from './errors'

/**
 * Ends what was found to be over, each in a transaction of its own, so that what one holds up does not keep
 * the others open. Answers how many; what reported or ended in the meantime is left alone.
 */
export async function endEach(
  found: readonly { id: string }[],
  end: (id: string) => Promise<unknown>,
): Promise<number> {
  let ended = 0
  for (const { id } of found) {
    try {
      await end(id)
      ended++
    } catch (error) {
      if (!isAppError(error) || error.kind !== 'conflict') throw error
    }
  }
  return ended
}
