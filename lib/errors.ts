export type ErrorKind =
  | 'invalid'
  | 'unauthenticated'
  | 'forbidden'
  | 'not_found'
  | 'conflict'
  | 'precondition_failed'
  | 'too_large'
  | 'range'
  | 'rate_limited'
  | 'storage_full'
  | 'busy'

export interface ErrorExtra {
  /** A narrower code than the kind, for programs: `digest_mismatch`, `nothing_approved`. */
  code?: string
  /** Field → what is wrong with it. */
  fields?: Record<string, string>
  /** Facts that help the caller on; become part of the answer. */
  details?: Record<string, unknown>
  /** Seconds after which trying again makes sense. */
  retryAfter?: number
  /** The attempt goes into the log as refused, as a forbidden one does by itself. */
  recorded?: boolean
}

/** An expected failure, worded for people. Everything else that is thrown is a bug. */
export class AppError extends Error {
  // Recognized by this field, since one process may hold two instances of this module.
  readonly isAppError = true
  readonly kind: ErrorKind
  readonly code: string
  readonly fields: Record<string, string> | undefined
  readonly details: Record<string, unknown> | undefined
  readonly retryAfter: number | undefined
  readonly recorded: boolean

  constructor(kind: ErrorKind, message: string, extra: ErrorExtra = {}) {
    super(message)
    this.name = 'AppError'
    this.kind = kind
    this.code = extra.code ?? kind
    this.fields = extra.fields
    this.details = extra.details
    this.retryAfter = extra.retryAfter
    this.recorded = extra.recorded ?? kind === 'forbidden'
  }
}

export function isAppError(error: unknown): error is AppError {
  return error instanceof Error && 'isAppError' in error && error.isAppError === true
}

export const invalid = (message: string, extra?: ErrorExtra) =>
  new AppError('invalid', message, extra)
export const unauthenticated = (message: string) => new AppError('unauthenticated', message)
export const forbidden = (message: string, extra?: ErrorExtra) =>
  new AppError('forbidden', message, extra)
export const notFound = (message: string, extra?: ErrorExtra) =>
  new AppError('not_found', message, extra)
export const conflict = (message: string, extra?: ErrorExtra) =>
  new AppError('conflict', message, extra)

/** Too much is asked at once: the same request is served when it is sent again after `retryAfter` seconds. */
export const busy = (message: string, retryAfter: number) =>
  new AppError('busy', message, { retryAfter })

/**
 * Catches an error that is expected and throws any other on:
 * `await find().catch(expecting(isNotFound, () => null))`.
 */
export const expecting =
  <R>(isExpected: (error: AppError) => boolean, otherwise: () => R) =>
  (error: unknown): R => {
    if (!isAppError(error) || !isExpected(error)) throw error
    return otherwise()
  }

/** Whether an error says that what was asked for is not there. */
export const isNotFound = ({ kind }: AppError) => kind === 'not_found'

/** Whether an error says only that much is asked: no failure to be looked into. */
export const isBusy = (error: unknown) => isAppError(error) && error.kind === 'busy'

export const statusOf = {
  invalid: 400,
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  precondition_failed: 412,
  too_large: 413,
  range: 416,
  rate_limited: 429,
  storage_full: 507,
  busy: 503,
} as const satisfies Record<ErrorKind, number>
