import type { AuthOptions, CookieOption, CookiesOptions, Profile } from 'next-auth'
import type { OidcSettings } from '../env'
import { type Claims, isComplete, joinedClaims } from '../identities/claims'
import { isSecure } from './cookie'

/** The sign-in provider as next-auth knows it: by discovery, with PKCE, state and nonce, by its signed token. */
export function oidcProvider(settings: OidcSettings): AuthOptions['providers'][number] {
  const { issuer, clientId, clientSecret, name, scopes } = settings
  return {
    id: oidcId,
    name,
    type: 'oauth',
    wellKnown: `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`,
    issuer,
    clientId,
    clientSecret,
    idToken: true,
    checks: ['pkce', 'state', 'nonce'],
    authorization: { params: { scope: scopes.join(' ') } },
    userinfo: {
      // Called once the signed token was checked. Many providers tell address and groups only here.
      async request({ client, tokens }): Promise<Profile> {
        const { id_token: idToken, access_token: accessToken } = tokens
        if (!idToken) throw new Error('The provider sent no id_token.')
        const signed = claimsOf(idToken)
        const tells = client.issuer.metadata.userinfo_endpoint !== undefined
        if (!tells || !accessToken || isComplete(signed, settings)) return signed
        const told = await client.userinfo(accessToken, { params: {} })
        if (told.sub !== signed.sub) throw new Error('The provider tells of somebody else.')
        return joinedClaims(signed, told)
      },
    },
    profile: (claims: Profile) => ({ id: String(claims.sub) }),
  }
}

export const oidcId = 'oidc'

/** The cookies of a sign-in under way; with https no other host, nor a subdomain, can set them. */
export function passingCookies() {
  const prefix = isSecure() ? '__Host-' : ''
  const cookie = (name: string): CookieOption => ({
    name: `${prefix}hub-oidc-${name}`,
    options: {
      httpOnly: true,
      sameSite: 'lax',
      path: '/',
      secure: isSecure(),
      maxAge: 15 * 60,
    },
  })
  return {
    callbackUrl: cookie('to'),
    state: cookie('state'),
    nonce: cookie('nonce'),
    pkceCodeVerifier: cookie('verifier'),
  } satisfies Partial<CookiesOptions>
}

/** The claims of a token that next-auth has verified. */
function claimsOf(idToken: string): Claims {
  const [, payload = ''] = idToken.split('.')
  return JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')) as Claims
}
