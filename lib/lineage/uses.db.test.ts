import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { updateModel } from '../models/update'
import { deleteProject } from '../projects/life'
import { createRun } from '../runs/create'
import { projectOf } from '../runs/testing'
import { type TestHub, type TestOrganization, testHub } from '../testing/hub'
import { registered } from '../testing/registry'
import { chainOf } from './testing'
import { getDatasetUses, getModelUses, getUses, usesOf, usesOfModels } from './uses'

let hub: TestHub
let acme: TestOrganization
let org: string
const rita = () => acme.as('reader')

beforeAll(async () => {
  hub = await testHub()
  acme = await hub.organization()
  org = acme.slug
  await chainOf(acme.as('contributor'), org)
  await registered(acme.as('maintainer'), org, { model: 'm' })
  await projectOf(acme.as('maintainer'), org, 'short')
})
afterAll(() => hub.close())

const started = (project: string, ...uris: string[]) =>
  createRun(acme.as('contributor'), {
    ...{ org, project },
    inputs: uris.map((uri, index) => ({ name: `in-${index}`, uri })),
  })
const uses = async (uri: string) => (await getUses(rita(), { org, uri })).runs

it('counts each run that took something once, also one that took two versions of a model', async () => {
  await started('jobs', 'model://m/v1', 'model://m/v2')
  expect([await uses('model://m/v1'), await uses('model://m/v2')]).toEqual([2, 1])
  expect(await getModelUses(rita(), { org, model: 'm' })).toEqual({
    runs: 2,
    serving: [],
    stop: { ok: true },
  })
  expect(await getDatasetUses(rita(), { org, dataset: 'pets' })).toEqual({
    runs: 1,
    serving: [],
    stop: { ok: true },
  })
  expect(await uses('s3://lake/raw.csv')).toBe(2)
  expect(await uses('run://jobs/1')).toBe(0)
})

it('counts no run of a project that was deleted', async () => {
  await started('short', 'dataset://pets/v1')
  expect(await uses('dataset://pets/v1')).toBe(2)
  await deleteProject(acme.as('maintainer'), { org, project: 'short', force: true })
  expect(await uses('dataset://pets/v1')).toBe(1)
})

it('counts for a whole page at once', async () => {
  const { rows } = await hub.database.read.execute<{ id: string; model: string }>(sql`
    select v.id, v.model_id as model from versions v where v.organization_id = ${acme.id}
    order by v.number`)
  const ids = rows.map(({ id }) => id)
  expect([...(await usesOf(hub.database.read, ids)).values()]).toHaveLength(2)
  const model = rows[0]?.model ?? ''
  expect(await usesOfModels(hub.database.read, [model])).toEqual(new Map([[model, { runs: 2 }]]))
  expect(await usesOf(hub.database.read, [])).toEqual(new Map())
})

it('tells nothing of what the caller may not see', async () => {
  await updateModel(acme.as('admin'), { org, model: 'm', accessMode: 'restricted' })
  await expect(uses('model://m/v1')).rejects.toMatchObject({ kind: 'not_found' })
  await expect(getModelUses(rita(), { org, model: 'm' })).rejects.toMatchObject({
    kind: 'not_found',
  })
})
