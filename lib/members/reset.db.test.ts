import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { people, signInFailures } from '@/db/schema/tables'
import { contextFromSession, contextFromToken, contextOf, systemContext } from '../context'
import { startSession } from '../sessions/session'
import { signIn } from '../sessions/sign-in'
import { system } from '../system'
import { arrival, type TestHub, type TestOrganization, testHub } from '../testing/hub'
import { changePassword, resetPassword } from './password'
import { removeMember } from './remove'
import { makePasswordLink, openPasswordLink, resetByLink } from './reset'
import { updateMember } from './update'

let hub: TestHub
let org: TestOrganization
let email: string
beforeAll(async () => {
  hub = await testHub()
})
afterAll(() => hub.close())
beforeEach(async () => {
  org = await hub.organization()
  email = `ana@${org.slug}.example`
  await system((tx) => tx.delete(signInFailures))
})

const ana = () => ({ org: org.slug, id: org.personId('contributor') })
const link = () => makePasswordLink(org.as('admin'), ana())
const lastEvent = async () => (await org.events()).at(-1)
const password = 'a password of her own'
const opened = (secret: string, at = new Date()) => openPasswordLink(secret, at)

it('sets a new password by a link, which ends the sessions and leaves the tokens', async () => {
  const session = await startSession(org.personId('contributor'), arrival().origin)
  const token = await org.secret('contributor')
  const made = await link()
  const { secret, url, expiresAt } = made
  expect(url).toBe(`http://localhost:3000/sign-in/reset/${secret}`)
  const hours = (Date.parse(expiresAt) - Date.now()) / 3_600_000
  expect(hours).toBeGreaterThan(23.9)
  expect(hours).toBeLessThanOrEqual(24)
  const event = await lastEvent()
  expect(event).toMatchObject({
    action: 'member.reset',
    actor: { id: org.personId('admin') },
    subject: { kind: 'member', id: org.personId('contributor') },
    after: { link: expect.any(String), expiresAt },
  })
  expect(JSON.stringify(event)).not.toContain(secret)
  expect(await opened(secret)).toEqual({ name: 'Ana', email })

  await resetByLink(arrival(), secret, { password })
  expect(await contextFromSession(session.secret, arrival())).toBeNull()
  await expect(contextFromToken(token, arrival())).resolves.toBeTruthy()
  await expect(signIn({ email, password }, arrival())).resolves.toBeTruthy()
  expect(await lastEvent()).toMatchObject({
    action: 'member.password',
    actor: { id: null, kind: 'system' },
    subject: { id: org.personId('contributor') },
    after: { link: event?.after?.link },
  })
})

it('works once, for one of those who try at once', async () => {
  const { secret } = await link()
  const racing = ['first new password', 'second new password', 'third new password'].map((word) =>
    resetByLink(arrival(), secret, { password: word }),
  )
  const lost = (await Promise.allSettled(racing)).filter(({ status }) => status === 'rejected')
  expect(lost).toHaveLength(2)
  for (const one of lost) expect(one).toMatchObject({ reason: { code: 'link_used' } })
  await expect(resetByLink(arrival(), secret, { password })).rejects.toMatchObject({
    code: 'link_used',
  })
  await expect(opened(secret)).rejects.toMatchObject({ code: 'link_used' })
})

it('ends after a day, with the next link, and with any other new password', async () => {
  const { secret } = await link()
  const tomorrow = new Date(Date.now() + 86_401_000)
  await expect(opened(secret, tomorrow)).rejects.toMatchObject({ code: 'link_expired' })
  const second = await link()
  await expect(opened(secret)).rejects.toMatchObject({ code: 'link_used' })
  const current = await resetPassword(systemContext('host', arrival()), email)
  await expect(opened(second.secret)).rejects.toMatchObject({ code: 'link_used' })
  const third = await link()
  const session = await signIn({ email, password: current }, arrival())
  const ctx = await contextFromSession(session.secret, arrival())
  await changePassword(ctx ?? contextOf(org.as('reader').actor, [], arrival()), {
    current,
    next: password,
  })
  const late = resetByLink(arrival(), third.secret, { password: 'what the thief wants' })
  await expect(late).rejects.toMatchObject({ code: 'link_used' })
})

it('is not for an admin of one organization over someone of two, which is recorded', async () => {
  const other = await hub.organization()
  await other.takeIn(email, ['admin'])
  const refused = link()
  await expect(refused).rejects.toMatchObject({
    kind: 'forbidden',
    message: expect.stringContaining('belongs to another organization too'),
  })
  const event = await lastEvent()
  expect(event).toMatchObject({ action: 'member.reset', outcome: 'refused' })
  // What is in the log can never be erased.
  expect(JSON.stringify(event)).not.toMatch(/\bAna\b/)
})

it('is worth nothing once whoever made it is no admin any more', async () => {
  const { secret } = await link()
  const admin = org.as('admin')
  for (const [who, role] of [
    ['maintainer', 'admin'],
    ['admin', 'reader'],
  ] as const)
    await updateMember(admin, { org: org.slug, id: org.personId(who), roles: [role] })
  const late = resetByLink(arrival(), secret, { password })
  await expect(late).rejects.toMatchObject({ code: 'link_powerless' })
  const [person] = await hub.database.read.select().from(people).where(eq(people.email, email))
  expect(person?.passwordHash).toBeNull()
})

it('leads nowhere once its person has left, or joined another organization', async () => {
  const joined = await link()
  const other = await hub.organization()
  await other.takeIn(email, ['admin'])
  const both = resetByLink(arrival(), joined.secret, { password })
  await expect(both).rejects.toMatchObject({ code: 'link_elsewhere' })
  await removeMember(other.as('admin'), { org: other.slug, id: org.personId('contributor') })
  const left = await link()
  await removeMember(org.as('admin'), ana())
  const gone = resetByLink(arrival(), left.secret, { password })
  await expect(gone).rejects.toMatchObject({ code: 'link_expired' })
  const [person] = await hub.database.read.select().from(people).where(eq(people.email, email))
  expect(person?.passwordHash).toBeNull()
})

it('leaves a password that its admin might know, so that no other organization takes them in with it', async () => {
  const { secret } = await link()
  await resetByLink(arrival(), secret, { password })
  const other = await hub.organization()
  const added = other.takeIn(email, ['reader'])
  await expect(added).rejects.toMatchObject({ code: 'password_known' })
})

it('is for admins only, for members of theirs', async () => {
  const byMia = makePasswordLink(org.as('maintainer'), ana())
  await expect(byMia).rejects.toMatchObject({ kind: 'forbidden' })
  expect(await lastEvent()).toMatchObject({ action: 'member.reset', outcome: 'refused' })
  const other = await hub.organization()
  const stranger = { org: org.slug, id: other.personId('reader') }
  const notTheirs = makePasswordLink(org.as('admin'), stranger)
  await expect(notTheirs).rejects.toMatchObject({ kind: 'not_found' })
})

it('refuses a short password, a wrong link, and too many of these from one place', async () => {
  const { secret } = await link()
  await expect(resetByLink(arrival(), secret, { password: 'short' })).rejects.toMatchObject({
    kind: 'invalid',
    fields: { password: 'Use at least 10 characters.' },
  })
  const before = (await org.events()).length
  for (let guess = 0; guess < 50; guess++)
    await expect(resetByLink(arrival(), `guess ${guess}`, { password })).rejects.toMatchObject({
      code: 'link_unknown',
    })
  await expect(resetByLink(arrival(), secret, { password })).rejects.toMatchObject({
    kind: 'rate_limited',
  })
  expect(await org.events()).toHaveLength(before)
  const home = { ...arrival(), origin: { ip: '203.0.113.5', userAgent: null, client: null } }
  await expect(resetByLink(home, secret, { password })).resolves.toBeUndefined()
})
