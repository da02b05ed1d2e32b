import { type AppError, conflict, isAppError } from '../errors'

const code = 'already_so'

/** Thrown by a command that finds nothing to change, so that nothing is recorded either. */
export const alreadySo = (): AppError => conflict('It is so already.', { code })

/** Runs a command whose caller may ask for what is so already; then `otherwise` answers. */
export async function unlessSo<R>(
  run: () => Promise<R>,
  otherwise: () => R | Promise<R>,
): Promise<R> {
  try {
    return await run()
  } catch (error) {
    if (!isAppError(error) || error.code !== code) throw error
    return otherwise()
  }
}
