import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { policies, policyRevisions, roleGrants } from '@/db/schema/tables'
import type { Ctx, Role } from '../actor'
import { writeEvent } from '../audit/event'
import { systemContext } from '../context'
import { newId } from '../ids'
import { updateMember } from '../members/update'
import { arrival, type TestHub, type TestOrganization, testHub } from '../testing/hub'
import { createTeam } from './create'
import { addTeamMember, removeTeamMember } from './members'
import { getTeam, listTeamMembers, listTeams } from './queries'
import { removeTeam } from './remove'
import { updateTeam } from './update'

let hub: TestHub
let org: TestOrganization
let ada: Ctx
beforeAll(async () => {
  hub = await testHub()
})
afterAll(() => hub.close())
beforeEach(async () => {
  org = await hub.organization()
  ada = org.as('admin')
})

const lastEvent = async () => (await org.events()).at(-1)
const ref = (team = 'risk') => ({ org: org.slug, team })

/** Gives a team a role in the organization as a whole, beside an event. */
async function givenRole(teamId: string, role: Role) {
  const ctx = systemContext('test', arrival())
  await hub.database.write.transaction(async (tx) => {
    const grant = { principalKind: 'team', scopeKind: 'organization', role } as const
    const at = { id: newId(), organizationId: org.id, scopeId: org.id, createdAt: new Date() }
    await tx.insert(roleGrants).values({ ...grant, ...at, principalId: teamId })
    const subject = { kind: 'organization', id: org.id, uri: '/', organizationId: null }
    await writeEvent(tx, ctx, {
      ...{ action: 'organization.grant', subject, outcome: 'done', before: null, after: null },
    })
  })
}

/** A policy of the organization with these rules, beside an event. */
async function policyOf(rules: {
  [key: string]: string[] | { [key: string]: string[] }[] | object
}) {
  const ctx = systemContext('test', arrival())
  const json = JSON.parse(JSON.stringify(rules))
  await hub.database.write.transaction(async (tx) => {
    const of = { scopeId: org.id, organizationId: org.id, rules: json }
    await tx.insert(policies).values({ ...of, scopeKind: 'organization', revision: 1 })
    await tx
      .insert(policyRevisions)
      .values({ ...of, number: 1, digest: '00', createdAt: new Date() })
    const subject = { kind: 'policy', id: org.id, uri: '/', organizationId: null }
    await writeEvent(tx, ctx, {
      ...{ action: 'policy.set', subject, outcome: 'done', before: null, after: null },
    })
  })
}

it('makes a team, names it anew, and keeps its slug', async () => {
  const made = await createTeam(ada, { org: org.slug, name: 'Model risk', description: 'Reviews' })
  expect(made).toMatchObject({ slug: 'model-risk', members: 0, roles: [] })
  expect(await lastEvent()).toMatchObject({
    action: 'team.create',
    subject: { kind: 'team', uri: `/${org.slug}/settings/teams/model-risk` },
    after: { slug: 'model-risk', name: 'Model risk', description: 'Reviews' },
  })
  const renamed = await updateTeam(ada, { ...ref('model-risk'), name: 'Risk and model office' })
  expect(renamed).toMatchObject({ slug: 'model-risk', name: 'Risk and model office' })
  expect(await lastEvent()).toMatchObject({
    action: 'team.update',
    before: { name: 'Model risk' },
    after: { name: 'Risk and model office' },
  })
  expect(await getTeam(org.as('reader'), ref('model-risk'))).toEqual(renamed)
})

it('lists the teams in pages, without those of others', async () => {
  await (await hub.organization()).team('elsewhere')
  for (const slug of ['b', 'c', 'a']) await org.team(slug)
  const first = await listTeams(org.as('reader'), { org: org.slug, limit: 2 })
  expect(first.items.map(({ slug }) => slug)).toEqual(['a', 'b'])
  const cursor = first.nextCursor ?? ''
  const second = await listTeams(org.as('reader'), { org: org.slug, limit: 2, cursor })
  expect(second.items.map(({ slug }) => slug)).toEqual(['c'])
})

it('gives its roles to whoever is put in, and takes them back with the place', async () => {
  const id = await org.team('risk')
  await givenRole(id, 'maintainer')
  expect((await org.signedIn('reader')).memberships[0]?.grants).toHaveLength(1)
  const person = `rita@${org.slug}.example`
  const added = await addTeamMember(ada, { ...ref(), person })
  expect(added).toMatchObject({ name: 'Rita', email: person, givenBy: 'hand' })
  expect(await lastEvent()).toMatchObject({
    action: 'team_member.add',
    subject: { kind: 'team', id },
    after: { person: org.personId('reader') },
  })
  const [membership] = (await org.signedIn('reader')).memberships
  expect(membership).toMatchObject({ teams: [id] })
  expect(membership?.grants).toContainEqual({
    ...{ scope: 'organization', scopeId: org.id, role: 'maintainer', team: id },
  })
  const list = await listTeamMembers(org.as('reader'), ref())
  expect(list.items.map(({ name }) => name)).toEqual(['Rita'])
  await removeTeamMember(ada, { ...ref(), id: added.id })
  expect(await lastEvent()).toMatchObject({ before: { person: added.id }, after: null })
  expect((await org.signedIn('reader')).memberships).toMatchObject([{ teams: [] }])
  const again = removeTeamMember(ada, { ...ref(), id: added.id })
  await expect(again).rejects.toMatchObject({ kind: 'not_found' })
})

it('puts nobody in twice, and only members of the organization', async () => {
  await org.team('risk', ['reader'])
  const twice = addTeamMember(ada, { ...ref(), person: org.personId('reader') })
  await expect(twice).rejects.toMatchObject({ kind: 'conflict' })
  const stranger = (await hub.organization()).personId('reader')
  const foreign = addTeamMember(ada, { ...ref(), person: stranger })
  await expect(foreign).rejects.toMatchObject({ kind: 'invalid', fields: { person: /no member/ } })
})

it('ends the roles of a removed team at once, and lets another have its name', async () => {
  const id = await org.team('risk', ['reader'])
  await givenRole(id, 'maintainer')
  await removeTeam(ada, ref())
  expect(await lastEvent()).toMatchObject({
    action: 'team.remove',
    subject: { id },
    before: { name: 'risk', members: 1, roles: [{ role: 'maintainer', scope: 'organization' }] },
    after: null,
  })
  const [membership] = (await org.signedIn('reader')).memberships
  expect(membership?.grants.map(({ role }) => role)).toEqual(['reader'])
  await expect(getTeam(ada, ref())).rejects.toMatchObject({ kind: 'not_found' })
  expect(await org.team('risk')).not.toBe(id)
})

it.each([
  ['approvals', { approvals: { count: 1, teams: ['other', 'risk'] } }],
  ['an alias', { protectedAliases: [{ name: 'prod', teams: ['risk'] }, { name: 'x' }] }],
])('keeps a team that a policy names for %s, and says which', async (_, rules) => {
  await org.team('risk')
  await org.team('bystander')
  await policyOf(rules)
  await expect(removeTeam(ada, ref())).rejects.toMatchObject({
    kind: 'conflict',
    code: 'team_in_policy',
    message: 'The policy of the organization names the team risk. Take it out of there first.',
  })
  await expect(getTeam(ada, ref())).resolves.toBeTruthy()
  await expect(removeTeam(ada, ref('bystander'))).resolves.toBeNull()
})

it('leaves an admin: neither the team nor the place of the last one goes', async () => {
  const id = await org.team('office', ['reader'])
  await givenRole(id, 'admin')
  const rita = await org.signedIn('reader')
  await updateMember(rita, { org: org.slug, id: org.personId('admin'), roles: ['reader'] })
  const out = removeTeamMember(rita, { ...ref('office'), id: org.personId('reader') })
  await expect(out).rejects.toMatchObject({
    kind: 'conflict',
    message: `Rita is the only admin of ${org.slug}, through this team. Make someone else an admin first.`,
  })
  await expect(removeTeam(rita, ref('office'))).rejects.toMatchObject({ kind: 'conflict' })
  expect((await org.signedIn('reader')).memberships).toMatchObject([{ teams: [id] }])
})

it('leaves an admin when two of them are taken out at once', async () => {
  const id = await org.team('office', ['reader', 'contributor'])
  await givenRole(id, 'admin')
  const rita = await org.signedIn('reader')
  await updateMember(rita, { org: org.slug, id: org.personId('admin'), roles: ['reader'] })
  const both = await Promise.allSettled(
    (['reader', 'contributor'] as const).map((role) =>
      removeTeamMember(rita, { ...ref('office'), id: org.personId(role) }),
    ),
  )
  expect(both.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
})

it('is for admins only, and records who tried', async () => {
  await org.team('risk')
  const mia = org.as('maintainer')
  for (const attempt of [
    () => createTeam(mia, { org: org.slug, name: 'Mine' }),
    () => updateTeam(mia, { ...ref(), name: 'Mine' }),
    () => removeTeam(mia, ref()),
    () => addTeamMember(mia, { ...ref(), person: org.personId('maintainer') }),
    () => removeTeamMember(mia, { ...ref(), id: org.personId('maintainer') }),
  ]) {
    await expect(attempt()).rejects.toMatchObject({ kind: 'forbidden' })
    expect(await lastEvent()).toMatchObject({
      outcome: 'refused',
      reason: 'Needs the admin role. You are a maintainer.',
      actor: { id: org.personId('maintainer') },
    })
  }
})

it.each([
  { name: '' },
  { name: 'nul\0' },
  { slug: 'Not A Slug' },
  { slug: 'new' },
  { name: '北京' },
])('refuses bad input %j, and makes nothing', async (wrong) => {
  const bad = createTeam(ada, { org: org.slug, name: 'Fine', ...wrong })
  await expect(bad).rejects.toMatchObject({ kind: 'invalid' })
  expect((await listTeams(ada, { org: org.slug })).items).toEqual([])
  expect(await org.events()).toEqual([])
})

it('makes one team of a name when two admins do it together, and finds none of others', async () => {
  const twins = [1, 2].map(() => createTeam(ada, { org: org.slug, name: 'Twin' }))
  const both = await Promise.allSettled(twins)
  expect(both.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
  const other = await hub.organization()
  const foreign = getTeam(other.as('admin'), { org: org.slug, team: 'twin' })
  await expect(foreign).rejects.toMatchObject({ kind: 'not_found' })
  const absent = removeTeam(other.as('admin'), { org: other.slug, team: 'twin' })
  await expect(absent).rejects.toMatchObject({ kind: 'not_found' })
})
