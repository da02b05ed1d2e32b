import { and, eq, or } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import {
  auditEvents,
  auditOrigins,
  externalIdentities,
  invitations,
  people,
  sessions,
} from '@/db/schema/tables'
import { listActivity } from '../activity/queries'
import type { Ctx } from '../actor'
import { writeEvent } from '../audit/event'
import { createComment } from '../comments/create'
import { contextFromSession, systemContext } from '../context'
import { newId } from '../ids'
import { createServiceAccount } from '../service-accounts/create'
import { createServiceAccountToken } from '../service-accounts/token'
import { startSession } from '../sessions/session'
import { addTeamMember } from '../teams/members'
import { updateTeam } from '../teams/update'
import { arrival, type TestHub, type TestOrganization, testHub } from '../testing/hub'
import { modelOf, registered } from '../testing/registry'
import { createToken } from '../tokens/create'
import { approveVersion } from '../versions/decide'
import { getVersion } from '../versions/queries'
import { addMember } from './add'
import { eraseMember } from './erase'
import { listMembers } from './queries'
import { removeMember } from './remove'
import { renameMyself } from './rename'
import { signOutMember } from './sign-out'

let hub: TestHub
let org: TestOrganization
let ada: Ctx
let ana: string
let ref: { org: string; id: string }
beforeAll(async () => {
  hub = await testHub()
})
afterAll(() => hub.close())
beforeEach(async () => {
  org = await hub.organization()
  ada = org.as('admin')
  ana = org.personId('contributor')
  ref = { org: org.slug, id: ana }
})

const lastEvent = async () => (await org.events()).at(-1)
const tomorrow = () => new Date(Date.now() + 86_400_000).toISOString()

/** A version that Ana registered by her token, and said something of. */
async function work() {
  const signedIn = await org.signedIn('contributor')
  await modelOf(signedIn, org.slug, 'churn')
  const token = await org.token('contributor')
  await registered(token, org.slug, { model: 'churn' })
  await createComment(signedIn, { org: org.slug, model: 'churn', version: 1, body: 'Mine' })
}

/** What a sign-in provider and an invitation hold of her, beside an event. */
async function known() {
  const at = new Date()
  await hub.database.write.transaction(async (tx) => {
    const identity = { issuer: 'https://id.example', subject: newId(), personId: ana }
    await tx
      .insert(externalIdentities)
      .values({ ...identity, id: newId(), createdAt: at, lastSignInAt: at })
    await tx.insert(invitations).values({
      ...{ id: newId(), organizationId: org.id, hash: newId(), roles: ['reader'] },
      ...{ email: `ana@${org.slug}.example`, invitedBy: org.personId('admin') },
      ...{ createdAt: at, expiresAt: new Date(at.getTime() + 86_400_000) },
    })
    const subject = { kind: 'member', id: ana, uri: '/', organizationId: null }
    const told = { action: 'invitation.create', subject, before: null, after: null } as const
    await writeEvent(tx, systemContext('test', arrival()), { ...told, outcome: 'done' })
  })
}

const originsOf = (personId: string) =>
  hub.database.read
    .select({ ip: auditOrigins.ip })
    .from(auditOrigins)
    .innerJoin(auditEvents, eq(auditEvents.id, auditOrigins.eventId))
    .where(
      and(
        eq(auditEvents.organizationId, org.id),
        or(eq(auditEvents.actorId, personId), eq(auditEvents.onBehalfOf, personId)),
      ),
    )

const bodies = async () =>
  (
    await hub.database.read
      .select({ body: auditEvents.body })
      .from(auditEvents)
      .orderBy(auditEvents.seq)
  ).map(({ body }) => body)

it('leaves nothing of who they were, and all of what they did', async () => {
  await work()
  await known()
  const before = await bodies()
  await removeMember(ada, ref)
  expect((await originsOf(ana)).length).toBeGreaterThan(2)
  await eraseMember(ada, ref)

  const name = `Former member ${ana.slice(-8)}`
  const { read } = hub.database
  const [person] = await read.select().from(people).where(eq(people.id, ana))
  expect(person).toMatchObject({ name, email: `${ana}@erased.invalid`, passwordHash: null })
  expect(await read.select().from(sessions).where(eq(sessions.personId, ana))).toEqual([])
  const identities = read.select().from(externalIdentities)
  expect(await identities.where(eq(externalIdentities.personId, ana))).toEqual([])
  expect(await read.select({ email: invitations.email }).from(invitations)).toEqual([
    { email: null },
  ])
  expect(await originsOf(ana)).toEqual([])
  expect((await originsOf(org.personId('admin'))).length).toBeGreaterThan(0)
  const [left] = (await listMembers(ada, { org: org.slug, state: 'removed' })).items
  expect(left).toMatchObject({ name, erased: true })

  const version = await getVersion(ada, { org: org.slug, model: 'churn', version: 1 })
  expect(version.registeredBy.name).toContain(name)
  const activity = await listActivity(ada, { org: org.slug, actor: ana })
  const behind = activity.items.map(({ actor, onBehalfOf }) => (onBehalfOf ?? actor).name)
  expect(new Set(behind)).toEqual(new Set([name]))
  expect(activity.items.every(({ origin }) => !origin?.ip)).toBe(true)
  // The record itself is as it was, to the byte: what was sealed stays sealed.
  expect((await bodies()).slice(0, before.length)).toEqual(before)
  expect(await lastEvent()).toMatchObject({
    action: 'member.erase',
    subject: { kind: 'member', id: ana },
    after: { identities: 1, origins: expect.any(Number) },
  })
})

it('lets someone else, or the same person, come under that address as somebody new', async () => {
  await removeMember(ada, ref)
  await eraseMember(ada, ref)
  const email = `ana@${org.slug}.example`
  const again = await addMember(ada, { org: org.slug, email, name: 'Ana', roles: ['reader'] })
  expect(again.id).not.toBe(ana)
})

it('is for someone who was removed, once, and is a member nowhere', async () => {
  await expect(eraseMember(ada, ref)).rejects.toMatchObject({
    kind: 'conflict',
    message: 'Ana is a member. Remove them first.',
  })
  const other = await hub.organization()
  const email = `ana@${org.slug}.example`
  await other.takeIn(email, ['reader'])
  await removeMember(ada, ref)
  await expect(eraseMember(ada, ref)).rejects.toMatchObject({
    kind: 'conflict',
    message: expect.stringContaining('another organization'),
  })
  await removeMember(other.as('admin'), { org: other.slug, id: ana })
  await eraseMember(ada, ref)
  expect((await other.events()).at(-1)).toMatchObject({ action: 'member.erase' })
  await expect(eraseMember(ada, ref)).rejects.toMatchObject({ kind: 'conflict' })
  for (const id of [other.personId('reader'), newId(), 'ana'])
    await expect(eraseMember(ada, { org: org.slug, id })).rejects.toMatchObject({
      kind: 'not_found',
    })
})

it('is for admins only, and records who tried', async () => {
  await removeMember(ada, ref)
  await expect(eraseMember(org.as('auditor'), ref)).rejects.toMatchObject({ kind: 'forbidden' })
  expect(await lastEvent()).toMatchObject({ action: 'member.erase', outcome: 'refused' })
  const { items } = await listMembers(ada, { org: org.slug, state: 'removed' })
  expect(items).toMatchObject([{ name: 'Ana', erased: false }])
})

it('makes nobody a member who is erased at the same time', async () => {
  await removeMember(ada, ref)
  const other = await hub.organization()
  const email = `ana@${org.slug}.example`
  await Promise.allSettled([eraseMember(ada, ref), other.takeIn(email, ['reader'])])
  const { items } = await listMembers(other.as('reader'), { org: other.slug, limit: 500 })
  expect(items.filter(({ erased }) => erased)).toEqual([])
})

it('signs nobody out of another organization', async () => {
  const other = await hub.organization()
  await other.takeIn(`ana@${org.slug}.example`, ['reader'])
  const { secret } = await startSession(ana, arrival().origin)
  await expect(
    signOutMember(other.as('admin'), { org: other.slug, id: ana }),
  ).rejects.toMatchObject({
    kind: 'forbidden',
    message: expect.stringContaining('another organization'),
  })
  expect(await contextFromSession(secret, arrival())).not.toBeNull()
})

it('signs a member out wherever they are, and records how many sessions ended', async () => {
  const origin = arrival().origin
  const both = [await startSession(ana, origin), await startSession(ana, origin)]
  const bystander = await startSession(org.personId('reader'), origin)
  expect(await signOutMember(ada, ref)).toEqual({ sessions: 2 })
  for (const { secret } of both) expect(await contextFromSession(secret, arrival())).toBeNull()
  expect(await contextFromSession(bystander.secret, arrival())).not.toBeNull()
  expect(await lastEvent()).toMatchObject({
    ...{ action: 'member.sign_out', subject: { id: ana } },
    ...{ before: { sessions: 2 }, after: { sessions: 0 } },
  })
  expect(await signOutMember(ada, ref)).toEqual({ sessions: 0 })
  const tried = signOutMember(org.as('maintainer'), ref)
  await expect(tried).rejects.toMatchObject({ kind: 'forbidden' })
})

it('never had a name, an address or an IP in a body, whatever is done', async () => {
  await work()
  const email = 'wilhelmina@people.example'
  const added = await addMember(ada, {
    ...{ org: org.slug, email, name: 'Wilhelmina Quist', roles: ['reader'] },
  })
  const id = await org.team('risk', ['reader'])
  await updateTeam(ada, { org: org.slug, team: 'risk', description: 'Reviews' })
  await addTeamMember(ada, { org: org.slug, team: 'risk', person: email })
  await createServiceAccount(ada, { org: org.slug, name: 'Robot', slug: 'robot', owner: email })
  const draft = { name: 'ci', scopes: ['read' as const], expiresAt: tomorrow() }
  await createServiceAccountToken(ada, { org: org.slug, account: 'robot', ...draft })
  await createToken(await org.signedIn('reader'), { org: org.slug, ...draft })
  await approveVersion(org.as('approver'), { org: org.slug, model: 'churn', version: 1 })
  await renameMyself(await org.signedIn('reader'), { name: 'Rosalinde Zwart' })
  const denied = addMember(org.as('reader'), { org: org.slug, email, roles: ['reader'] })
  await expect(denied).rejects.toMatchObject({ kind: 'forbidden' })
  await removeMember(ada, { org: org.slug, id: added.id })
  await eraseMember(ada, { org: org.slug, id: added.id })
  const said = (await hub.events(org.id)).map((event) => JSON.stringify(event))
  expect(said.length).toBeGreaterThan(12)
  expect(said.some((body) => body.includes(id))).toBe(true)
  const personal = /Ana\b|Ada\b|Ben\b|Rita\b|Mia\b|Quist|Zwart|wilhelmina|@|192\.0\.2|"test"/i
  expect(said.filter((body) => personal.test(body))).toEqual([])
})
