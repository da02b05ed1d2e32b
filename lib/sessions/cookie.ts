import { env } from '../env'
import { dayMs } from '../time'

/** Secure and bound to the host exactly when people come over https. */
export function isSecure(): boolean {
  return env().publicUrl?.startsWith('https:') ?? false
}

export function sessionCookieName(): string {
  return isSecure() ? '__Host-hub-session' : 'hub-session'
}

/** Days until a session ends by itself. */
export const sessionDays = 14

/** Days without a request after which it ends before that: a weekend, and no more. */
export const idleDays = 3

/** A session last seen no later than this has ended. */
export const idleSince = (now: Date) => new Date(now.getTime() - idleDays * dayMs)

export function sessionCookie(value: string, expires: Date) {
  return {
    name: sessionCookieName(),
    value,
    httpOnly: true,
    sameSite: 'lax' as const,
    secure: isSecure(),
    path: '/',
    expires,
  }
}
