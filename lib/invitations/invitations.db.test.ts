import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { invitations, people, roles, signInFailures, teams } from '@/db/schema/tables'
import type { Ctx } from '../actor'
import { command } from '../command'
import { contextFromSession, systemContext } from '../context'
import { newId } from '../ids'
import { addMember } from '../members/add'
import { resetPassword } from '../members/password'
import { listMembers } from '../members/queries'
import { removeMember } from '../members/remove'
import { updateMember } from '../members/update'
import { startSession } from '../sessions/session'
import { signIn } from '../sessions/sign-in'
import { system } from '../system'
import { arrival, type TestHub, type TestOrganization, testHub } from '../testing/hub'
import { joinAsMyself, joinAsNew, joinByPassword } from './accept'
import { createInvitation } from './create'
import { listInvitations, openInvitation } from './queries'
import { revokeInvitation } from './revoke'
import type { NewInvitation } from './view'

let hub: TestHub
let org: TestOrganization
let admin: Ctx
beforeAll(async () => {
  hub = await testHub()
})
afterAll(() => hub.close())
beforeEach(async () => {
  org = await hub.organization()
  admin = org.as('admin')
  await system((tx) => tx.delete(signInFailures))
})

type Asked = Partial<Parameters<typeof createInvitation>[1]>
const invite = (asked: Asked = {}): Promise<NewInvitation> =>
  createInvitation(admin, { org: org.slug, roles: ['contributor'], ...asked })
const lastEvent = async () => (await org.events()).at(-1)
const password = 'a password of her own'
let made = 0
const stranger = () => `zoe-${++made}@example.test`
const opened = (secret: string) => openInvitation(secret, new Date())

/** A change of invitations and teams as a test needs it, beside an event. */
const arrange = command({
  action: 'organization.update',
  input: z.object({
    run: z.custom<(tx: Parameters<Parameters<typeof system>[0]>[0]) => unknown>(),
  }),
  load: () => ({
    access: { organizationId: org.id },
    event: { kind: 'organization', id: org.id, uri: `/${org.slug}`, organizationId: org.id },
  }),
  async run({ tx, input }) {
    await input.run(tx)
    return { result: null, change: { before: null, after: null } }
  },
})
const arranged = (run: (tx: Parameters<Parameters<typeof system>[0]>[0]) => unknown) =>
  arrange(systemContext('test', arrival()), { run })

async function team(slug: string): Promise<string> {
  const id = newId()
  await arranged((tx) =>
    tx
      .insert(teams)
      .values({ id, organizationId: org.id, slug, name: slug, createdAt: new Date() }),
  )
  return id
}

async function signedIn(personId: string): Promise<Ctx> {
  const { secret } = await startSession(personId, arrival().origin)
  const ctx = await contextFromSession(secret, arrival())
  if (!ctx) throw new Error('The session has ended.')
  return ctx
}

describe('an invitation', () => {
  it('is a link that is told once, and recorded without address and secret', async () => {
    await team('risk')
    const email = stranger()
    const invitation = await invite({ email: ` ${email.toUpperCase()}`, teams: ['risk'], days: 3 })
    expect(invitation).toMatchObject({
      email,
      roles: ['contributor'],
      teams: [{ slug: 'risk' }],
      state: 'open',
      url: `http://localhost:3000/sign-in/join/${invitation.secret}`,
    })
    const days = (Date.parse(invitation.expiresAt) - Date.parse(invitation.createdAt)) / 86_400_000
    expect(days).toBe(3)
    const { items } = await listInvitations(admin, { org: org.slug })
    expect(items).toMatchObject([{ id: invitation.id, email, invitedBy: { name: 'Ada' } }])
    expect(JSON.stringify(items)).not.toContain(invitation.secret)
    const event = await lastEvent()
    expect(event).toMatchObject({
      action: 'invitation.create',
      subject: { kind: 'invitation', id: invitation.id },
      after: { roles: ['contributor'], teams: ['risk'], forOneAddress: true },
    })
    for (const hidden of [email, invitation.secret])
      expect(JSON.stringify(event)).not.toContain(hidden)
    expect(await opened(invitation.secret)).toMatchObject({
      organization: org.slug,
      invitedBy: 'Ada',
      email,
      teams: ['risk'],
    })
  })

  it.each([
    [{ roles: [] }, 'roles'],
    [{ roles: ['owner'] }, 'roles.0'],
    [{ email: 'nobody' }, 'email'],
    [{ days: 31 }, 'days'],
    [{ days: 0 }, 'days'],
    [{ days: 1.5 }, 'days'],
    [{ teams: ['none'] }, 'teams'],
  ])('refuses bad input %j', async (wrong, field) => {
    // What a door hands over has not been checked.
    await expect(invite(wrong as Asked)).rejects.toMatchObject({
      kind: 'invalid',
      fields: { [field]: expect.any(String) },
    })
    expect((await listInvitations(admin, { org: org.slug })).items).toEqual([])
  })

  it('is not for who is a member already', async () => {
    const known = invite({ email: `ana@${org.slug}.example` })
    await expect(known).rejects.toMatchObject({ kind: 'conflict' })
  })

  it('is made, listed and taken back by admins only, and the refusal is recorded', async () => {
    const { id } = await invite()
    const mia = org.as('maintainer')
    const draft = { org: org.slug, roles: ['reader' as const] }
    await expect(createInvitation(mia, draft)).rejects.toMatchObject({ kind: 'forbidden' })
    expect(await lastEvent()).toMatchObject({ action: 'invitation.create', outcome: 'refused' })
    const revoked = revokeInvitation(mia, { org: org.slug, id })
    await expect(revoked).rejects.toMatchObject({ kind: 'forbidden' })
    expect(await lastEvent()).toMatchObject({ action: 'invitation.revoke', outcome: 'refused' })
    const listed = listInvitations(mia, { org: org.slug })
    await expect(listed).rejects.toMatchObject({ kind: 'forbidden' })
    const other = await hub.organization()
    for (const [who, where] of [
      [other.as('admin'), org.slug],
      [other.as('admin'), other.slug],
    ] as const)
      await expect(revokeInvitation(who, { org: where, id })).rejects.toMatchObject({
        kind: 'not_found',
      })
  })
})

describe('whoever has the link', () => {
  it('joins as someone new, signed in at once, with these roles and teams', async () => {
    const risk = await team('risk')
    const email = stranger()
    const given = { roles: ['reader' as const, 'approver' as const], teams: ['risk'] }
    const { secret, id } = await invite({ ...given, email })
    const joined = await joinAsNew(arrival(), secret, { email, name: 'Zoe', password })
    expect(joined.org).toBe(org.slug)
    const ctx = await contextFromSession(joined.session.secret, arrival())
    expect(ctx?.actor).toMatchObject({ name: 'Zoe', email })
    expect(ctx?.memberships).toMatchObject([{ slug: org.slug, teams: [risk] }])
    expect(ctx?.memberships[0]?.grants.map(({ role }) => role).toSorted()).toEqual([
      'approver',
      'reader',
    ])
    await expect(signIn({ email, password }, arrival())).resolves.toBeTruthy()
    const event = await lastEvent()
    expect(event).toMatchObject({
      action: 'invitation.accept',
      actor: { kind: 'person', id: ctx?.actor.id },
      subject: { kind: 'invitation', id },
      after: { person: ctx?.actor.id, roles: ['reader', 'approver'], teams: ['risk'] },
    })
    expect(JSON.stringify(event)).not.toMatch(/zoe/i)
    const { items } = await listInvitations(admin, { org: org.slug })
    expect(items).toMatchObject([{ state: 'used', acceptedBy: { name: 'Zoe' } }])
  })

  it('joins with the account of another organization, by its password or signed in', async () => {
    const elsewhere = await hub.organization()
    const email = `ana@${elsewhere.slug}.example`
    const theirs = await resetPassword(systemContext('host', arrival()), email)
    const first = await invite()
    const wrong = joinByPassword(arrival(), first.secret, { email, password: 'wrong' })
    await expect(wrong).rejects.toMatchObject({ kind: 'unauthenticated' })
    const { session } = await joinByPassword(arrival(), first.secret, { email, password: theirs })
    const ctx = await contextFromSession(session.secret, arrival())
    expect(ctx?.memberships.map(({ slug }) => slug).toSorted()).toEqual(
      [org.slug, elsewhere.slug].toSorted(),
    )
    const ben = await signedIn(elsewhere.personId('approver'))
    await joinAsMyself(ben, (await invite()).secret)
    const { items } = await listMembers(admin, { org: org.slug })
    expect(items.map(({ id }) => id)).toContain(ben.actor.id)
  })

  it('cannot take the address of somebody who is here for one of their own', async () => {
    const elsewhere = await hub.organization()
    const email = `ana@${elsewhere.slug}.example`
    const { secret } = await invite({ email })
    const taken = joinAsNew(arrival(), secret, { email, name: 'Ana', password })
    await expect(taken).rejects.toMatchObject({ kind: 'conflict', code: 'account_exists' })
    const [ana] = await hub.database.read.select().from(people).where(eq(people.email, email))
    expect(ana?.passwordHash).toBeNull()
    await expect(opened(secret)).resolves.toBeTruthy()
  })

  it('makes no account of an address that the link does not name', async () => {
    const { secret } = await invite()
    const email = stranger()
    const taking = joinAsNew(arrival(), secret, { email, name: 'The chief', password })
    await expect(taking).rejects.toMatchObject({ kind: 'conflict', code: 'address_unnamed' })
    const made = await hub.database.read.select().from(people).where(eq(people.email, email))
    expect(made).toEqual([])
    await expect(opened(secret)).resolves.toBeTruthy()
  })

  it('is nobody but the one of its address, where it has one', async () => {
    const { secret } = await invite({ email: stranger() })
    const other = joinAsNew(arrival(), secret, { email: stranger(), name: 'Eve', password })
    await expect(other).rejects.toMatchObject({
      kind: 'invalid',
      fields: { email: 'This invitation is for another e-mail address.' },
    })
    const elsewhere = await hub.organization()
    const eve = await signedIn(elsewhere.personId('reader'))
    await expect(joinAsMyself(eve, secret)).rejects.toMatchObject({ kind: 'forbidden' })
    expect(await lastEvent()).toMatchObject({
      action: 'invitation.accept',
      outcome: 'refused',
      actor: { id: eve.actor.id },
    })
    await expect(opened(secret)).resolves.toBeTruthy()
  })

  it('cannot be someone whose first password an admin elsewhere still knows', async () => {
    const elsewhere = await hub.organization()
    const email = stranger()
    const { initialPassword } = await addMember(elsewhere.as('admin'), {
      org: elsewhere.slug,
      email,
      name: 'Hana',
      roles: ['reader'],
    })
    const known = { email, password: initialPassword ?? '' }
    const { secret } = await invite()
    await expect(joinByPassword(arrival(), secret, known)).rejects.toMatchObject({
      code: 'password_known',
    })
  })

  it('is one of those who open it at once', async () => {
    const elsewhere = await hub.organization()
    const { secret } = await invite()
    const racers = await Promise.all(
      roles.slice(0, 5).map((role) => signedIn(elsewhere.personId(role))),
    )
    const racing = racers.map((ctx) => joinAsMyself(ctx, secret))
    const done = await Promise.allSettled(racing)
    const lost = done.filter(({ status }) => status === 'rejected')
    expect(lost).toHaveLength(4)
    for (const one of lost) expect(one).toMatchObject({ reason: { code: 'invitation_used' } })
    const { items } = await listMembers(admin, { org: org.slug })
    const ids = racers.map(({ actor }) => actor.id)
    expect(items.filter(({ id }) => ids.includes(id))).toHaveLength(1)
  })

  it('is told what became of it when it was used, expired, was taken back, or never was', async () => {
    const mine = { email: stranger(), name: 'Zoe', password }
    const first = stranger()
    const used = await invite({ email: first })
    await joinAsNew(arrival(), used.secret, { ...mine, email: first })
    const revoked = await invite()
    await revokeInvitation(admin, { org: org.slug, id: revoked.id })
    expect(await lastEvent()).toMatchObject({ action: 'invitation.revoke', outcome: 'done' })
    const expired = await invite()
    await arranged((tx) =>
      tx.update(invitations).set({ expiresAt: new Date() }).where(eq(invitations.id, expired.id)),
    )
    for (const [secret, code] of [
      [used.secret, 'invitation_used'],
      [revoked.secret, 'invitation_revoked'],
      [expired.secret, 'invitation_expired'],
      ['nonsense', 'invitation_unknown'],
      ['nul\0', 'invitation_unknown'],
    ] as const) {
      await expect(opened(secret)).rejects.toMatchObject({ code })
      await expect(joinAsNew(arrival(), secret, mine)).rejects.toMatchObject({ code })
    }
    const late = revokeInvitation(admin, { org: org.slug, id: used.id })
    await expect(late).rejects.toMatchObject({ kind: 'conflict' })
  })

  it('gets nothing from one who may no longer invite', async () => {
    const second = { org: org.slug, id: org.personId('maintainer'), roles: ['admin' as const] }
    await updateMember(admin, second)
    const email = stranger()
    const { secret } = await invite({ email })
    const joining = () => joinAsNew(arrival(), secret, { email, name: 'Zoe', password })
    const inviter = { org: org.slug, id: org.personId('admin') }
    await updateMember(admin, { ...inviter, roles: ['maintainer'] })
    await expect(joining()).rejects.toMatchObject({ code: 'invitation_powerless' })
    await removeMember(admin, inviter)
    await expect(joining()).rejects.toMatchObject({ code: 'invitation_revoked' })
  })

  it('comes back after having been removed, and a present member gains nothing', async () => {
    const ana = await signedIn(org.personId('contributor'))
    const { secret } = await invite({ roles: ['admin'] })
    await expect(joinAsMyself(ana, secret)).rejects.toMatchObject({ code: 'already_member' })
    const elsewhere = await hub.organization()
    const email = `ana@${org.slug}.example`
    await elsewhere.takeIn(email, ['reader'])
    await removeMember(admin, { org: org.slug, id: org.personId('contributor') })
    await joinAsMyself(await signedIn(org.personId('contributor')), secret)
    const { items } = await listMembers(admin, { org: org.slug })
    expect(items).toContainEqual(expect.objectContaining({ email, roles: ['admin'] }))
  })

  it('guesses in vain: wrong links count against their place, wrong passwords as everywhere', async () => {
    const from = { ...arrival(), origin: { ip: '198.51.100.7', userAgent: null, client: null } }
    const mine = () => ({ email: stranger(), name: 'Zoe', password })
    for (let guess = 0; guess < 50; guess++)
      await expect(joinAsNew(from, `guess ${guess}`, mine())).rejects.toMatchObject({
        code: 'invitation_unknown',
      })
    const zoe = mine()
    const { secret } = await invite({ email: zoe.email })
    const limited = { kind: 'rate_limited' }
    await expect(joinAsNew(from, secret, zoe)).rejects.toMatchObject(limited)
    await expect(joinAsNew(arrival(), secret, zoe)).resolves.toBeTruthy()
    await system((tx) => tx.delete(signInFailures))
    const email = `ana@${org.slug}.example`
    const next = (await invite()).secret
    for (let guess = 0; guess < 10; guess++)
      await expect(joinByPassword(from, next, { email, password: 'guess' })).rejects.toMatchObject({
        kind: 'unauthenticated',
      })
    const stopped = joinByPassword(from, next, { email, password: 'guess' })
    await expect(stopped).rejects.toMatchObject(limited)
  })

  it.each([
    [{ email: 'nobody' }, 'email'],
    [{ name: ' ' }, 'name'],
    [{ password: 'short' }, 'password'],
  ])('is told what is wrong with %j, and the link stays good', async (wrong, field) => {
    const email = stranger()
    const { secret } = await invite({ email })
    const draft = { email, name: 'Zoe', password, ...wrong }
    await expect(joinAsNew(arrival(), secret, draft)).rejects.toMatchObject({
      kind: 'invalid',
      fields: { [field]: expect.any(String) },
    })
    await expect(opened(secret)).resolves.toBeTruthy()
  })
})
