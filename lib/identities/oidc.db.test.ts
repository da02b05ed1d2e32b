import { eq } from 'drizzle-orm'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { externalIdentities, people, roleGrants, signInFailures } from '@/db/schema/tables'
import { isFresh } from '../access'
import type { Role } from '../actor'
import { contextFromSession, contextFromToken, systemContext } from '../context'
import { env, type OidcSettings, setEnv } from '../env'
import { setGroupMapping } from '../group-mappings/set'
import { createInvitation } from '../invitations/create'
import { addMember } from '../members/add'
import { changePassword, resetPassword } from '../members/password'
import { updateMember } from '../members/update'
import { createServiceAccountToken } from '../service-accounts/token'
import { updateServiceAccount } from '../service-accounts/update'
import { sessionCookieName } from '../sessions/cookie'
import { signIn } from '../sessions/sign-in'
import { system } from '../system'
import { AuthBrowser } from '../testing/auth-browser'
import { arrival, type TestHub, type TestOrganization, testHub } from '../testing/hub'
import {
  OwnIssuer,
  oidcClient,
  type RunningProvider,
  signInAtProvider,
  startProvider,
  type TokenClaims,
} from '../testing/oidc'

const callback = 'http://localhost:3000/api/auth/callback/oidc'

let hub: TestHub
let org: TestOrganization
let own: OwnIssuer
let real: RunningProvider
beforeAll(async () => {
  hub = await testHub()
  own = await OwnIssuer.start()
  real = await startProvider()
  real.open(callback)
})
afterAll(async () => {
  await own.close()
  await real.close()
  await hub.close()
})
beforeEach(async () => {
  org = await hub.organization()
  await system((tx) => tx.delete(signInFailures))
  trust(own.issuer)
})
afterEach(() => {
  own.tampering = {}
})

function trust(issuer: string, more: Partial<OidcSettings> = {}) {
  const oidc = {
    issuer,
    clientId: oidcClient.id,
    clientSecret: oidcClient.secret,
    name: 'Acme',
    scopes: ['openid', 'email', 'profile', 'groups'],
    groupsClaim: 'groups',
    organization: null,
    ...more,
  }
  setEnv({ ...env(), secret: 'a secret for these tests alone, at least', oidc })
}

const cookie = (browser: AuthBrowser) => browser.cookies[sessionCookieName()] ?? ''
const ctxOf = (browser: AuthBrowser) => contextFromSession(cookie(browser), arrival())
const emailOf = (who: string) => `${who}@${org.slug}.example`
const mine = (who: string, more: TokenClaims = {}): TokenClaims => ({
  sub: `${who} of ${org.slug}`,
  email: emailOf(who),
  email_verified: true,
  name: who,
  ...more,
})
const errorIn = (location: string) => new URL(location, 'http://x').searchParams.get('error')

/** Begins a sign-in; answers where the browser is sent. */
async function begin(browser: AuthBrowser, callbackUrl = '/acme', query = {}) {
  const answer = await browser.post('signin/oidc', { callbackUrl }, query)
  return answer.location
}

/** A whole sign-in at our own issuer. */
async function signInAs(claims: TokenClaims, browser = new AuthBrowser(), to?: string) {
  const back = own.authorize(await begin(browser, to), claims)
  const answer = await browser.get('callback/oidc', back)
  return { browser, answer, back, error: errorIn(answer.location) }
}

const rolesOf = async (browser: AuthBrowser) =>
  (await ctxOf(browser))?.memberships
    .find(({ slug }) => slug === org.slug)
    ?.grants.map(({ role }) => role)
    .toSorted()
const syncs = async () => (await org.events()).filter(({ action }) => action === 'member.sync')

describe('at a real provider', () => {
  it('signs in by its own page: PKCE, state, nonce, address and groups of its userinfo', async () => {
    trust(real.issuer, { organization: org.slug })
    await setGroupMapping(org.as('admin'), { org: org.slug, group: 'ml', roles: ['contributor'] })
    const login = `nia-${org.slug}`
    real.accounts[login] = {
      email: `Nia@${org.slug}.example`,
      email_verified: true,
      name: 'Nia New',
      groups: ['ml', 'others'],
    }
    const browser = new AuthBrowser()
    const start = await begin(browser, '/acme/models?state=pending')
    const asked = Object.fromEntries(new URL(start).searchParams)
    expect(asked).toMatchObject({
      response_type: 'code',
      code_challenge_method: 'S256',
      code_challenge: expect.stringMatching(/^[\w-]{43}$/),
      state: expect.stringMatching(/^[\w-]{43}$/),
      nonce: expect.stringMatching(/^[\w-]{43}$/),
      redirect_uri: callback,
      scope: 'openid email profile groups',
    })
    const back = await signInAtProvider(start, login)
    expect(`${back.origin}${back.pathname}`).toBe(callback)
    const answer = await browser.get('callback/oidc', Object.fromEntries(back.searchParams))
    expect(answer.location).toBe('http://localhost:3000/acme/models?state=pending')
    expect(cookie(browser)).toMatch(/^[\w-]{43}$/)
    const ctx = await ctxOf(browser)
    expect(ctx?.actor).toMatchObject({ name: 'Nia New', email: `nia@${org.slug}.example` })
    expect(await rolesOf(browser)).toEqual(['contributor'])
    // Nothing of the sign-in under way is left.
    expect(
      Object.keys(browser.cookies).filter((name) => /state|nonce|verifier/.test(name)),
    ).toEqual([])
  })

  it('takes no code twice, also with the cookies of the first time', async () => {
    trust(real.issuer)
    real.accounts[`ana-${org.slug}`] = { email: emailOf('ana'), email_verified: true }
    const browser = new AuthBrowser()
    const back = await signInAtProvider(await begin(browser), `ana-${org.slug}`)
    const stolen = { ...browser.cookies }
    const query = Object.fromEntries(back.searchParams)
    await browser.get('callback/oidc', query)
    expect(cookie(browser)).toMatch(/^[\w-]{43}$/)
    const again = new AuthBrowser()
    Object.assign(again.cookies, stolen)
    const answer = await again.get('callback/oidc', query)
    expect(errorIn(answer.location)).toBe('OAuthCallback')
    expect(cookie(again)).toBe('')
  })

  it('asks for the password again where a fresh sign-in is wanted, and believes when that was', async () => {
    trust(real.issuer)
    real.accounts[`ben-${org.slug}`] = { email: emailOf('ben'), email_verified: true }
    const browser = new AuthBrowser()
    const start = await begin(browser, '/acme', { prompt: 'login', max_age: '0' })
    const asked = new URL(start).searchParams
    expect([asked.get('prompt'), asked.get('max_age')]).toEqual(['login', '0'])
    const back = await signInAtProvider(start, `ben-${org.slug}`)
    await browser.get('callback/oidc', Object.fromEntries(back.searchParams))
    const ctx = await ctxOf(browser)
    expect(ctx && isFresh(ctx, 1)).toBe(true)
  })

  it('lets nobody in who turns back at its page', async () => {
    const browser = new AuthBrowser()
    await begin(browser)
    const answer = await browser.get('callback/oidc', { error: 'access_denied', state: 'x' })
    expect(errorIn(answer.location)).toBeTruthy()
    expect(cookie(browser)).toBe('')
  })
})

describe('a token of the provider', () => {
  const seconds = () => Math.floor(Date.now() / 1000)
  it.each<[string, () => OwnIssuer['tampering']]>([
    ['with another nonce', () => ({ claims: (all) => ({ ...all, nonce: 'another' }) })],
    ['without a nonce', () => ({ claims: ({ nonce: _, ...all }) => all })],
    ['of another issuer', () => ({ claims: (all) => ({ ...all, iss: 'https://evil.example' }) })],
    ['for another client', () => ({ claims: (all) => ({ ...all, aud: 'another' }) })],
    ['that has expired', () => ({ claims: (all) => ({ ...all, exp: seconds() - 60 }) })],
    ['that begins later', () => ({ claims: (all) => ({ ...all, nbf: seconds() + 60 }) })],
    ['by a key that is not its', () => ({ foreignKey: true })],
    ['that nobody signed', () => ({ header: { alg: 'none' } })],
    ['signed with the client’s secret', () => ({ header: { alg: 'HS256' } })],
    ['that names nobody', () => ({ claims: ({ sub: _, ...all }) => all })],
  ])('%s signs nobody in', async (_what, tampering) => {
    own.tampering = tampering()
    const { browser, error } = await signInAs(mine('ana'))
    expect(error).toBe('OAuthCallback')
    expect(cookie(browser)).toBe('')
    expect(await hub.database.read.select().from(externalIdentities)).not.toContainEqual(
      expect.objectContaining({ subject: mine('ana').sub }),
    )
  })

  it('may come of a clock that is a little ahead or behind', async () => {
    for (const skew of [-5, 5]) {
      own.tampering = {
        claims: (all) => ({ ...all, iat: seconds() + skew, exp: seconds() + skew + 4 }),
      }
      const { browser } = await signInAs(mine('ana'))
      expect(await ctxOf(browser)).not.toBeNull()
    }
  })

  it('is worth nothing where discovery names another issuer than the settings', async () => {
    const iss = 'https://somebody.example'
    own.tampering = { metadata: { issuer: iss }, claims: (all) => ({ ...all, iss }) }
    const { browser, error } = await signInAs(mine('ana'))
    expect(error).toBe('oidc_issuer')
    expect(cookie(browser)).toBe('')
  })

  it('comes once: another state, a code of another browser, and a replay are refused', async () => {
    const victim = new AuthBrowser()
    const back = own.authorize(await begin(victim), mine('ana'))
    const forged = await victim.get('callback/oidc', { ...back, state: 'another' })
    expect(errorIn(forged.location)).toBe('OAuthCallback')
    // An attacker's own code, brought to somebody who began no sign-in, or another one.
    const attack = own.authorize(await begin(new AuthBrowser()), mine('ben'))
    for (const other of [new AuthBrowser(), victim]) {
      if (other === victim) await begin(victim)
      const answer = await other.get('callback/oidc', attack)
      expect(errorIn(answer.location)).toBe('OAuthCallback')
      expect(cookie(other)).toBe('')
    }
    const first = await signInAs(mine('ana'))
    own.tampering = { replays: true }
    const again = await first.browser.get('callback/oidc', first.back)
    expect(errorIn(again.location)).toBe('OAuthCallback')
  })

  it('is fetched by nobody who has not asked from our own pages', async () => {
    const browser = new AuthBrowser()
    const forged = await browser.send('POST', ['signin', 'oidc'], { callbackUrl: '/acme' })
    expect(forged.location).toMatch(/csrf=true/)
    const byLink = await browser.get('signin/oidc')
    expect(byLink.location).toMatch(/^\/sign-in/)
  })

  it.each([
    ['https://evil.example/', 'http://localhost:3000'],
    ['//evil.example', 'http://localhost:3000'],
    ['/\\evil.example', 'http://localhost:3000'],
    ['/acme/models', 'http://localhost:3000/acme/models'],
  ])('leads on to %s as %s', async (to, where) => {
    const { answer } = await signInAs(mine('ana'), new AuthBrowser(), to)
    expect(answer.location).toBe(where)
  })
})

describe('who somebody is', () => {
  it('is issuer and subject: the address may change, and another subject is another', async () => {
    const first = await signInAs(mine('ana'))
    expect((await ctxOf(first.browser))?.actor.id).toBe(org.personId('contributor'))
    const renamed = await signInAs(mine('ana', { email: emailOf('ben'), email_verified: true }))
    expect((await ctxOf(renamed.browser))?.actor.id).toBe(org.personId('contributor'))
    const stranger = await signInAs({ sub: `other of ${org.slug}`, email: 'x@y.example' })
    expect(stranger.error).toBe('email_unverified')
  })

  it.each([{ email_verified: false }, { email_verified: undefined }, { email_verified: 'true' }])(
    'is never told by an address with %j',
    async (claims) => {
      await setGroupMapping(org.as('admin'), { org: org.slug, group: 'ml', roles: ['admin'] })
      trust(own.issuer, { organization: org.slug })
      for (const who of ['ana', 'newcomer']) {
        const { browser, error } = await signInAs(mine(who, { ...claims, groups: ['ml'] }))
        expect(error).toBe('email_unverified')
        expect(cookie(browser)).toBe('')
      }
      const made = await hub.database.read
        .select()
        .from(people)
        .where(eq(people.email, emailOf('newcomer')))
      expect(made).toEqual([])
    },
  )

  it.each([
    ['/me', '/me?error=email_unverified'],
    ['/sign-in/confirm?next=/acme', '/sign-in/confirm?next=/acme&error=email_unverified'],
    ['/acme/models', '/sign-in?error=email_unverified'],
    ['https://evil.example/me', '/sign-in?error=email_unverified'],
  ])('is refused, on the way to %s, at %s', async (to, where) => {
    const unverified = mine('nobody', { email_verified: false })
    const { answer } = await signInAs(unverified, new AuthBrowser(), to)
    expect(answer.location).toBe(where)
  })

  it('is nobody here without an account, an invitation or a group', async () => {
    const { browser, error } = await signInAs(mine('stranger', { groups: ['ml'] }))
    expect(error).toBe('not_a_member')
    expect(cookie(browser)).toBe('')
  })

  it('takes over no account that someone else made of the address before', async () => {
    const squatted = emailOf('boss')
    const { id, initialPassword } = await addMember(org.as('admin'), {
      org: org.slug,
      email: squatted,
      name: 'Boss',
      roles: ['contributor'],
    })
    const password = initialPassword ?? ''
    const squatter = await signIn({ email: squatted, password }, arrival())
    const ctx = await contextFromSession(squatter.secret, arrival())
    if (!ctx) throw new Error('Not signed in.')
    await changePassword(ctx, { current: password, next: 'the password of a thief' })
    const { browser } = await signInAs(mine('boss'))
    expect((await ctxOf(browser))?.actor.id).toBe(id)
    expect(await contextFromSession(squatter.secret, arrival())).toBeNull()
    const again = signIn({ email: squatted, password: 'the password of a thief' }, arrival())
    await expect(again).rejects.toMatchObject({ kind: 'unauthenticated' })
    const event = (await syncs()).at(-1)
    expect(event).toMatchObject({
      subject: { kind: 'member', id },
      after: { passwordDropped: true, issuer: own.issuer },
    })
    expect(JSON.stringify(event)).not.toContain(String(mine('boss').sub))
  })

  it('is not whoever has the address next at the provider, unless they are signed in', async () => {
    const ana = org.personId('contributor')
    await signInAs(mine('ana'))
    const successor = mine('ana', { sub: `successor of ${org.slug}` })
    const { browser, error } = await signInAs(successor)
    expect(error).toBe('address_taken')
    expect(cookie(browser)).toBe('')
    expect((await org.events()).at(-1)).toMatchObject({
      ...{ action: 'member.sync', outcome: 'refused', subject: { id: ana } },
    })
    const again = await signInAs(mine('ana'))
    expect((await ctxOf(again.browser))?.actor.id).toBe(ana)
    const connected = await signInAs(successor, again.browser)
    expect((await ctxOf(connected.browser))?.actor.id).toBe(ana)
    expect((await signInAs(successor)).error).toBeNull()
  })

  it('ends the tokens with the password, and keeps both for who was signed in', async () => {
    const token = await org.secret('approver')
    await signInAs(mine('ben'))
    await expect(contextFromToken(token, arrival())).rejects.toMatchObject({
      kind: 'unauthenticated',
    })
    const email = emailOf('ana')
    const password = await resetPassword(systemContext('host', arrival()), email)
    const before = await org.secret('contributor')
    const { secret } = await signIn({ email, password }, arrival())
    const browser = new AuthBrowser()
    browser.cookies[sessionCookieName()] = secret
    await signInAs(mine('ana'), browser)
    await expect(contextFromToken(before, arrival())).resolves.toBeTruthy()
    await expect(signIn({ email, password }, arrival())).resolves.toBeTruthy()
  })

  it('has another session after each sign-in, whatever cookie the browser had', async () => {
    const browser = new AuthBrowser()
    browser.cookies[sessionCookieName()] = 'A'.repeat(43)
    await signInAs(mine('ana'), browser)
    const first = cookie(browser)
    expect(first).not.toBe('A'.repeat(43))
    await signInAs(mine('ana'), browser)
    expect(cookie(browser)).not.toBe(first)
    expect(await contextFromSession(first, arrival())).toBeNull()
    expect(await contextFromSession('A'.repeat(43), arrival())).toBeNull()
    expect(await ctxOf(browser)).not.toBeNull()
  })

  it('is one person for two first sign-ins at once', async () => {
    trust(own.issuer, { organization: org.slug })
    await setGroupMapping(org.as('admin'), { org: org.slug, group: 'ml', roles: ['reader'] })
    const claims = mine('twin', { groups: ['ml'] })
    const both = await Promise.all([signInAs(claims), signInAs(claims)])
    expect(both.filter(({ error }) => error === null).length).toBeGreaterThanOrEqual(1)
    const made = await hub.database.read
      .select()
      .from(people)
      .where(eq(people.email, emailOf('twin')))
    expect(made).toHaveLength(1)
  })

  it('is not fresh where the provider does not say when it asked', async () => {
    const { browser } = await signInAs(mine('ana'))
    const ctx = await ctxOf(browser)
    expect(ctx && isFresh(ctx, 525_600)).toBe(false)
    const now = Math.floor(Date.now() / 1000)
    const old = await signInAs(mine('ana', { auth_time: now - 3600 }))
    const later = await ctxOf(old.browser)
    expect(later && isFresh(later, 30)).toBe(false)
    expect(later && isFresh(later, 90)).toBe(true)
  })
})

describe('an invitation', () => {
  it('is accepted by whom the provider vouches for, new or here already', async () => {
    const invite = () => createInvitation(org.as('admin'), { org: org.slug, roles: ['maintainer'] })
    const { secret } = await invite()
    const to = `/sign-in/join/${secret}`
    const { browser, answer } = await signInAs(mine('zoe'), new AuthBrowser(), to)
    expect(answer.location).toBe(`http://localhost:3000${to}`)
    expect(await rolesOf(browser)).toEqual(['maintainer'])
    const again = await signInAs(mine('late'), new AuthBrowser(), to)
    expect(again.error).toBe('invitation_used')
    expect(again.answer.location).toContain(to)
    const elsewhere = await hub.organization()
    const ana = { ...mine('x'), sub: elsewhere.slug, email: `ana@${elsewhere.slug}.example` }
    const joined = await signInAs(
      ana,
      new AuthBrowser(),
      `/sign-in/join/${(await invite()).secret}`,
    )
    expect(await rolesOf(joined.browser)).toEqual(['maintainer'])
    const member = await invite()
    const ben = await signInAs(mine('ben'), new AuthBrowser(), `/sign-in/join/${member.secret}`)
    expect(await rolesOf(ben.browser)).toEqual(['approver'])
  })

  it('for one address is for nobody of another', async () => {
    const email = emailOf('zoe')
    const { secret } = await createInvitation(org.as('admin'), {
      org: org.slug,
      roles: ['admin'],
      email,
    })
    const to = `/sign-in/join/${secret}`
    const eve = await signInAs(mine('eve'), new AuthBrowser(), to)
    expect(eve.error).toBe('invalid')
    expect(cookie(eve.browser)).toBe('')
    const unverified = { ...mine('zoe'), email_verified: false }
    expect((await signInAs(unverified, new AuthBrowser(), to)).error).toBe('email_unverified')
    expect((await signInAs(mine('zoe'), new AuthBrowser(), to)).error).toBeNull()
  })
})

describe('groups', () => {
  const map = (group: string, roles: Role[]) =>
    setGroupMapping(org.as('admin'), { org: org.slug, group, roles })
  const by = (groups: string[] | undefined, who = 'ana') => signInAs(mine(who, { groups }))

  it('give and take roles at each sign-in, and what was given by hand stays', async () => {
    await map('leads', ['maintainer', 'contributor'])
    await map('checkers', ['approver'])
    const { browser } = await by(['leads', 'checkers', 'unknown'])
    expect(await rolesOf(browser)).toEqual(['approver', 'contributor', 'maintainer'])
    expect((await syncs()).at(-1)).toMatchObject({
      actor: { kind: 'system' },
      subject: { kind: 'member', id: org.personId('contributor') },
      before: { roles: [], teams: [] },
      // By hand already a contributor.
      after: { roles: expect.arrayContaining(['maintainer', 'approver']), teams: [] },
    })
    const recorded = (await syncs()).length
    await by(['checkers', 'leads'])
    expect(await syncs()).toHaveLength(recorded)
    const later = await by(['checkers'])
    expect(await rolesOf(later.browser)).toEqual(['approver', 'contributor'])
    // Also where the person is signed in already, at once.
    expect(await rolesOf(browser)).toEqual(['approver', 'contributor'])
    expect((await syncs()).at(-1)).toMatchObject({ before: { roles: ['maintainer'] } })
    const gone = await by(undefined)
    expect(await rolesOf(gone.browser)).toEqual(['contributor'])
  })

  it('end all access of whom they gave it, once the last of them goes', async () => {
    trust(own.issuer, { organization: org.slug })
    await map('ml', ['contributor'])
    const { browser } = await by(['ml'], 'nia')
    expect(await rolesOf(browser)).toEqual(['contributor'])
    expect((await syncs()).at(-1)).toMatchObject({
      after: { joined: true, roles: ['contributor'] },
    })
    const { error, browser: later } = await by([], 'nia')
    expect(error).toBe('not_a_member')
    expect(cookie(later)).toBe('')
    // Signed in elsewhere, they are out at once.
    expect(await ctxOf(browser)).toBeNull()
    expect((await org.events()).at(-1)).toMatchObject({ action: 'member.remove' })
    const back = await by(['ml'], 'nia')
    expect(await rolesOf(back.browser)).toEqual(['contributor'])
  })

  it('end the tokens of the service accounts of whom they let go, which pass to an admin', async () => {
    trust(own.issuer, { organization: org.slug })
    await map('ml', ['contributor'])
    const { browser } = await by(['ml'], 'nia')
    const ctx = await ctxOf(browser)
    if (!ctx) throw new Error('Not signed in.')
    const nia = ctx.actor.id ?? ''
    const robot = await org.serviceAccountToken({ slug: 'trainer' })
    await updateServiceAccount(org.as('admin'), { org: org.slug, account: 'trainer', owner: nia })
    const { secret } = await createServiceAccountToken(ctx, {
      ...{ org: org.slug, account: 'trainer', name: 'job', scopes: ['read'] },
      expiresAt: new Date(Date.now() + 86_400_000).toISOString(),
    })
    expect((await by([], 'nia')).error).toBe('not_a_member')
    await expect(contextFromToken(secret, arrival())).rejects.toMatchObject({
      kind: 'unauthenticated',
      message: expect.stringContaining('revoked'),
    })
    const events = await org.events()
    expect(events.map(({ action }) => action)).toContain('member.remove')
    expect(
      events.find(
        ({ action, before }) => action === 'service_account.update' && before?.owner === nia,
      ),
    ).toMatchObject({
      subject: { id: robot.id },
      after: { owner: org.personId('admin') },
    })
  })

  it('make nobody a member of another organization than the one that is open to them', async () => {
    const other = await hub.organization()
    await setGroupMapping(other.as('admin'), { org: other.slug, group: 'ml', roles: ['admin'] })
    await map('ml', ['reader'])
    trust(own.issuer, { organization: org.slug })
    const { browser } = await by(['ml'], 'nia')
    expect((await ctxOf(browser))?.memberships.map(({ slug }) => slug)).toEqual([org.slug])
  })

  it('never take the last admin', async () => {
    await map('admins', ['admin'])
    await by(['admins'])
    const ada = { org: org.slug, id: org.personId('admin'), roles: ['reader' as const] }
    await updateMember(org.as('admin'), ada)
    const { browser } = await by([])
    expect(await rolesOf(browser)).toEqual(['admin', 'contributor'])
    const grants = await hub.database.read
      .select()
      .from(roleGrants)
      .where(eq(roleGrants.scopeId, org.id))
    expect(grants.filter(({ role }) => role === 'admin')).toHaveLength(1)
  })

  it('that the provider left out as too many end the sign-in, not the roles', async () => {
    await map('leads', ['maintainer'])
    await by(['leads'])
    const { error } = await signInAs(mine('ana', { _claim_names: { groups: 'src1' } }))
    expect(error).toBe('oidc_groups')
    const { browser } = await by(['leads'])
    expect(await rolesOf(browser)).toContain('maintainer')
  })
})
