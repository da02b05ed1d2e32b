import { isAppError } from '@/lib/errors'
import { errorAnswer } from '@/lib/http'

/** How a failure is told to an MLflow client. */
export interface MlflowFailure {
  status: number
  headers: Record<string, string>
  body: { error_code: string; message: string }
}

/** Names that a command gave its refusal itself, such as RESOURCE_ALREADY_EXISTS. */
const named = /^[A-Z]+(_[A-Z]+)+$/

/**
 * Translates a failure. What a policy refuses is a 403, whatever we call it elsewhere: clients show it, and
 * do not try again. They do try again, for minutes, after 408, 429 and any 5xx but 501.
 */
export function failureOf(error: unknown, requestId: string): MlflowFailure {
  const { status, headers, body } = errorAnswer(error, requestId)
  const { message } = body.error
  if (!isAppError(error))
    return { status, headers, body: { error_code: codes[status] ?? 'INTERNAL_ERROR', message } }
  if (error.kind === 'conflict' && error.recorded)
    return { status: 403, headers, body: { error_code: 'PERMISSION_DENIED', message } }
  if (error.kind === 'unauthenticated') headers['www-authenticate'] = 'Basic realm="mlflow"'
  const name = named.test(error.code) ? error.code : null
  const error_code = name ?? codes[status] ?? 'INTERNAL_ERROR'
  return { status: statuses[name ?? ''] ?? status, headers, body: { error_code, message } }
}

const codes: Record<number, string> = {
  400: 'INVALID_PARAMETER_VALUE',
  401: 'UNAUTHENTICATED',
  403: 'PERMISSION_DENIED',
  404: 'RESOURCE_DOES_NOT_EXIST',
  409: 'RESOURCE_CONFLICT',
  412: 'RESOURCE_CONFLICT',
  413: 'INVALID_PARAMETER_VALUE',
  415: 'INVALID_PARAMETER_VALUE',
  416: 'INVALID_PARAMETER_VALUE',
  429: 'REQUEST_LIMIT_EXCEEDED',
  503: 'TEMPORARILY_UNAVAILABLE',
  507: 'RESOURCE_EXHAUSTED',
}

/** The status that clients expect with a name. */
const statuses: Record<string, number> = {
  RESOURCE_ALREADY_EXISTS: 400,
  INVALID_PARAMETER_VALUE: 400,
  BAD_REQUEST: 400,
  ENDPOINT_NOT_FOUND: 404,
  NOT_IMPLEMENTED: 501,
}
