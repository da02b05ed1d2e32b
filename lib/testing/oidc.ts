import { createHash, createSign, generateKeyPairSync, type KeyObject } from 'node:crypto'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import Provider from 'oidc-provider'

export interface Account {
  email?: string
  email_verified?: boolean
  name?: string
  groups?: string[]
}

export const oidcClient = { id: 'hub', secret: 'the secret of the hub at its provider' }

export interface RunningProvider {
  issuer: string
  /** What it says of whom; a login that is missing has no claims. */
  accounts: Record<string, Account>
  /** Lets the hub of this address send people to it. */
  open(redirectUri: string): void
  close(): Promise<void>
}

/**
 * A real OpenID provider on a free port, with its own page for signing in: any password does. It answers
 * once it is `open()` to a hub, which may want to know its address first.
 */
export async function startProvider(host = '127.0.0.1'): Promise<RunningProvider> {
  const { server, url } = await listen()
  const issuer = url.replace('127.0.0.1', host)
  const accounts: Record<string, Account> = {}
  const open = (redirectUri: string) =>
    server.on('request', providerOf(issuer, redirectUri, accounts).callback())
  return { issuer, accounts, open, close: () => stop(server) }
}

const signingKey = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({
  format: 'jwk',
})

function providerOf(issuer: string, redirectUri: string, accounts: Record<string, Account>) {
  return new Provider(issuer, {
    clients: [
      {
        client_id: oidcClient.id,
        client_secret: oidcClient.secret,
        redirect_uris: [redirectUri],
      },
    ],
    claims: {
      openid: ['sub'],
      email: ['email', 'email_verified'],
      profile: ['name'],
      groups: ['groups'],
    },
    scopes: ['openid', 'email', 'profile', 'groups'],
    findAccount: (_ctx, id) => ({ accountId: id, claims: () => ({ sub: id, ...accounts[id] }) }),
    cookies: { keys: ['for these tests alone'] },
    jwks: { keys: [{ ...signingKey, alg: 'RS256', use: 'sig' }] },
    // Said, so that it does not warn that it was not.
    ttl: { AccessToken: 600, Grant: 600, IdToken: 600, Interaction: 600, Session: 600 },
    features: { devInteractions: { enabled: true } },
  })
}

/** Signs in at the real provider's page as `login`, from an address where that begins; answers the way back. */
export async function signInAtProvider(start: string, login: string): Promise<URL> {
  const jar = new Map<string, string>()
  let next = new URL(start)
  for (let step = 0; step < 12; step++) {
    const page = await visit(jar, next)
    const moved = page.headers.get('location')
    const form = moved ? null : formOf(await page.text())
    if (!moved && !form)
      throw new Error(`The provider answered ${page.status} at ${next.pathname}.`)
    const answer = form
      ? await visit(jar, new URL(form.action, next), { ...form.fields, login, password: 'any' })
      : page
    const to = answer.headers.get('location')
    if (!to) throw new Error(`The provider answered ${answer.status} at ${next.pathname}.`)
    const target = new URL(to, next)
    if (target.host !== next.host) return target
    next = target
  }
  throw new Error('The provider led nowhere.')
}

async function visit(jar: Map<string, string>, url: URL, form?: Record<string, string>) {
  const answer = await fetch(url, {
    redirect: 'manual',
    headers: { cookie: [...jar].map(([name, value]) => `${name}=${value}`).join('; ') },
    ...(form && { method: 'POST', body: new URLSearchParams(form) }),
  })
  for (const cookie of answer.headers.getSetCookie()) {
    const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? []
    jar.set(name, value)
  }
  return answer
}

function formOf(html: string) {
  const action = /<form[^>]* action="([^"]+)"/.exec(html)?.[1]
  const prompt = /name="prompt" value="(\w+)"/.exec(html)?.[1]
  return action && prompt ? { action, fields: { prompt } } : null
}

export type TokenClaims = Record<string, unknown>

/** What an issuer does that a real one never would; each is undone after a test. */
export interface Tampering {
  claims?: (claims: TokenClaims) => TokenClaims
  header?: TokenClaims
  /** Signs with a key that nobody published. */
  foreignKey?: boolean
  /** What the discovery document says besides. */
  metadata?: TokenClaims
  /** Gives the same code again and again. */
  replays?: boolean
}

/** A small issuer of our own, that can be made to send broken tokens. */
export class OwnIssuer {
  tampering: Tampering = {}
  private readonly codes = new Map<
    string,
    { nonce: string; challenge: string; claims: TokenClaims }
  >()
  private readonly key = generateKeyPairSync('rsa', { modulusLength: 2048 })
  private readonly foreign = generateKeyPairSync('rsa', { modulusLength: 2048 })

  private constructor(
    private readonly server: Server,
    readonly issuer: string,
  ) {}

  static async start(): Promise<OwnIssuer> {
    const { server, url } = await listen()
    const issuer = new OwnIssuer(server, url)
    server.on('request', (request, response) => {
      issuer.answer(request, response).catch(() => response.writeHead(500).end())
    })
    return issuer
  }

  close(): Promise<void> {
    return stop(this.server)
  }

  /** What a browser brings back from the address where a sign-in begins. */
  authorize(location: string, claims: TokenClaims): Record<string, string> {
    const asked = new URL(location).searchParams
    const code = `code-${this.codes.size}-${Math.random()}`
    const challenge = asked.get('code_challenge') ?? ''
    this.codes.set(code, { nonce: asked.get('nonce') ?? '', challenge, claims })
    return { code, state: asked.get('state') ?? '' }
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { issuer } = this
    const path = request.url?.split('?')[0]
    const say = (body: unknown, status = 200) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
    if (path === '/.well-known/openid-configuration') {
      say({
        issuer,
        authorization_endpoint: `${issuer}/authorize`,
        token_endpoint: `${issuer}/token`,
        jwks_uri: `${issuer}/jwks`,
        response_types_supported: ['code'],
        subject_types_supported: ['public'],
        id_token_signing_alg_values_supported: ['RS256'],
        ...this.tampering.metadata,
      })
      return
    }
    if (path === '/jwks') {
      say({ keys: [{ ...this.key.publicKey.export({ format: 'jwk' }), kid: 'one', use: 'sig' }] })
      return
    }
    let body = ''
    for await (const part of request) body += part
    const sent = new URLSearchParams(body)
    const code = sent.get('code') ?? ''
    const known = this.codes.get(code)
    const verifier = createHash('sha256')
      .update(sent.get('code_verifier') ?? '')
      .digest('base64url')
    if (!known || verifier !== known.challenge) {
      say({ error: 'invalid_grant' }, 400)
      return
    }
    if (!this.tampering.replays) this.codes.delete(code)
    say({ token_type: 'Bearer', expires_in: 60, id_token: this.token(known) })
  }

  private token({ nonce, claims }: { nonce: string; claims: TokenClaims }): string {
    const now = Math.floor(Date.now() / 1000)
    const usual = {
      iss: this.issuer,
      aud: oidcClient.id,
      iat: now,
      exp: now + 300,
      nonce,
      ...claims,
    }
    const { claims: changed, header, foreignKey } = this.tampering
    const key = (foreignKey ? this.foreign : this.key).privateKey
    return signed({ alg: 'RS256', kid: 'one', ...header }, changed?.(usual) ?? usual, key)
  }
}

function signed(header: TokenClaims, claims: TokenClaims, key: KeyObject): string {
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const text = `${part(header)}.${part(claims)}`
  if (header.alg === 'none') return `${text}.`
  return `${text}.${createSign('sha256').update(text).sign(key, 'base64url')}`
}

async function listen(): Promise<{ server: Server; url: string }> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }
}

async function stop(server: Server): Promise<void> {
  server.closeAllConnections()
  await new Promise<void>((resolve) => server.close(() => resolve()))
}
