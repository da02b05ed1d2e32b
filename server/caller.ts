import type { IncomingMessage } from 'node:http'
import type { Ctx, Via } from '@/lib/actor'
import { type Arrival, contextFromSession, contextFromToken } from '@/lib/context'
import { forbidden, unauthenticated } from '@/lib/errors'
import { sessionCookieName } from '@/lib/sessions/cookie'
import { isSameOrigin } from './origin'

/** Finds out who calls a machine door: a bearer token, else the cookie of a signed-in browser. */
export async function callerOf(
  request: IncomingMessage,
  arrival: Omit<Arrival, 'via'>,
  door: Via,
): Promise<Ctx> {
  const { authorization } = request.headers
  if (authorization) {
    const token = /^Bearer\s+(\S+)$/i.exec(authorization)?.[1]
    if (!token) throw unauthenticated('Send Authorization: Bearer and a token.')
    return contextFromToken(token, { ...arrival, via: door })
  }
  const secret = cookieOf(request, sessionCookieName())
  const ctx = secret ? await contextFromSession(secret, { ...arrival, via: 'web' }) : null
  if (!ctx) throw unauthenticated('Send Authorization: Bearer and a token, or sign in.')
  if (!isSameOrigin(request)) throw forbidden('This request came from another site.')
  return ctx
}

function cookieOf(request: IncomingMessage, name: string): string | undefined {
  const pairs = (request.headers.cookie ?? '').split(';').map((pair) => pair.trim())
  return pairs.find((pair) => pair.startsWith(`${name}=`))?.slice(name.length + 1)
}
