import type { AuthOptions, CookieOption, User } from 'next-auth'
import { decode, encode } from 'next-auth/jwt'
import { type Arrival, contextFromSession } from '../context'
import { env, publicOrigin } from '../env'
import { isAppError } from '../errors'
import { type Claims, identityOf } from '../identities/claims'
import { signInByProvider } from '../identities/sign-in'
import { log } from '../log'
import { invitationIn, paths } from '../paths'
import { isSecure, sessionCookie, sessionCookieName, sessionDays } from './cookie'
import { oidcId, oidcProvider, passingCookies } from './oidc'
import { safeReturnTo } from './return-to'
import { endSession } from './session'
import { signIn } from './sign-in'

/**
 * next-auth over our own sessions. Its credentials provider knows only the strategy `jwt`, so what it
 * takes for a token is the opaque value that `sessions` holds the hash of: a session is revoked at once.
 */
export function authOptions(arrival: Arrival, cookies: RequestCookies = {}): AuthOptions {
  const { secret, oidc } = env()
  if (!secret) throw new Error('HUB_SECRET is not set, and the server has made none.')
  // Where next-auth believes itself to be; it reads nothing else for that.
  process.env.NEXTAUTH_URL = publicOrigin()
  return {
    secret,
    providers: [passwordProvider(arrival, cookies), ...(oidc ? [oidcProvider(oidc)] : [])],
    pages: { signIn: '/sign-in', signOut: '/sign-in', error: '/sign-in' },
    useSecureCookies: isSecure(),
    cookies: { ...passingCookies(), sessionToken: sessionCookieOption() },
    session: { strategy: 'jwt', maxAge: sessionDays * 86_400 },
    jwt: {
      // With a salt it is one of the cookies of a sign-in under way, which next-auth seals itself.
      async encode(params) {
        return params.salt ? encode(params) : opaque(params.token)
      },
      async decode(params) {
        if (params.salt) return decode(params)
        const { token } = params
        const ctx = token ? await contextFromSession(token, arrival) : null
        if (ctx?.actor.kind !== 'person' || !token) return null
        const { id, name, email } = ctx.actor
        return { sub: id, name, email, [key]: token }
      },
    },
    callbacks: {
      redirect: ({ url, baseUrl }) => {
        const path = safeReturnTo(url, baseUrl)
        return path === '/' ? baseUrl : `${baseUrl}${path}`
      },
      signIn: ({ user, account, profile }) =>
        account?.provider === oidcId ? letIn(user, { ...profile }, arrival, cookies) : true,
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

/** The cookies that came with a request. */
export type RequestCookies = Partial<Record<string, string>>

// The opaque value, on its way through next-auth's objects.
const key = 'hubSession'

/** Starts the session of someone whom the provider vouches for; or says where the refusal is read. */
async function letIn(
  user: User,
  claims: Claims,
  arrival: Arrival,
  cookies: RequestCookies,
): Promise<true | string> {
  const settings = env().oidc
  if (!settings) throw new Error('There is no sign-in provider.')
  const to = cookies[passingCookies().callbackUrl.name]
  const next = safeReturnTo(to, publicOrigin())
  const invitation = invitationIn(next)
  try {
    const identity = identityOf(claims, settings, new Date())
    const present = cookies[sessionCookieName()] ?? null
    const session = await signInByProvider({ identity, settings, arrival, present, invitation })
    Object.assign(user, { [key]: session.secret })
    return true
  } catch (error) {
    if (!isAppError(error)) log().error({ err: error }, 'sign-in failed')
    const code = isAppError(error) ? error.code : 'internal'
    return refusedAt(next, code)
  }
}

/** Where a refusal is read: on the page that was to come, where that may be seen without this sign-in. */
function refusedAt(next: string, code: string): string {
  const tells = next === paths.me() || /^\/sign-in\/(join|confirm)\b/.test(next)
  const page = tells ? next : paths.signIn()
  return `${page}${page.includes('?') ? '&' : '?'}error=${encodeURIComponent(code)}`
}

function passwordProvider(
  arrival: Arrival,
  cookies: RequestCookies,
): AuthOptions['providers'][number] {
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
        const present = cookies[sessionCookieName()]
        if (present) await endSession(present)
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
