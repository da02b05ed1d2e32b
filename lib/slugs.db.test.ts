import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { listActivity } from './activity/queries'
import { createDataset } from './datasets/create'
import { listDatasets } from './datasets/queries'
import { createModel } from './models/create'
import { getModel, listModels } from './models/queries'
import { updateModel } from './models/update'
import { createProject } from './projects/create'
import { getProject } from './projects/queries'
import { updateProject } from './projects/update'
import { createRun } from './runs/create'
import { listRuns } from './runs/list'
import { getRun } from './runs/queries'
import { type TestHub, type TestOrganization, testHub } from './testing/hub'
import { registerVersion } from './versions/register'

let hub: TestHub
let acme: TestOrganization
let org: string
beforeAll(async () => {
  hub = await testHub()
})
afterAll(() => hub.close())
beforeEach(async () => {
  acme = await hub.organization()
  org = acme.slug
})

const mia = () => acme.as('maintainer')

/** The same promises for both that have slugs. */
const kinds = {
  model: {
    make: (slug: string) => createModel(mia(), { org, name: slug, slug }),
    rename: (model: string, slug: string) => updateModel(mia(), { org, model, slug }),
    at: (model: string) => getModel(acme.as('reader'), { org, model }),
  },
  project: {
    make: (slug: string) => createProject(mia(), { org, name: slug, slug }),
    rename: (project: string, slug: string) => updateProject(mia(), { org, project, slug }),
    at: (project: string) => getProject(acme.as('reader'), { org, project }),
  },
}

describe.each(Object.entries(kinds))('a renamed %s', (kind, { make, rename, at }) => {
  it('is found under every slug it had, and the record says both', async () => {
    await make('first')
    await rename('first', 'second')
    await rename('first', 'third')
    for (const slug of ['first', 'second', 'third'])
      expect(await at(slug)).toMatchObject({ slug: 'third', name: 'first' })
    expect((await acme.events()).at(-1)).toMatchObject({
      action: `${kind}.update`,
      before: { slug: 'second' },
      after: { slug: 'third' },
    })
  })

  it('takes back a slug it had', async () => {
    await make('first')
    await rename('first', 'second')
    await rename('second', 'first')
    for (const slug of ['first', 'second']) expect(await at(slug)).toMatchObject({ slug: 'first' })
  })

  it('keeps its old slug from everyone else, and takes none that leads elsewhere', async () => {
    await make('first')
    await rename('first', 'second')
    await make('other')
    const refused = (message: string) => ({ kind: 'conflict', message, fields: { slug: message } })
    const once = refused(`A ${kind} was once named first. Choose another name.`)
    await expect(make('first')).rejects.toMatchObject(once)
    await expect(rename('other', 'first')).rejects.toMatchObject(once)
    await expect(rename('other', 'second')).rejects.toMatchObject(
      refused(`A ${kind} named second exists. Choose another name.`),
    )
    expect(await at('other')).toMatchObject({ slug: 'other' })
  })

  it('lets nobody take a slug while it is given up', async () => {
    for (const slug of ['a', 'b', 'c', 'd', 'e']) {
      await make(slug)
      await make(`${slug}-other`)
      const takers = [make(slug), rename(`${slug}-other`, slug)]
      const [given, ...taken] = await Promise.allSettled([rename(slug, `${slug}-new`), ...takers])
      expect(given?.status).toBe('fulfilled')
      expect(taken.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
      expect(await at(slug)).toMatchObject({ slug: `${slug}-new` })
    }
  })

  it('gets one slug when two are asked for at once, and one of two that ask for the same', async () => {
    await make('first')
    await make('other')
    const both = await Promise.allSettled([rename('first', 'same'), rename('other', 'same')])
    expect(both.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
    expect(both.find(({ status }) => status === 'rejected')).toMatchObject({
      reason: { kind: 'conflict' },
    })
  })

  it.each(['Not a slug', 'a--b', ''])('refuses the slug %j', async (slug) => {
    await make('first')
    await expect(rename('first', slug)).rejects.toMatchObject({ kind: 'invalid' })
  })
})

it('leads from a project’s old slug to all that is in it', async () => {
  await createProject(mia(), { org, name: 'lab' })
  await createModel(mia(), { org, name: 'churn', projects: ['lab'] })
  await createDataset(mia(), { org, slug: 'rows', projects: ['lab'] })
  await createRun(mia(), { org, project: 'lab', inputs: [] })
  await updateProject(mia(), { org, project: 'lab', slug: 'bench' })
  const lab = { org, project: 'lab' }
  expect((await getRun(mia(), { ...lab, run: 1 })).project).toBe('bench')
  const { run } = await createRun(mia(), { ...lab, inputs: [] })
  expect(run).toBe(2)
  const lists = await Promise.all([
    listRuns(mia(), lab),
    listModels(mia(), lab),
    listDatasets(mia(), lab),
  ])
  expect(lists.map(({ items }) => items.length)).toEqual([2, 1, 1])
  const activity = await listActivity(acme.as('auditor'), lab)
  expect(activity.items.map(({ action }) => action)).toContain('project.update')
  const version = await registerVersion(mia(), { org, model: 'churn', run: 'run://lab/1' })
  expect(version.run).toBe('run://bench/1')
  const tied = await createModel(mia(), { org, name: 'other', projects: ['lab', 'bench'] })
  expect(tied.projects).toEqual(['bench'])
})

it('needs a maintainer to rename a project, and records who tried', async () => {
  await createProject(mia(), { org, name: 'lab' })
  const attempt = updateProject(acme.as('contributor'), { org, project: 'lab', slug: 'mine' })
  await expect(attempt).rejects.toMatchObject({ kind: 'forbidden' })
  expect((await acme.events()).at(-1)).toMatchObject({
    action: 'project.update',
    outcome: 'refused',
    reason: 'Needs the maintainer role. You are a contributor.',
  })
})

it('names no project new, which is the page that makes one', async () => {
  const reserved = { kind: 'invalid', message: expect.stringContaining('new is reserved') }
  await expect(kinds.project.make('new')).rejects.toMatchObject(reserved)
  await createProject(mia(), { org, name: 'lab' })
  await expect(kinds.project.rename('lab', 'new')).rejects.toMatchObject(reserved)
  const unnamed = createProject(mia(), { org, name: 'New' })
  await expect(unnamed).rejects.toMatchObject({
    kind: 'invalid',
    fields: { slug: expect.any(String) },
  })
})
