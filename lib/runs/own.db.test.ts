import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Ctx } from '../actor'
import { createModel } from '../models/create'
import { type TestHub, type TestOrganization, testHub } from '../testing/hub'
import { listOwnRuns } from './own'
import { getRun } from './queries'
import { projectOf, ranJob } from './testing'

let hub: TestHub
let acme: TestOrganization
const ana = () => acme.as('contributor')
const mia = () => acme.as('maintainer')

beforeAll(async () => {
  hub = await testHub()
  acme = await hub.organization()
  for (const project of ['jobs', 'more', 'elsewhere']) await projectOf(ana(), acme.slug, project)
  await createModel(mia(), { org: acme.slug, name: 'churn', projects: ['jobs', 'more'] })
  await createModel(mia(), { org: acme.slug, name: 'alone' })
  await ranJob(ana(), acme.slug, 'jobs', { outputs: { a: '1', b: '2' } })
  await ranJob(ana(), acme.slug, 'jobs', { state: 'error' })
  await ranJob(ana(), acme.slug, 'more')
  await ranJob(ana(), acme.slug, 'elsewhere')
  await ranJob(mia(), acme.slug, 'jobs')
})
afterAll(() => hub.close())

const own = async (ctx: Ctx, model = 'churn') =>
  (await listOwnRuns(ctx, { org: acme.slug, model })).map(
    ({ project, run, outputs }) => `${project}/${run} ${outputs}`,
  )

it('lists what the caller ran to its end in the projects of the model, newest first', async () => {
  expect(await own(ana())).toEqual(['more/1 0', 'jobs/1 2'])
  expect(await own(mia())).toEqual(['jobs/3 0'])
  expect(await own(acme.as('admin'))).toEqual([])
  expect(await own(ana(), 'alone')).toEqual([])
})

it('lists what is recent: 8 runs of the last 30 days', async () => {
  for (let more = 0; more < 8; more++) await ranJob(mia(), acme.slug, 'more')
  expect(await own(mia())).toHaveLength(8)
  const later = new Date(Date.now() + 31 * 86_400_000)
  expect(await own({ ...mia(), now: () => later })).toEqual([])
})

it('is registered from by the person whose run it is, who has a role for it', async () => {
  const registers = async (ctx: Ctx, run: number) =>
    (await getRun(ctx, { org: acme.slug, project: 'jobs', run })).abilities.register
  const reason = 'Only the person whose run it is may register a version from it.'
  expect(await registers(ana(), 1)).toEqual({ ok: true })
  expect(await registers(mia(), 1)).toEqual({ ok: false, reason })
  const demoted = { ...ana(), memberships: acme.as('reader').memberships }
  expect(await registers(demoted, 1)).toEqual({
    ok: false,
    reason: 'Needs the contributor role. You are a reader.',
  })
})
