import { databaseFull, isDatabaseAway, sqlState } from './door'
import { isAppError, statusOf } from './errors'

export interface ErrorAnswer {
  status: number
  headers: Record<string, string>
  body: { error: { code: string; message: string; requestId: string; [extra: string]: unknown } }
}

/** How a failure is told to a program. A bug shows nothing but its request id. */
export function errorAnswer(failure: unknown, requestId: string): ErrorAnswer {
  const error = databaseFull(failure) ?? failure
  if (isAppError(error)) {
    const { code, message, fields, details, retryAfter } = error
    const headers: Record<string, string> = {}
    if (retryAfter !== undefined) headers['retry-after'] = String(retryAfter)
    if (details?.size !== undefined && error.kind === 'range')
      headers['content-range'] = `bytes */${details.size}`
    if (error.kind === 'unauthenticated') headers['www-authenticate'] = 'Bearer'
    return {
      status: statusOf[error.kind],
      headers,
      body: {
        error: { code, message, requestId, ...(fields && { fields }), ...(details && { details }) },
      },
    }
  }
  if (isDatabaseAway(error)) {
    const message = 'The database is away for a moment. Try again shortly.'
    const body = { error: { code: 'database_away', message, requestId } }
    return { status: 503, headers: { 'retry-after': '2' }, body }
  }
  if (sqlState(error) === '57014') {
    const message =
      'This took the database too long and was given up. Ask for less at once, or try again later.'
    const body = { error: { code: 'too_slow', message, requestId } }
    return { status: 503, headers: { 'retry-after': '10' }, body }
  }
  const known = requestFault(error)
  if (known) {
    const body = { error: { code: known.code, message: known.message, requestId } }
    return { status: known.status, headers: {}, body }
  }
  const message = `Something went wrong on our side. Quote the request id ${requestId}.`
  return { status: 500, headers: {}, body: { error: { code: 'internal', message, requestId } } }
}

/** What Fastify itself refuses before a handler sees the request. */
function requestFault(error: unknown): { status: number; code: string; message: string } | null {
  if (!(error instanceof Error) || !('statusCode' in error)) return null
  const status = Number(error.statusCode)
  if (!(status >= 400 && status < 500)) return null
  const code = status === 413 ? 'too_large' : status === 415 ? 'unsupported_media_type' : 'invalid'
  return { status, code, message: `${error.message}.`.replace(/\.\.$/, '.') }
}
