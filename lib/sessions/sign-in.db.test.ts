import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { sessions, signInFailures } from '@/db/schema/tables'
import { contextFromSession, systemContext } from '../context'
import { resetPassword } from '../members/password'
import { removeMember } from '../members/remove'
import { hashSecret } from '../secret'
import { system } from '../system'
import { arrival, type TestHub, type TestOrganization, testHub } from '../testing/hub'
import { holdProof, provePassword, signIn } from './sign-in'
import { admitAttempt } from './throttle'

let hub: TestHub
let org: TestOrganization
let email: string
let password: string
beforeAll(async () => {
  hub = await testHub()
  org = await hub.organization()
  email = `ana@${org.slug}.example`
  password = await resetPassword(systemContext('host', arrival()), email)
})
afterAll(() => hub.close())
beforeEach(() => system((tx) => tx.delete(signInFailures)))

const from = (ip: string | null) => ({ origin: { ip, userAgent: 'test', client: null } })
const age = (minutes: number) =>
  system((tx) =>
    tx.update(signInFailures).set({
      at: sql`${signInFailures.at} - ${`${minutes} minutes`}::interval`,
    }),
  )

describe('signing in', () => {
  it('starts a session of which only a hash is kept', async () => {
    const session = await signIn({ email: ` ${email.toUpperCase()} `, password }, arrival())
    const ctx = await contextFromSession(session.secret, arrival())
    expect(ctx).toMatchObject({
      actor: { kind: 'person', id: org.personId('contributor'), name: 'Ana', email },
      memberships: [{ slug: org.slug, grants: [{ role: 'contributor' }] }],
    })
    const rows = await hub.database.read.select().from(sessions)
    expect(rows).toMatchObject([{ hash: hashSecret(session.secret), ip: '192.0.2.7' }])
    expect(JSON.stringify(rows)).not.toContain(session.secret)
  })

  it('says the same of an unknown address and of a wrong password', async () => {
    const tried = await Promise.allSettled([
      signIn({ email, password: 'not the one' }, arrival()),
      signIn({ email: 'nobody@example.test', password }, arrival()),
      signIn({ email: "' or 1=1 --", password }, arrival()),
    ])
    for (const one of tried)
      expect(one).toMatchObject({
        reason: {
          kind: 'unauthenticated',
          message: 'The e-mail address or the password is not right.',
        },
      })
  })

  it.each([
    [{ email: '', password: 'x' }, 'email'],
    [{ email: 'a@b.test', password: '' }, 'password'],
    [{ email: 'nul\0@b.test', password: 'x' }, 'email'],
    [{ email: `${'x'.repeat(300)}@b.test`, password: 'x' }, 'email'],
    [{ email: 'a@b.test', password: 'x'.repeat(1001) }, 'password'],
  ])('refuses bad input %#', async (wrong, field) => {
    await expect(signIn(wrong, arrival())).rejects.toMatchObject({
      kind: 'invalid',
      fields: { [field]: expect.any(String) },
    })
  })

  it('refuses someone who is no longer a member anywhere', async () => {
    const other = await hub.organization()
    const theirs = `rita@${other.slug}.example`
    const right = await resetPassword(systemContext('host', arrival()), theirs)
    await removeMember(other.as('admin'), { org: other.slug, id: other.personId('reader') })
    await expect(signIn({ email: theirs, password: right }, arrival())).rejects.toMatchObject({
      kind: 'forbidden',
    })
  })
})

it('starts no session for a password that was changed while it was checked', async () => {
  const proved = await provePassword({ email, password }, null)
  password = await resetPassword(systemContext('host', arrival()), email)
  const held = system((tx) => holdProof(tx, proved))
  await expect(held).rejects.toMatchObject({ kind: 'unauthenticated' })
})

describe('too many failures', () => {
  const fail = async (who: string, ip: string | null, times: number) => {
    for (let time = 0; time < times; time++) await admitAttempt(who, ip)
  }
  const limited = { kind: 'rate_limited', retryAfter: expect.any(Number) }

  it('for one e-mail stop even the right password from that place, for 15 minutes', async () => {
    await fail(email, '198.51.100.1', 10)
    const refused = signIn({ email, password }, from('198.51.100.1'))
    await expect(refused).rejects.toMatchObject({
      ...limited,
      message: 'Too many attempts failed. Try again in 15 minutes.',
    })
    await age(15)
    await expect(signIn({ email, password }, from('198.51.100.1'))).resolves.toBeTruthy()
  })

  it('of a stranger do not lock out the person elsewhere, whose success does not serve the stranger', async () => {
    await fail(email, '198.51.100.1', 10)
    await expect(signIn({ email, password }, from('203.0.113.9'))).resolves.toBeTruthy()
    await expect(signIn({ email, password }, from(null))).resolves.toBeTruthy()
    await expect(admitAttempt(email, '198.51.100.1')).rejects.toMatchObject(limited)
  })

  it('for one e-mail from everywhere end at a hundred', async () => {
    for (let place = 1; place <= 10; place++) await fail(email, `198.51.100.${place}`, 10)
    await expect(admitAttempt(email, '198.51.100.99')).rejects.toMatchObject(limited)
  })

  it('count the /64 of an IPv6 address as one place', async () => {
    for (let host = 1; host <= 10; host++) await fail(email, `2001:db8:0:7::${host}`, 1)
    const refused = admitAttempt(email, '2001:db8:0:7:ffff::1')
    await expect(refused).rejects.toMatchObject(limited)
    await expect(admitAttempt(email, '2001:db8:0:8::1')).resolves.toBeTruthy()
  })

  it('from one place stop everybody there and nobody elsewhere', async () => {
    await Promise.all(
      Array.from({ length: 25 }, (_, n) => fail(`p${n}@example.test`, '198.51.100.1', 2)),
    )
    await expect(signIn({ email, password }, from('198.51.100.1'))).rejects.toMatchObject(limited)
    await expect(signIn({ email, password }, from('198.51.100.2'))).resolves.toBeTruthy()
  })

  it('cannot be had more of by trying all at once', async () => {
    const admitted = async (attempts: Promise<unknown>[]) =>
      (await Promise.allSettled(attempts)).filter(({ status }) => status === 'fulfilled').length
    const one = Array.from({ length: 30 }, () => admitAttempt(email, null))
    expect(await admitted(one)).toBe(10)
    const many = Array.from({ length: 80 }, (_, n) => admitAttempt(`p${n}@x.test`, '198.51.100.1'))
    expect(await admitted(many)).toBe(50)
  })

  it('are forgiven by success, and forgotten with time', async () => {
    await fail(email, null, 9)
    await signIn({ email, password }, from(null))
    expect(await hub.database.read.select().from(signInFailures)).toEqual([])
    await fail('old@example.test', null, 3)
    await age(16)
    await fail(email, null, 1)
    const left = await hub.database.read.select().from(signInFailures)
    expect(left.map((row) => row.email)).toEqual([email])
  })
})
