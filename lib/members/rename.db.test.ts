import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import type { Ctx } from '../actor'
import { contextFromSession } from '../context'
import { startSession } from '../sessions/session'
import { arrival, type TestHub, type TestOrganization, testHub } from '../testing/hub'
import { sha256 } from '../testing/registry'
import { listMembers } from './queries'
import { removeMember } from './remove'
import { renameMyself } from './rename'

let hub: TestHub
let org: TestOrganization
beforeAll(async () => {
  hub = await testHub()
})
afterAll(() => hub.close())
beforeEach(async () => {
  org = await hub.organization()
})

async function rita(): Promise<Ctx> {
  const { secret } = await startSession(org.personId('reader'), arrival().origin)
  const ctx = await contextFromSession(secret, arrival())
  if (!ctx) throw new Error('The session has ended.')
  return ctx
}

const digestOf = (name: string) => sha256(`${org.personId('reader')}\n${name}`)

it('changes one’s own name for everybody, recorded in each organization without the name', async () => {
  const other = await hub.organization()
  const email = `rita@${org.slug}.example`
  await other.takeIn(email, ['reader'])
  await renameMyself(await rita(), { name: ' Rita Rossi ' })
  expect((await rita()).actor.name).toBe('Rita Rossi')
  const { items } = await listMembers(other.as('admin'), { org: other.slug })
  expect(items.map(({ name }) => name)).toContain('Rita Rossi')
  for (const home of [org, other]) {
    const event = (await home.events()).at(-1)
    expect(event).toMatchObject({
      action: 'member.rename',
      actor: { id: org.personId('reader') },
      subject: { kind: 'member', id: org.personId('reader') },
      outcome: 'done',
      before: { nameDigest: digestOf('Rita') },
      after: { nameDigest: digestOf('Rita Rossi') },
    })
    expect(JSON.stringify(event)).not.toContain('Rossi')
  }
})

it.each(['Ben', ' bEN ', 'B en'])(
  'does not take the name of another member, as %j',
  async (name) => {
    const before = (await org.events()).length
    const message = `${org.slug} has a member called Ben already. Add what tells you apart.`
    await expect(renameMyself(await rita(), { name })).rejects.toMatchObject({
      kind: 'conflict',
      message,
      fields: { name: message },
    })
    expect(await org.events()).toHaveLength(before)
    expect((await rita()).actor.name).toBe('Rita')
  },
)

it('takes a name that only strangers and former members have, or its own in another case', async () => {
  await hub.organization()
  await removeMember(org.as('admin'), { org: org.slug, id: org.personId('approver') })
  for (const name of ['RITA', 'Ben'])
    expect(await renameMyself(await rita(), { name })).toEqual({ name })
})

it('of two who take the same name at once gives it to one', async () => {
  const both = await Promise.allSettled([
    renameMyself(await rita(), { name: 'Robin' }),
    renameMyself(org.as('contributor'), { name: 'robin' }),
  ])
  expect(both.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
  expect(both.find(({ status }) => status === 'rejected')).toMatchObject({
    reason: { kind: 'conflict' },
  })
})

it('is not for a token, whose attempt is recorded', async () => {
  const token = await org.token('admin', { scopes: ['read', 'write', 'decide', 'admin'] })
  const reason = 'Only a person who is signed in changes their name.'
  await expect(renameMyself(token, { name: 'Machine' })).rejects.toMatchObject({ message: reason })
  expect((await org.events()).at(-1)).toMatchObject({
    action: 'member.rename',
    outcome: 'refused',
    reason,
  })
  const { items } = await listMembers(org.as('admin'), { org: org.slug })
  expect(items.map(({ name }) => name)).not.toContain('Machine')
})

it.each(['', ' ', 'x'.repeat(201), 'nul\0'])('refuses the name %j', async (name) => {
  const before = (await org.events()).length
  await expect(renameMyself(await rita(), { name })).rejects.toMatchObject({
    kind: 'invalid',
    fields: { name: expect.any(String) },
  })
  expect(await org.events()).toHaveLength(before)
})

it('of two at the same time keeps one whole, and records both', async () => {
  const ctx = await rita()
  await Promise.all(['One', 'Two'].map((name) => renameMyself(ctx, { name })))
  expect(['One', 'Two']).toContain((await rita()).actor.name)
  const events = (await org.events()).filter(({ action }) => action === 'member.rename')
  expect(events).toHaveLength(2)
})
