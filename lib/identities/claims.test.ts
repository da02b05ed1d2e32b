import { describe, expect, it } from 'vitest'
import { type Claims, identityOf, joinedClaims } from './claims'

const settings = {
  issuer: 'https://id.example',
  clientId: 'hub',
  clientSecret: 's',
  name: 'Acme',
  scopes: ['openid'],
  groupsClaim: 'groups',
  organization: null,
}
const now = new Date('2026-11-26T12:00:00Z')
const who = { iss: 'https://id.example', sub: '7' }
const of = (claims: Claims, groupsClaim = 'groups') =>
  identityOf({ ...who, ...claims }, { ...settings, groupsClaim }, now)

describe('what a provider says', () => {
  it('is who somebody is', () => {
    const claims = { email: 'Ana@Acme.Example', email_verified: true, name: 'Ana', groups: ['ml'] }
    expect(of(claims)).toEqual({
      issuer: 'https://id.example',
      subject: '7',
      email: 'ana@acme.example',
      name: 'Ana',
      groups: ['ml'],
      provedAt: null,
    })
  })

  it.each([
    [{ email: 'ana@acme.example' }, null],
    [{ email: 'ana@acme.example', email_verified: false }, null],
    [{ email: 'ana@acme.example', email_verified: 'true' }, null],
    [{ email: 'ana@acme.example', email_verified: 1 }, null],
    [{ email: ['ana@acme.example'], email_verified: true }, null],
    [{ email: 'ana@acme.example', xms_edov: true }, null],
    [{ email_verified: true }, null],
  ])('gives no address by %j', (claims, email) => {
    expect(of(claims as Claims).email).toBe(email)
  })

  it.each([true, '1', 1, 'true'])('gives an address that Entra calls its own by %j', (xms_edov) => {
    const iss = 'https://login.microsoftonline.com/t/v2.0'
    const claims = { iss, sub: '7', email: 'ana@acme.example', xms_edov }
    expect(identityOf(claims, { ...settings, issuer: iss }, now).email).toBe('ana@acme.example')
  })

  it.each([
    [{ groups: ['a', 'b', 'a'] }, 'groups', ['a', 'b']],
    [{ groups: 'a' }, 'groups', ['a']],
    [{ groups: [1, null, ' a ', {}] }, 'groups', ['a']],
    [{}, 'groups', []],
    [{ realm_access: { roles: ['x'] } }, 'realm_access.roles', ['x']],
    [{ 'https://acme.example/groups': ['y'] }, 'https://acme.example/groups', ['y']],
    [{}, '__proto__.constructor', []],
  ])('of %j takes by %s the groups %j', (claims, claim, groups) => {
    expect(of(claims as Claims, claim).groups).toEqual(groups)
  })

  it('is refused where it comes of another issuer, names nobody, or leaves groups out', () => {
    for (const [claims, code] of [
      [{ iss: 'https://evil.example' }, 'oidc_issuer'],
      [{ iss: 'https://id.example.evil' }, 'oidc_issuer'],
      [{ sub: '' }, 'oidc_claims'],
      [{ sub: 7 }, 'oidc_claims'],
      [{ _claim_names: { groups: 'src1' } }, 'oidc_groups'],
    ] as const)
      expect(() => of(claims)).toThrow(expect.objectContaining({ code }))
    expect(of({ iss: 'https://id.example/' }).issuer).toBe('https://id.example/')
  })

  it.each([
    [{ given_name: 'Ana', family_name: 'Silva' }, 'Ana Silva'],
    [{ preferred_username: 'ana' }, 'ana'],
    [{ email: 'ana@x.example' }, 'ana@x.example'],
    [{ name: 'x'.repeat(300) }, 'x'.repeat(200)],
    [{ name: ' \0 ' }, 'Somebody'],
  ])('names by %j', (claims, name) => {
    expect(of(claims).name).toBe(name)
  })

  it('makes no sign-in fresher than now', () => {
    const ahead = now.getTime() / 1000 + 60
    expect(of({ auth_time: ahead }).provedAt).toEqual(now)
    expect(of({ auth_time: ahead - 120 }).provedAt).toEqual(new Date('2026-11-26T11:59:00Z'))
    expect(of({ auth_time: 'now' }).provedAt).toBeNull()
  })
})

describe('two sources', () => {
  const mine = { email: 'a@x.example', email_verified: true }

  it('add up, and the signed one counts', () => {
    const joined = joinedClaims({ sub: '7', name: 'Ana' }, { sub: '8', name: 'Eve', ...mine })
    expect(joined).toMatchObject({ sub: '7', name: 'Ana', ...mine })
  })

  it('never verify an address that another source gave', () => {
    const joined = joinedClaims({ email: 'victim@x.example' }, mine)
    expect(joined).toMatchObject({ email: 'victim@x.example' })
    expect(joined.email_verified).toBeUndefined()
    expect(joinedClaims({ email: 'a@x.example' }, mine).email_verified).toBe(true)
    expect(joinedClaims({ email_verified: true }, { email: 'b@x.example' }).email_verified).toBe(
      undefined,
    )
  })
})
