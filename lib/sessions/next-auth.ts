import type { AuthOptions, CookieOption, User } from 'next-auth'
import { type Arrival, contextFromSession } from '../context'
import { env } from '../env'
import { isAppError } from '../errors'
import { log } from '../log'
import { isSecure, sessionCookie, sessionCookieName, sessionDays } from './cookie'
import { endSession } from './session'
import { signIn } from './sign-in'

/**
 * next-auth over our own sessions. Its credentials provider knows only the strategy `jwt`, so what it
 * takes for a token is the opaque value that `sessions` holds the hash of: a session is revoked at once.
 */
export function authOptions(arrival: Arrival): AuthOptions {
  const { secret } = env()
  if (!secret) throw new Error('HUB_SECRET is not set, and the server has made none.')
  return {
    secret,
    providers: [passwordProvider(arrival)],
    pages: { signIn: '/sign-in', signOut: '/sign-in', error: '/sign-in' },
    useSecureCookies: isSecure(),
    cookies: { sessionToken: sessionCookieOption() },
    session: { strategy: 'jwt', maxAge: sessionDays * 86_400 },
    jwt: {
      async encode({ token }) {
        return opaque(token)
      },
      async decode({ token }) {
        const ctx = token ? await contextFromSession(token, arrival) : null
        if (ctx?.actor.kind !== 'person' || !token) return null
        const { id, name, email } = ctx.actor
        return { sub: id, name, email, [key]: token }
      },
    },
    callbacks: {
      // Only a fresh sign-in brings a user.
      jwt: ({ token, user }) => (user && key in user ? { ...token, [key]: user[key] } : token),
    },
    events: {
      async signOut({ token }) {
        if (token && typeof token[key] === 'string') await endSession(token[key])
      },
    },
    logger: quietLogger,
  }
}

// The opaque value, on its way through next-auth's objects.
const key = 'hubSession'

function passwordProvider(arrival: Arrival): AuthOptions['providers'][number] {
  return {
    id: 'credentials',
    name: 'Password',
    type: 'credentials',
    credentials: {
      email: { label: 'E-mail', type: 'email' },
      password: { label: 'Password', type: 'password' },
    },
    async authorize(credentials): Promise<User | null> {
      const { email = '', password = '' } = credentials ?? {}
      try {
        const { secret } = await signIn({ email, password }, arrival)
        const ctx = await contextFromSession(secret, arrival)
        if (ctx?.actor.kind !== 'person') return null
        const { id, name } = ctx.actor
        return Object.assign({ id, name, email: ctx.actor.email }, { [key]: secret })
      } catch (error) {
        if (isAppError(error) && error.kind === 'unauthenticated') return null
        if (!isAppError(error)) log().error({ err: error }, 'sign-in failed')
        // Next-auth puts the message into an address, where a code will do.
        throw new Error(isAppError(error) ? error.code : 'internal')
      }
    },
  }
}

function sessionCookieOption(): CookieOption {
  const { httpOnly, sameSite, secure, path } = sessionCookie('', new Date(0))
  return { name: sessionCookieName(), options: { httpOnly, sameSite, secure, path } }
}

function opaque(token: Record<string, unknown> | undefined): string {
  const value = token?.[key]
  if (typeof value !== 'string') throw new Error('A session without its value cannot be kept.')
  return value
}

// Next-auth's own words go to our log; an ended session is no error.
const quietLogger: AuthOptions['logger'] = {
  error: (code, metadata) => {
    const level = code === 'JWT_SESSION_ERROR' ? 'debug' : 'warn'
    const cause = metadata instanceof Error ? metadata : metadata.error
    log()[level]({ code, reason: cause instanceof Error ? cause.message : undefined }, 'next-auth')
  },
  warn: (code) => log().debug({ code }, 'next-auth'),
  debug: () => {},
}
