import 'server-only'
import { createHash, randomBytes } from 'node:crypto'
import type { NextApiRequest, NextApiResponse } from 'next'
import { cookies } from 'next/headers'
import NextAuth from 'next-auth'
import { env } from '@/lib/env'
import { isSecure } from '@/lib/sessions/cookie'
import { authOptions } from '@/lib/sessions/next-auth'
import { oidcId, passingCookies } from '@/lib/sessions/oidc'
import { arrival } from '../session'

interface Beginning {
  /** The path to come back to. */
  next: string
  /** The provider is to ask who it is, however lately it did. */
  fresh: boolean
}

/**
 * Begins a sign-in by the provider: keeps what its answer will be held against in cookies, and answers the
 * address to go to; null where the provider does not answer. Only our own pages come here, which the server
 * has checked; next-auth wants its own proof of that besides.
 */
export async function beginAtProvider({ next, fresh }: Beginning): Promise<string | null> {
  const { secret } = env()
  const token = randomBytes(32).toString('hex')
  const proof = createHash('sha256').update(`${token}${secret}`).digest('hex')
  const csrf = `${isSecure() ? '__Host-' : ''}next-auth.csrf-token`
  const answer = await ask({
    query: { nextauth: ['signin', oidcId], ...(fresh && { prompt: 'login', max_age: '0' }) },
    body: { callbackUrl: next, csrfToken: token },
    cookies: { [csrf]: `${token}|${proof}` },
  })
  if (!/^https?:/.test(answer.location)) return null
  const jar = await cookies()
  for (const { name, options } of Object.values(passingCookies())) {
    const value = answer.set.get(name)
    if (value) jar.set({ name, value, ...options })
  }
  return answer.location
}

async function ask(sent: Pick<NextApiRequest, 'query' | 'body'> & { cookies: object }) {
  const headers = new Map<string, string | string[]>()
  const answer = {
    status: () => answer,
    getHeader: (name: string) => headers.get(name.toLowerCase()),
    setHeader(name: string, value: string | string[]) {
      headers.set(name.toLowerCase(), value)
      return answer
    },
    send: () => undefined,
    json: () => undefined,
    end: () => undefined,
  }
  // What next-auth reads and writes of the request and the answer of a page of old.
  await NextAuth(
    { method: 'POST', headers: {}, ...sent } as unknown as NextApiRequest,
    answer as unknown as NextApiResponse,
    authOptions(await arrival()),
  )
  const set = [headers.get('set-cookie') ?? []].flat().map((cookie): [string, string] => {
    const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? []
    return [name, decodeURIComponent(value)]
  })
  return { location: String(headers.get('location') ?? ''), set: new Map(set) }
}
