/** What the exit code of `hub` says; scripts may rely on it. */
export const exitCodes = {
  done: 0,
  failed: 1,
  invalid: 2,
  unauthenticated: 3,
  forbidden: 4,
  not_found: 5,
  conflict: 6,
  /** A run completed, but not everything it asked of the registry could be done. */
  alerts: 7,
  /** A run that followed a record completed, and came to something else. */
  differs: 8,
  stopped: 130,
} as const

const exitCodeOfStatus: Record<number, number> = {
  400: exitCodes.invalid,
  401: exitCodes.unauthenticated,
  403: exitCodes.forbidden,
  404: exitCodes.not_found,
  409: exitCodes.conflict,
  // Somebody else was faster than whoever said what was to be there.
  412: exitCodes.conflict,
}

export interface FailureFacts {
  /** Narrow word for programs: the server's code, or one of ours. */
  code: string
  exitCode: number
  status?: number
  requestId?: string
  /** Field → what is wrong with it. */
  fields?: Record<string, string>
  details?: Record<string, unknown>
  /** Seconds the hub asked to wait. */
  retryAfter?: number
  /** The same call may succeed later: the hub was away or too busy. */
  passing?: boolean
}

/** An expected failure: its message is for the person at the terminal, its code for programs. */
export class Failure extends Error {
  readonly facts: FailureFacts

  constructor(message: string, facts: FailureFacts, cause?: unknown) {
    super(message, { cause })
    this.name = 'Failure'
    this.facts = facts
  }
}

export const invalid = (message: string) =>
  new Failure(message, { code: 'invalid', exitCode: exitCodes.invalid })

export const unauthenticated = (message: string) =>
  new Failure(message, { code: 'unauthenticated', exitCode: exitCodes.unauthenticated })

export const notFound = (message: string) =>
  new Failure(message, { code: 'not_found', exitCode: exitCodes.not_found })

export const failed = (message: string, code = 'failed') =>
  new Failure(message, { code, exitCode: exitCodes.failed })

export const stopped = () =>
  new Failure('Stopped.', { code: 'stopped', exitCode: exitCodes.stopped })

/** Whether the same call may succeed later. */
export function isPassing(error: unknown): boolean {
  return error instanceof Failure && error.facts.passing === true
}

/** Whether the hub answered with this status. */
export function hasStatus(error: unknown, status: number): error is Failure {
  return error instanceof Failure && error.facts.status === status
}

interface ErrorBody {
  error?: {
    code?: unknown
    message?: unknown
    requestId?: unknown
    fields?: unknown
    details?: unknown
  }
}

/** The failure that an answer of the hub (or of a proxy before it) means. */
export async function failureOf(response: Response): Promise<Failure> {
  const { status } = response
  const { error } = asErrorBody(await response.text().catch(() => ''))
  const message =
    typeof error?.message === 'string'
      ? error.message
      : `The hub answered ${status} ${response.statusText}`.trimEnd().concat('.')
  const retryAfter = Number(response.headers.get('retry-after') ?? Number.NaN)
  return new Failure(message, {
    code: typeof error?.code === 'string' ? error.code : `http_${status}`,
    exitCode: exitCodeOfStatus[status] ?? exitCodes.failed,
    status,
    ...(typeof error?.requestId === 'string' && { requestId: error.requestId }),
    ...(isRecord(error?.fields) && { fields: textsOf(error.fields) }),
    ...(isRecord(error?.details) && { details: error.details }),
    ...(Number.isFinite(retryAfter) && { retryAfter }),
    passing: isPassingAnswer(status, error?.code),
  })
}

function isPassingAnswer(status: number, code: unknown): boolean {
  // The first try of this very call is still being served; its answer will be ours.
  if (status === 409) return code === 'in_progress'
  return status === 429 || (status >= 500 && status !== 501 && status !== 507)
}

function asErrorBody(text: string): ErrorBody {
  try {
    const body: unknown = JSON.parse(text)
    return isRecord(body) && isRecord(body.error) ? { error: body.error } : {}
  } catch {
    // A proxy's page instead of our JSON: the status line says enough.
    return {}
  }
}

function textsOf(fields: Record<string, unknown>): Record<string, string> {
  return Object.fromEntries(Object.entries(fields).map(([key, value]) => [key, String(value)]))
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
