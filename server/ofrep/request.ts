import type { IncomingHttpHeaders } from 'node:http'
import { invalid, unauthenticated } from '@/lib/errors'

/** Bytes of a body. A context has a targeting key, and what else its sender knows of whoever it is for. */
export const mostBytes = 256 * 1024

/** The token of a request. Throws `unauthenticated` for none, and for two that differ. */
export function tokenOf(headers: IncomingHttpHeaders): string {
  const { authorization, 'x-api-key': key } = headers
  const bearer = authorization && /^Bearer\s+(\S+)$/i.exec(authorization)?.[1]
  const token = bearer ?? key
  if (authorization && !bearer) throw unauthenticated('Send Authorization: Bearer and a token.')
  if (typeof token !== 'string' || token === '')
    throw unauthenticated('Send Authorization: Bearer and a token, or the token as X-API-Key.')
  if (key !== undefined && key !== token)
    throw unauthenticated('Authorization and X-API-Key hold different tokens. Send one of them.')
  return token
}

/** Whom a request is for. What else its body tells is of no use here, and fine. */
export function targetingKeyOf(text: string): string {
  const { context } = bodyOf(text)
  if (context === undefined || context === null) throw keyMissing()
  if (!isRecord(context))
    throw invalid('context is an object, such as {"targetingKey": "user-1"}.', invalidContext)
  const { targetingKey } = context
  if (targetingKey === undefined || targetingKey === null || targetingKey === '') throw keyMissing()
  if (typeof targetingKey !== 'string')
    throw invalid('context.targetingKey is a text.', invalidContext)
  return targetingKey
}

export const invalidContext = { code: 'INVALID_CONTEXT' }

function bodyOf(text: string): Record<string, unknown> {
  const parsed = text.trim() === '' ? {} : parse(text)
  if (isRecord(parsed)) return parsed
  throw invalid('The body is a JSON object with a context.', { code: 'PARSE_ERROR' })
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    const where = error instanceof Error ? error.message : ''
    throw invalid(`The body is not JSON: ${where}`, { code: 'PARSE_ERROR' })
  }
}

const keyMissing = () =>
  invalid(
    'Say whom it is for in context.targetingKey, such as the id of a user: the same key gets the same version.',
    { code: 'TARGETING_KEY_MISSING' },
  )

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
