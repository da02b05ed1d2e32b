import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { contextFromSession } from '../context'
import { createModel } from '../models/create'
import { createRun } from '../runs/create'
import { startSession } from '../sessions/session'
import { arrival, type TestHub, type TestOrganization, testHub } from '../testing/hub'
import { createProject } from './create'
import { archiveProject } from './life'
import { getProject, listProjectNames, listProjects } from './queries'
import { updateProject } from './update'

let hub: TestHub
let org: TestOrganization
beforeAll(async () => {
  hub = await testHub()
})
afterAll(() => hub.close())
beforeEach(async () => {
  org = await hub.organization()
})

const lastEvent = async () => (await org.events()).at(-1)
const makes = (name: string, role: Parameters<TestOrganization['as']>[0] = 'contributor') =>
  createProject(org.as(role), { org: org.slug, name })

describe('making a project', () => {
  it('names it for URIs, makes its maker maintainer, and records it', async () => {
    const made = await createProject(org.as('contributor'), {
      org: org.slug,
      name: 'Pénguins of Palmer',
      description: 'Bills and flippers',
    })
    expect(made).toEqual({
      slug: 'penguins-of-palmer',
      name: 'Pénguins of Palmer',
      description: 'Bills and flippers',
      models: 0,
      runs: 0,
      lastRunAt: null,
      life: 'live',
      createdAt: expect.any(String),
    })
    expect(await lastEvent()).toMatchObject({
      action: 'project.create',
      actor: { id: org.personId('contributor') },
      subject: { kind: 'project', uri: `/${org.slug}/projects/penguins-of-palmer` },
      before: null,
      after: { slug: 'penguins-of-palmer', maintainer: org.personId('contributor') },
    })
    const { secret } = await startSession(org.personId('contributor'), arrival().origin)
    const ctx = await contextFromSession(secret, arrival())
    if (!ctx) throw new Error('Ana is not signed in.')
    const edit = { org: org.slug, project: made.slug, description: 'Three species' }
    await expect(updateProject(ctx, edit)).resolves.toMatchObject({ description: 'Three species' })
  })

  it('needs the contributor role, and records who tried', async () => {
    await expect(makes('Mine', 'reader')).rejects.toMatchObject({
      kind: 'forbidden',
      message: 'Needs the contributor role. You are a reader.',
    })
    expect(await lastEvent()).toMatchObject({ action: 'project.create', outcome: 'refused' })
    const { items } = await listProjects(org.as('reader'), { org: org.slug })
    expect(items).toEqual([])
  })

  it('makes one when many ask for the same name at once', async () => {
    const all = await Promise.allSettled(Array.from({ length: 10 }, () => makes('Twin')))
    const lost = all.filter((one) => one.status === 'rejected')
    expect(lost).toHaveLength(9)
    for (const { reason } of lost) expect(reason).toMatchObject({ kind: 'conflict' })
    expect((await org.events()).map(({ action }) => action)).toEqual(['project.create'])
  })

  it.each([
    { name: '' },
    { name: '日本' },
    { name: 'x'.repeat(201) },
    { name: 'nul\0' },
    { slug: 'No' },
    { slug: 'a..b' },
    { description: 'x'.repeat(10_001) },
  ])('refuses bad input %j', async (wrong) => {
    const made = createProject(org.as('contributor'), { org: org.slug, name: 'Fine', ...wrong })
    await expect(made).rejects.toMatchObject({ kind: 'invalid' })
  })
})

describe('changing a project', () => {
  it('records what it was and what it became', async () => {
    await makes('Pets')
    const ref = { org: org.slug, project: 'pets' }
    const after = await updateProject(org.as('maintainer'), { ...ref, name: 'Pets and cats' })
    expect(after).toMatchObject({ slug: 'pets', name: 'Pets and cats' })
    expect(await lastEvent()).toMatchObject({
      action: 'project.update',
      before: { name: 'Pets', description: '' },
      after: { name: 'Pets and cats', description: '' },
    })
    await expect(updateProject(org.as('maintainer'), ref)).rejects.toMatchObject({
      kind: 'invalid',
    })
  })

  it('needs a maintainer, and records who tried', async () => {
    await makes('Pets', 'maintainer')
    const edit = { org: org.slug, project: 'pets', name: 'Mine' }
    await expect(updateProject(org.as('contributor'), edit)).rejects.toMatchObject({
      kind: 'forbidden',
    })
    expect(await lastEvent()).toMatchObject({ action: 'project.update', outcome: 'refused' })
  })
})

it('lists by slug in pages and shows one', async () => {
  for (const name of ['c', 'a', 'b']) await makes(name)
  const first = await listProjects(org.as('auditor'), { org: org.slug, limit: 2 })
  expect(first.items.map(({ slug }) => slug)).toEqual(['a', 'b'])
  const cursor = first.nextCursor ?? undefined
  const second = await listProjects(org.as('auditor'), { org: org.slug, limit: 2, cursor })
  expect(second).toMatchObject({ items: [{ slug: 'c' }], nextCursor: null })
  const one = await getProject(org.as('reader'), { org: org.slug, project: 'b' })
  expect(one).toMatchObject({ slug: 'b', name: 'b', runs: 0 })
  const bad = listProjects(org.as('reader'), { org: org.slug, cursor: 'WzFd' })
  await expect(bad).rejects.toMatchObject({ kind: 'invalid' })
})

it('counts the models that one may see, and tells the last run and what one may do', async () => {
  await makes('lab', 'maintainer')
  const mia = org.as('maintainer')
  const at = { org: org.slug, project: 'lab' }
  await createModel(mia, { org: org.slug, name: 'Open', projects: ['lab'] })
  const accessMode = 'restricted'
  await createModel(mia, { org: org.slug, name: 'Closed', projects: ['lab'], accessMode })
  await createRun(mia, { ...at, inputs: [] })
  const seenBy = async (role: Parameters<TestOrganization['as']>[0]) => getProject(org.as(role), at)
  expect(await seenBy('admin')).toMatchObject({ models: 2, runs: 1 })
  const { models, lastRunAt, abilities } = await seenBy('reader')
  expect({ models, lastRunAt }).toEqual({ models: 1, lastRunAt: expect.stringMatching(/Z$/) })
  const reason = 'Needs the maintainer role. You are a reader.'
  expect(abilities.update).toEqual({ ok: false, reason })
  // Without the role in the project itself, which its maker has.
  expect((await seenBy('maintainer')).abilities.grant.ok).toBe(false)
  expect((await getProject(await org.token('maintainer'), at)).abilities.grant).toEqual({
    ok: true,
  })
})

it('names those in use to choose from', async () => {
  for (const name of ['b', 'a', 'old']) await makes(name)
  await archiveProject(org.as('maintainer'), { org: org.slug, project: 'old' })
  expect(await listProjectNames(org.as('reader'), { org: org.slug })).toEqual([
    { slug: 'a', name: 'a' },
    { slug: 'b', name: 'b' },
  ])
  const named = (slug: string) => listProjectNames(org.as('reader'), { org: org.slug, slug })
  expect(await named('b')).toEqual([{ slug: 'b', name: 'b' }])
  expect(await named('old')).toEqual([])
})

it('finds nothing in an organization of others', async () => {
  await makes('pets')
  const other = (await hub.organization()).as('admin')
  const ref = { org: org.slug, project: 'pets' }
  const tried = await Promise.allSettled([
    getProject(other, ref),
    updateProject(other, { ...ref, name: 'Mine' }),
    listProjects(other, { org: org.slug }),
    createProject(other, { org: org.slug, name: 'Mine' }),
    getProject(org.as('reader'), { ...ref, project: 'none' }),
  ])
  for (const one of tried) expect(one).toMatchObject({ reason: { kind: 'not_found' } })
})
