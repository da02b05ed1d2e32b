import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Ctx, Grant } from '../actor'
import { projectOf } from '../runs/testing'
import { type TestHub, type TestOrganization, testHub } from '../testing/hub'
import { modelOf } from '../testing/registry'
import { createModel } from './create'
import { archiveModel } from './life'
import { listRegistrable } from './registrable'
import { updateModel } from './update'

let hub: TestHub
let acme: TestOrganization
const ana = () => acme.as('contributor')
const mia = () => acme.as('maintainer')

beforeAll(async () => {
  hub = await testHub()
  acme = await hub.organization()
  const org = acme.slug
  await projectOf(ana(), org, 'jobs')
  await createModel(mia(), { org, name: 'Of jobs', projects: ['jobs'] })
  for (const slug of ['open', 'hidden', 'old']) await modelOf(mia(), org, slug)
  await updateModel(mia(), { org, model: 'hidden', accessMode: 'restricted' })
  await archiveModel(mia(), { org, model: 'old' })
})
afterAll(() => hub.close())

const offered = async (ctx: Ctx, project?: string) =>
  (await listRegistrable(ctx, { org: acme.slug, project })).map(({ slug }) => slug)

/** A reader of the organization with one role more. */
function holding(grant: Grant): Ctx {
  const ctx = acme.as('reader')
  const memberships = ctx.memberships.map((one) => ({ ...one, grants: [...one.grants, grant] }))
  return { ...ctx, memberships }
}

it('offers live models that the caller sees, last changed first', async () => {
  expect(await offered(ana())).toEqual(['open', 'of-jobs'])
  expect(await offered(acme.as('admin'))).toEqual(['hidden', 'open', 'of-jobs'])
})

it('puts those of the project at hand first', async () => {
  expect(await offered(ana(), 'jobs')).toEqual(['of-jobs', 'open'])
})

it('offers nothing to those who may not register', async () => {
  expect(await offered(acme.as('reader'))).toEqual([])
  expect(await offered(await acme.token('contributor', { scopes: ['read'] }))).toEqual([])
})

it('offers what a role on a model or in a project allows', async () => {
  const { models, projects } = await idsOf()
  const role = 'contributor' as const
  expect(await offered(holding({ scope: 'model', scopeId: models.hidden ?? '', role }))).toEqual([
    'hidden',
  ])
  expect(await offered(holding({ scope: 'project', scopeId: projects.jobs ?? '', role }))).toEqual([
    'of-jobs',
  ])
})

async function idsOf() {
  const ids = async (table: 'models' | 'projects') => {
    const { rows } = await hub.database.read.execute<{ slug: string; id: string }>(
      `select slug, id from ${table}`,
    )
    return Object.fromEntries(rows.map(({ slug, id }) => [slug, id]))
  }
  return { models: await ids('models'), projects: await ids('projects') }
}
