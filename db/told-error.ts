import { inspect } from 'node:util'
import { DrizzleQueryError } from 'drizzle-orm/errors'

/** An error as a log may hold it. */
export interface ToldError {
  type: string
  message: string
  /** SQLSTATE, or what Node calls it. */
  code?: string
  /** The SQL of a failed statement, with placeholders. */
  statement?: string
  /** What Next calls a failure of a page; the browser shows it. */
  digest?: string
  stack?: string
  cause?: unknown
  errors?: unknown[]
}

type FailedStatement = Error & { query: string; params: unknown[] }

/**
 * What may be told of an error. Drizzle writes the parameters of a failed statement into its message, and
 * PostgreSQL quotes rows in its details: passwords, tokens' hashes, addresses. None of that is passed on.
 */
export function toldError(error: unknown): unknown {
  if (!(error instanceof Error)) return error
  return tell(error, cleanerOf(all(error)), 0)
}

/** Makes whatever prints an error of a statement print what may be told. Doing it twice changes nothing. */
export function hideParameters(): void {
  Object.defineProperty(DrizzleQueryError.prototype, inspect.custom, {
    configurable: true,
    value(this: Error) {
      return toldError(this)
    },
  })
}

const maxDepth = 5

function tell(error: Error, clean: (text: string) => string, depth: number): ToldError {
  const { cause, stack } = error
  const inner = (value: unknown) =>
    value instanceof Error && depth < maxDepth ? tell(value, clean, depth + 1) : undefined
  const told = isFailedStatement(error)
  return {
    type: error.constructor.name,
    message: clean(error.message),
    ...('code' in error && typeof error.code === 'string' && { code: error.code }),
    ...('digest' in error && typeof error.digest === 'string' && { digest: error.digest }),
    ...(told && { statement: error.query, ...codeOf(cause) }),
    // A stack from before its message was changed may hold anything.
    ...(stack && (!told || stack.includes(error.message)) && { stack: clean(stack) }),
    ...(cause instanceof Error && { cause: inner(cause) }),
    ...(error instanceof AggregateError && { errors: error.errors.slice(0, 10).map(inner) }),
  }
}

function codeOf(cause: unknown): { code?: string } {
  return cause instanceof Error && 'code' in cause ? { code: String(cause.code) } : {}
}

/** Takes the parameters out of any text of these errors, also where one quotes another. */
function cleanerOf(errors: Error[]): (text: string) => string {
  const changes = errors.filter(isFailedStatement).flatMap((error): [string, string][] => {
    const { cause } = error
    const why = cause instanceof Error ? withoutValues(cause.message, error.params) : ''
    return [
      [error.message, `A statement failed${why && `: ${why}`}`],
      ...(cause instanceof Error ? [[cause.message, why] as [string, string]] : []),
    ]
  })
  return (text) =>
    changes.reduce((rest, [from, to]) => (from ? rest.replaceAll(from, () => to) : rest), text)
}

function withoutValues(message: string, params: unknown[]): string {
  const values = params.flat(3).filter((value) => typeof value === 'string' && value.length > 2)
  // The longest first: one value may be a part of another.
  const sorted = (values as string[]).sort((a, b) => b.length - a.length)
  return sorted.reduce((rest, value) => rest.replaceAll(value, '…'), message)
}

function all(error: Error, depth = 0): Error[] {
  const inner = error instanceof AggregateError ? [error.cause, ...error.errors] : [error.cause]
  const found = inner.filter((value) => value instanceof Error)
  return [error, ...(depth < maxDepth ? found.flatMap((value) => all(value, depth + 1)) : [])]
}

/** By its shape: one process may hold two instances of Drizzle. */
function isFailedStatement(error: unknown): error is FailedStatement {
  return (
    error instanceof Error &&
    'query' in error &&
    typeof error.query === 'string' &&
    'params' in error &&
    Array.isArray(error.params)
  )
}
