import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { invitations, passwordLinks, reviewRequests, roles, versions } from '@/db/schema/tables'
import type { Ctx } from '../actor'
import { writeEvent } from '../audit/event'
import { contextFromSession, contextFromToken, systemContext } from '../context'
import { newId } from '../ids'
import { getServiceAccount } from '../service-accounts/queries'
import { startSession } from '../sessions/session'
import { arrival, type TestHub, type TestOrganization, testHub } from '../testing/hub'
import { modelOf, registered } from '../testing/registry'
import { createToken } from '../tokens/create'
import { addMember } from './add'
import { whatEndsWith } from './leaving'
import { listMembers } from './queries'
import { removeMember } from './remove'
import { updateMember } from './update'

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
})

const lastEvent = async () => (await org.events()).at(-1)
const member = (role: Parameters<TestOrganization['personId']>[0]) => ({
  org: org.slug,
  id: org.personId(role),
})

it('ends sessions and tokens at once, and records which', async () => {
  const secret = await org.secret('contributor')
  const session = await startSession(org.personId('contributor'), arrival().origin)
  const before = await contextFromSession(session.secret, arrival())
  expect(before?.memberships).toHaveLength(1)

  await removeMember(admin, member('contributor'))

  await expect(contextFromToken(secret, arrival())).rejects.toMatchObject({
    kind: 'unauthenticated',
  })
  expect(await contextFromSession(session.secret, arrival())).toBeNull()
  const { items } = await listMembers(admin, { org: org.slug })
  expect(items.map(({ name }) => name)).not.toContain('Ana')
  expect(await lastEvent()).toMatchObject({
    action: 'member.remove',
    subject: { kind: 'member', id: org.personId('contributor') },
    before: { roles: ['contributor'], tokens: [expect.any(String)] },
    after: null,
  })
})

it('leaves a member of another organization signed in there', async () => {
  const other = await hub.organization()
  const email = `ana@${other.slug}.example`
  const { id } = await org.takeIn(email, ['admin'])
  const { secret } = await startSession(id, arrival().origin)
  const elsewhere = await other.secret('contributor')
  await removeMember(admin, { org: org.slug, id })
  const ctx = await contextFromSession(secret, arrival())
  expect(ctx?.memberships.map(({ slug }) => slug)).toEqual([other.slug])
  await expect(contextFromToken(elsewhere, arrival())).resolves.toBeTruthy()
})

it('keeps one of the admins when each removes the next', async () => {
  for (const role of roles) await updateMember(admin, { ...member(role), roles: ['admin'] })
  const ring = roles.map((role, place) => {
    const next = roles[(place + 1) % roles.length] ?? role
    return removeMember({ ...org.as(role), memberships: admin.memberships }, member(next))
  })
  const removals = await Promise.allSettled(ring)
  const lost = removals.filter(({ status }) => status === 'rejected')
  expect(lost).toMatchObject([{ reason: { kind: 'conflict' } }])
  const { items } = await listMembers(admin, { org: org.slug })
  expect(items.map((left) => left.roles)).toEqual([['admin']])
})

it('is for admins only, and records who tried', async () => {
  const tried = removeMember(org.as('auditor'), member('reader'))
  await expect(tried).rejects.toMatchObject({ kind: 'forbidden' })
  expect(await lastEvent()).toMatchObject({
    action: 'member.remove',
    outcome: 'refused',
    actor: { id: org.personId('auditor') },
    subject: { id: org.personId('reader') },
  })
})

it('finds nobody under the id of another organization, of no one, of nonsense', async () => {
  const other = await hub.organization()
  for (const id of [other.personId('reader'), newId(), 'ana', "' or 1=1"]) {
    const removed = removeMember(admin, { org: org.slug, id })
    await expect(removed).rejects.toMatchObject({ kind: 'not_found' })
  }
  await removeMember(admin, member('reader'))
  const again = removeMember(admin, member('reader'))
  await expect(again).rejects.toMatchObject({ kind: 'not_found' })
})

describe('who leaves', () => {
  it('hands the service accounts over to whoever removes them, without their tokens', async () => {
    const robot = await org.serviceAccountToken({ slug: 'trainer', owner: 'contributor' })
    const other = await org.serviceAccountToken({ slug: 'other', owner: 'maintainer' })
    await removeMember(admin, member('contributor'))
    await expect(contextFromToken(robot.secret, arrival())).rejects.toMatchObject({
      kind: 'unauthenticated',
    })
    await expect(contextFromToken(other.secret, arrival())).resolves.toBeTruthy()
    const account = await getServiceAccount(admin, { org: org.slug, account: 'trainer' })
    expect(account).toMatchObject({ tokens: 0, owner: { id: org.personId('admin') } })
    const [removal, handedOver] = (await org.events()).slice(-2)
    expect(removal).toMatchObject({
      before: { serviceAccounts: [robot.id], tokens: [expect.any(String)] },
    })
    expect(handedOver).toMatchObject({
      action: 'service_account.update',
      subject: { id: robot.id },
      before: { owner: org.personId('contributor') },
      after: { owner: org.personId('admin') },
    })
  })

  it('hands them over first where they leave by themselves', async () => {
    await org.serviceAccountToken({ slug: 'trainer', owner: 'admin' })
    await updateMember(admin, { ...member('maintainer'), roles: ['admin'] })
    await expect(removeMember(admin, member('admin'))).rejects.toMatchObject({
      kind: 'conflict',
      message: 'Ada answers for the service accounts trainer. Hand them over first.',
    })
    const { items } = await listMembers(admin, { org: org.slug })
    expect(items.map(({ name }) => name)).toContain('Ada')
  })

  it('leaves the teams, and is in none of them on coming back', async () => {
    const id = await org.team('risk', ['contributor'])
    await removeMember(admin, member('contributor'))
    expect(await lastEvent()).toMatchObject({ before: { teams: [id] } })
    const email = `ana@${org.slug}.example`
    const back = await addMember(admin, { org: org.slug, email, roles: ['reader'] })
    expect(back).toMatchObject({ roles: ['reader'], teams: [] })
  })

  it('is no longer asked for a review, and comes back by no link of their making', async () => {
    await modelOf(org.as('maintainer'), org.slug, 'churn')
    await registered(org.as('maintainer'), org.slug, { model: 'churn' })
    const personId = org.personId('contributor')
    await pending(personId)
    const before = await whatEndsWith(admin, member('contributor'))
    expect(before).toEqual({ tokens: 0, serviceAccounts: [], requests: 1, invitations: 1 })
    await removeMember(admin, member('contributor'))
    expect(await lastEvent()).toMatchObject({
      before: { requests: [expect.any(String)], invitations: [expect.any(String)] },
    })
    const { read } = hub.database
    const [request] = await read.select().from(reviewRequests)
    const [invitation] = await read.select().from(invitations)
    const [link] = await read.select().from(passwordLinks)
    expect(request?.closedAt).not.toBeNull()
    expect(invitation?.revokedAt).not.toBeNull()
    expect(link && link.expiresAt <= new Date()).toBe(true)
    await expect(whatEndsWith(admin, member('contributor'))).rejects.toMatchObject({
      kind: 'not_found',
    })
    await expect(whatEndsWith(org.as('reader'), member('approver'))).rejects.toMatchObject({
      kind: 'forbidden',
    })
  })

  it('is listed among those who left, to admins only', async () => {
    await removeMember(admin, member('contributor'))
    const left = await listMembers(admin, { org: org.slug, state: 'removed' })
    expect(left.items).toMatchObject([
      { name: 'Ana', roles: [], removedAt: expect.any(String), erased: false },
    ])
    const others = listMembers(org.as('reader'), { org: org.slug, state: 'removed' })
    await expect(others).rejects.toMatchObject({ kind: 'forbidden' })
  })

  it('leaves no token that is made meanwhile', async () => {
    const ana = await org.signedIn('contributor')
    const expiresAt = new Date(Date.now() + 86_400_000).toISOString()
    const draft = { org: org.slug, name: 'late', scopes: ['read' as const], expiresAt }
    const [made] = await Promise.allSettled([
      createToken(ana, draft),
      removeMember(admin, member('contributor')),
    ])
    const email = `ana@${org.slug}.example`
    await addMember(admin, { org: org.slug, email, roles: ['reader'] })
    if (made.status === 'fulfilled')
      await expect(contextFromToken(made.value.secret, arrival())).rejects.toMatchObject({
        kind: 'unauthenticated',
      })
    await expect(createToken(ana, draft)).rejects.toMatchObject({ kind: 'unauthenticated' })
  })
})

/** Something of each kind that waits for a person, beside an event. */
async function pending(personId: string) {
  const at = new Date()
  const of = { organizationId: org.id, createdAt: at }
  const expiresAt = new Date(at.getTime() + 86_400_000)
  await hub.database.write.transaction(async (tx) => {
    const [version] = await tx.select().from(versions)
    if (!version) throw new Error('There is no version.')
    const asked = { requestedBy: org.personId('maintainer'), personId, versionId: version.id }
    await tx.insert(reviewRequests).values({ ...of, ...asked, id: newId() })
    const link = { ...of, hash: newId(), expiresAt, id: newId() }
    await tx.insert(invitations).values({ ...link, roles: ['reader'], invitedBy: personId })
    const reset = { personId: org.personId('reader'), createdBy: personId }
    await tx.insert(passwordLinks).values({ ...link, ...reset })
    const subject = { kind: 'member', id: personId, uri: '/', organizationId: null }
    const told = { action: 'review.request', subject, before: null, after: null } as const
    await writeEvent(tx, systemContext('test', arrival()), { ...told, outcome: 'done' })
  })
}
