import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Ctx } from '../actor'
import { deleteProject } from '../projects/life'
import { on, searchable } from '../search/testing'
import { type TestHub, type TestOrganization, testHub } from '../testing/hub'
import { runFacets } from './facets'
import { listRuns } from './list'

let hub: TestHub
let acme: TestOrganization
const ana = () => acme.as('contributor')

beforeAll(async () => {
  hub = await testHub()
  acme = await hub.organization()
  await searchable(acme)
})
afterAll(() => hub.close())

async function found(asked: Omit<Parameters<typeof listRuns>[1], 'org'>, ctx: Ctx = ana()) {
  const { items } = await listRuns(ctx, { org: acme.slug, ...asked })
  return items.map(({ uri }) => uri.replace('run://', '')).sort()
}

const [train, infer, polish] = ['growth/1', 'growth/2', 'risk/1']

describe('a filter finds the runs that it is true of', () => {
  it.each<[string, (string | undefined)[]]>([
    ['state:completed', [train]],
    ['state:queued,running', [infer, polish]],
    ['state!=completed', [infer, polish]],
    ['step:train', [train]],
    ['step:*', [train, infer, polish]],
    ['step:in*', [infer]],
    ['step!=train', [infer, polish]],
    ['tag:baseline', [train]],
    ['tag:base*', [train]],
    ['tag!=baseline', [infer, polish]],
    ['owner:me', [train]],
    ['owner:mia', [infer]],
    ['project:growth', [train, infer]],
    ['project:r*', [polish]],
    ['metric.accuracy>0.9', [train]],
    ['metric.accuracy<0.9', []],
    ['-metric.accuracy>0', [infer, polish]],
    ['param.depth>=6', [train]],
    ['param.depth:6', [train]],
    ['param.optimizer:adam', [train]],
    ['param.optimizer!=adam', [infer, polish]],
    ['dataset:rows', [train]],
    ['dataset:rows/v2', []],
    ['model:churn', [train, infer]],
    ['model:hidden-gem', []],
    ['model!=churn', [polish]],
    ['commit:3f2a9c1', [train]],
    ['commit:3f*', [train]],
    ['commit:3f2', []],
    ['image:python*', [train]],
    ['image:python:3.12', [train]],
    ['created:2026-04-01', [infer]],
    ['finished:2026-01-06', [train]],
    ['-finished:2026', [infer, polish]],
    ['duration>=1d', [train]],
    ['duration<10m', []],
    ['group:1', []],
    ['is:alert', []],
    ['-is:alert', [train, infer, polish]],
    ['has:versions', [train]],
    ['has:outputs', [train]],
    ['has:metrics', [train]],
    ['rain', [train]],
    ['"python train.py"', [train]],
    ['baseline', [train]],
    ['polish OR train', [train, polish]],
    ['step:train state:running', []],
  ])('%s', async (q, runs) => {
    expect(await found({ q }, on(acme, 'contributor', '2026-05-01'))).toEqual(runs)
  })

  it('beside what else narrows the list', async () => {
    expect(await found({ q: 'project:growth', state: 'completed' })).toEqual([train])
    expect(await found({ q: 'step:train', project: 'risk' })).toEqual([])
    expect(await found({ q: 'in', person: 'me', since: '2026-01-01' })).toEqual([train])
  })
})

it('a restricted model is not given away by the runs that took it', async () => {
  for (const q of ['model:hidden-gem', 'model:hid*']) {
    expect(await found({ q })).toEqual([])
    expect(await found({ q }, acme.as('admin'))).toEqual([polish])
  }
})

it('facets tell what narrows the list to as many', async () => {
  const { facets, total } = await runFacets(ana(), { org: acme.slug, q: '' })
  expect(total).toEqual({ count: 3, more: false })
  const counted = facets.flatMap(({ key, values }) =>
    values.map(({ value, count }) => ({ q: `${key}:"${value}"`, count })),
  )
  expect(counted.length).toBeGreaterThan(8)
  for (const { q, count } of counted) expect([q, (await found({ q })).length]).toEqual([q, count])
})

it('runs of a deleted project are found by nothing', async () => {
  const other = await hub.organization()
  await searchable(other)
  const ask = (q: string) => listRuns(other.as('contributor'), { org: other.slug, q })
  expect((await ask('step:train')).items).toHaveLength(1)
  await deleteProject(other.as('maintainer'), { org: other.slug, project: 'growth', force: true })
  for (const q of ['step:train', 'project:growth', 'model:churn', 'dataset:rows'])
    expect((await ask(q)).items).toEqual([])
})
