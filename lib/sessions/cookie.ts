import { env } from '../env'

/** Secure and bound to the host exactly when people come over https. */
export function isSecure(): boolean {
  return env().publicUrl?.startsWith('https:') ?? false
}

export function sessionCookieName(): string {
  return isSecure() ? '__Host-hub-session' : 'hub-session'
}

/** Days until a session ends by itself. */
export const sessionDays = 14

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
