import type { NextApiRequest, NextApiResponse } from 'next'
import NextAuth from 'next-auth'
import { authOptions } from '../sessions/next-auth'
import { arrival } from './hub'

/** A browser at next-auth's own doors: keeps cookies, sends the CSRF token. */
export class AuthBrowser {
  readonly cookies: Record<string, string> = {}

  async get(action: string, query: Record<string, string> = {}) {
    return this.send('GET', action.split('/'), {}, query)
  }

  async post(action: string, form: Record<string, string>, query: Record<string, string> = {}) {
    const { csrfToken } = (await this.get('csrf')).body as { csrfToken: string }
    return this.send('POST', action.split('/'), { ...form, csrfToken }, query)
  }

  async send(
    method: string,
    nextauth: string[],
    body: Record<string, string>,
    query: Record<string, string> = {},
  ) {
    const answer = { status: 200, location: '', body: undefined as unknown }
    const headers = new Map<string, string | string[]>()
    const response = {
      status(code: number) {
        answer.status = code
        return response
      },
      getHeader: (name: string) => headers.get(name.toLowerCase()),
      setHeader(name: string, value: string | string[]) {
        headers.set(name.toLowerCase(), value)
        return response
      },
      send: (sent: unknown) => {
        answer.body = sent
      },
      json: (sent: unknown) => {
        answer.body = sent
      },
      end: () => {},
    }
    const cookies = { ...this.cookies }
    const request = { method, query: { nextauth, ...query }, body, headers: {}, cookies }
    await NextAuth(
      request as unknown as NextApiRequest,
      response as unknown as NextApiResponse,
      authOptions(arrival(), cookies),
    )
    this.keep([headers.get('set-cookie') ?? []].flat())
    return { ...answer, location: String(headers.get('location') ?? '') }
  }

  private keep(set: string[]) {
    for (const cookie of set) {
      const [name = '', value = ''] = (cookie.split(';')[0] ?? '').split('=')
      if (value && !/max-age=0/i.test(cookie)) this.cookies[name] = decodeURIComponent(value)
      else delete this.cookies[name]
    }
  }
}
