import type { OidcSettings } from '../env'
import { AppError } from '../errors'

/** What a provider says, in the token that it signed and where it tells of its users. */
export type Claims = Record<string, unknown>

/** Who somebody is by a provider, as far as the hub believes it. */
export interface Identity {
  issuer: string
  subject: string
  /** Lower case; null unless the provider says that it is theirs. */
  email: string | null
  name: string
  groups: string[]
  /** When they last proved who they are to the provider; null where it does not say. */
  provedAt: Date | null
}

/**
 * The claims of the signed token, and of the other source what it lacks. An address and the word that it is
 * verified come of one source, or of both about the same address.
 */
export function joinedClaims(signed: Claims, told: Claims): Claims {
  const joined = { ...told, ...signed }
  const mailed = signed.email === undefined ? told : signed
  const agrees = signed.email === undefined || signed.email === told.email
  const verified = mailed.email_verified ?? (agrees ? told.email_verified : undefined)
  return { ...joined, email: mailed.email, email_verified: verified }
}

/** Whether the token may lack what another source could tell. */
export function isComplete(claims: Claims, { groupsClaim }: OidcSettings): boolean {
  return isVerified(claims) && claimAt(claims, groupsClaim) !== undefined
}

/** Throws where the provider is another than the one of the settings, or leaves out the groups. */
export function identityOf(claims: Claims, settings: OidcSettings, now: Date): Identity {
  const { iss, sub, auth_time: provedAt } = claims
  if (typeof iss !== 'string' || typeof sub !== 'string' || !sub || sub.length > 1000)
    throw refused('oidc_claims', 'The sign-in provider did not say who you are. Ask its operator.')
  if (bare(iss) !== bare(settings.issuer))
    throw refused('oidc_issuer', 'The sign-in provider is not the one that this hub trusts.')
  // Entra leaves groups out of a token where there are too many; none at all is something else.
  if (asRecord(claims._claim_names)[settings.groupsClaim] !== undefined)
    throw refused(
      'oidc_groups',
      'You are in more groups than the sign-in provider tells. Ask its operator to send only those of the hub.',
    )
  const email = text(claims.email)?.toLowerCase() ?? null
  const seconds = typeof provedAt === 'number' ? provedAt * 1000 : null
  return {
    issuer: iss,
    subject: sub,
    email: isVerified(claims) && email && email.length <= 254 ? email : null,
    name: nameOf(claims),
    groups: groupsOf(claimAt(claims, settings.groupsClaim)),
    // A clock ahead of ours makes nothing fresher than now.
    provedAt: seconds === null ? null : new Date(Math.min(seconds, now.getTime())),
  }
}

function isVerified({ iss, email, email_verified, xms_edov }: Claims): boolean {
  if (typeof email !== 'string' || email === '') return false
  // Entra's word for it, which is a text in some of its tokens.
  const entra = typeof iss === 'string' && iss.startsWith('https://login.microsoftonline.com/')
  return email_verified === true || (entra && [true, 1, '1', 'true'].includes(xms_edov as string))
}

function nameOf(claims: Claims): string {
  const parts = [claims.given_name, claims.family_name].map(text).filter(Boolean).join(' ')
  const name = text(claims.name) || parts || text(claims.preferred_username) || text(claims.email)
  return (name ?? '').slice(0, 200) || 'Somebody'
}

function groupsOf(claim: unknown): string[] {
  const named = [claim].flat().flatMap((one) => text(one) ?? [])
  return [...new Set(named)].slice(0, 2000)
}

/** A claim by its name, which may hold dots itself, or by the path to it. */
function claimAt(claims: Claims, name: string): unknown {
  if (Object.hasOwn(claims, name)) return claims[name]
  return name.split('.').reduce<unknown>((inner, part) => {
    const record = asRecord(inner)
    return Object.hasOwn(record, part) ? record[part] : undefined
  }, claims)
}

function asRecord(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {}
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value.replaceAll('\0', '').trim() || undefined : undefined
}

const bare = (issuer: string) => issuer.replace(/\/$/, '')

const refused = (code: string, message: string) => new AppError('forbidden', message, { code })
