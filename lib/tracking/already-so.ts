import { type AppError, conflict, expecting } from '../errors'

const code = 'already_so'

/** Thrown by a command that finds nothing to change, so that nothing is recorded either. */
export const alreadySo = (): AppError => conflict('It is so already.', { code })

/** Catches that of a command whose caller may ask for what is so already; `otherwise` then answers. */
export const expectingSo = <R>(otherwise: () => R) =>
  expecting((error) => error.code === code, otherwise)
