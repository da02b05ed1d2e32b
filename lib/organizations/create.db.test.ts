import { readdirSync } from 'node:fs'
import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { auditEvents, organizations, people } from '@/db/schema/tables'
import { contextFromSession, systemContext } from '../context'
import { signIn } from '../sessions/sign-in'
import { arrival, type EventBody, type TestHub, testHub } from '../testing/hub'
import { slugProblem } from '../uri'
import { createOrganization, firstRun, organizationExists } from './create'
import { OrganizationSlug } from './view'

let hub: TestHub
beforeAll(async () => {
  hub = await testHub()
})
afterAll(() => hub.close())

const host = () => systemContext('host', { ...arrival(), via: 'host' })
const visit = () => systemContext('first visit', arrival())
const ana = { email: 'Ana@Acme.test', name: 'Ana', password: 'a good long one' }

async function eventsOf(organizationId: string): Promise<EventBody[]> {
  const rows = await hub.database.read
    .select({ body: auditEvents.body })
    .from(auditEvents)
    .where(eq(auditEvents.organizationId, organizationId))
  return rows.map(({ body }) => JSON.parse(body))
}

describe('the first visit', () => {
  it('makes one organization even when two people come at once', async () => {
    expect(await organizationExists()).toBe(false)
    const visits = ['acme', 'other'].map((slug) =>
      firstRun(visit(), {
        slug,
        name: `The ${slug}`,
        admin: { ...ana, email: `ana@${slug}.test` },
        fourEyes: slug !== 'acme',
      }),
    )
    const [won, lost] = (await Promise.allSettled(visits)).toSorted((a) =>
      a.status === 'fulfilled' ? -1 : 1,
    )
    expect(won?.status).toBe('fulfilled')
    expect(lost).toMatchObject({ reason: { kind: 'conflict' } })
    expect(await organizationExists()).toBe(true)
    expect(await hub.database.read.select().from(organizations)).toHaveLength(1)
    expect(await hub.database.read.select().from(people)).toHaveLength(1)
  })

  it('makes its admin an approver too, who can sign in, and records the choice', async () => {
    const [made] = await hub.database.read.select().from(organizations)
    if (!made) throw new Error('No organization was made.')
    const session = await signIn(
      { email: `ana@${made.slug}.test`, password: ana.password },
      arrival(),
    )
    const ctx = await contextFromSession(session.secret, arrival())
    expect(ctx?.memberships).toMatchObject([{ slug: made.slug, fourEyes: made.slug !== 'acme' }])
    expect(ctx?.memberships[0]?.grants.map(({ role }) => role).toSorted()).toEqual([
      'admin',
      'approver',
    ])
    const [event] = await eventsOf(made.id)
    expect(event).toMatchObject({
      action: 'organization.create',
      outcome: 'done',
      via: 'web',
      actor: { kind: 'system', id: null },
      subject: { kind: 'organization', id: made.id, uri: `/${made.slug}` },
      after: { slug: made.slug, fourEyes: made.fourEyes, roles: ['admin', 'approver'] },
    })
    expect(JSON.stringify(event)).not.toContain('ana@')
  })

  it('is over once there is an organization', async () => {
    const second = firstRun(visit(), { slug: 'third', name: 'Third', admin: ana })
    await expect(second).rejects.toMatchObject({ kind: 'conflict' })
  })
})

describe('the host', () => {
  it('makes an organization whose admin gets a password once', async () => {
    const made = await createOrganization(host(), {
      slug: 'beta',
      name: 'Beta',
      admin: { email: 'New@Beta.test', name: 'Nia' },
    })
    expect(made.organization).toEqual({ slug: 'beta', name: 'Beta', fourEyes: true })
    const password = made.initialPassword ?? ''
    await expect(signIn({ email: 'new@beta.test', password }, arrival())).resolves.toBeTruthy()
  })

  it('links a person who is here already and leaves their password alone', async () => {
    const [before] = await hub.database.read
      .select()
      .from(people)
      .where(eq(people.email, 'new@beta.test'))
    const admin = { email: 'new@beta.test', name: 'Someone Else' }
    const made = await createOrganization(host(), { slug: 'gamma', name: 'Gamma', admin })
    expect(made).toMatchObject({ adminId: before?.id, initialPassword: null })
    const [after] = await hub.database.read
      .select()
      .from(people)
      .where(eq(people.email, 'new@beta.test'))
    expect(after).toEqual(before)
  })

  it('refuses a slug in use, and nothing of it stays', async () => {
    const admin = { email: 'nobody@beta.test', name: 'Nobody' }
    const again = createOrganization(host(), { slug: 'beta', name: 'Beta', admin })
    await expect(again).rejects.toMatchObject({ kind: 'conflict' })
    const left = await hub.database.read.select().from(people).where(eq(people.email, admin.email))
    expect(left).toEqual([])
  })

  it.each([
    { slug: 'api' },
    { slug: 'robots.txt' },
    { slug: 'A' },
    { slug: 'a--b' },
    { slug: '../x' },
    { name: '' },
    { name: 'x'.repeat(201) },
    { name: 'nul\0' },
    { admin: { email: 'no address', name: 'X' } },
    { admin: { email: 'x@y.test', name: '' } },
    { admin: { email: 'x@y.test', name: 'X', password: 'short' } },
  ])('refuses bad input %j', async (wrong) => {
    const fine = { slug: 'fine', name: 'Fine', admin: { email: 'x@y.test', name: 'X' } }
    const made = createOrganization(host(), { ...fine, ...wrong })
    await expect(made).rejects.toMatchObject({ kind: 'invalid' })
  })

  it('is the only one who may: for an admin there is nothing here', async () => {
    const org = await hub.organization()
    const admin = { email: 'x@y.test', name: 'X' }
    const made = createOrganization(org.as('admin'), { slug: 'mine', name: 'Mine', admin })
    await expect(made).rejects.toMatchObject({ kind: 'not_found' })
  })
})

it('no organization can take the name of a file in public/', () => {
  const files = readdirSync('public').filter((name) => slugProblem(name) === null)
  expect(files).not.toEqual([])
  for (const name of files) expect(OrganizationSlug.safeParse(name).success, name).toBe(false)
})
