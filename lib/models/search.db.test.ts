import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Ctx } from '../actor'
import { createComment } from '../comments/create'
import { searchable } from '../search/testing'
import { type TestHub, type TestOrganization, testHub } from '../testing/hub'
import { modelOf, registered } from '../testing/registry'
import { deleteVersion } from '../versions/life'
import { modelFacets } from './facets'
import { listModels } from './queries'

let hub: TestHub
let acme: TestOrganization
const ana = () => acme.as('contributor')

beforeAll(async () => {
  hub = await testHub()
  acme = await hub.organization()
  await searchable(acme)
})
afterAll(() => hub.close())

type Asked = Omit<Parameters<typeof listModels>[1], 'org'>

async function found(asked: Asked, ctx: Ctx = ana()) {
  const { items } = await listModels(ctx, { org: acme.slug, ...asked })
  return items.map(({ slug }) => slug)
}

const sorted = async (q: string, match?: Asked['match']) => (await found({ q, match })).sort()

describe('a filter finds the models that it is true of', () => {
  it.each<[string, string[]]>([
    ['name:churn', ['churn']],
    ['name:c*', ['churn', 'credit-score']],
    ['name!=churn', ['atlas', 'credit-score']],
    ['model:"credit score",churn', ['churn', 'credit-score']],
    ['tag:tabular', ['churn']],
    ['tag:team*', ['churn']],
    ['tag:prod-eu', ['churn']],
    ['tag:prod', []],
    ['tag!=tabular', ['atlas', 'credit-score']],
    ['owner:me', ['churn']],
    ['owner:mia', ['atlas', 'credit-score']],
    ['project:growth', ['churn']],
    ['-project:growth', ['atlas', 'credit-score']],
    ['access:restricted', []],
    ['access:organization', ['atlas', 'churn', 'credit-score']],
    ['created:2026-01-05', ['atlas', 'churn', 'credit-score']],
    ['created>2026-01-06', []],
    ['updated:2026-01-05', ['atlas', 'churn', 'credit-score']],
    ['versions>=1', ['churn', 'credit-score']],
    ['versions:0', ['atlas']],
    ['field.risk:high', []],
    ['state:approved', ['credit-score']],
    ['state!=approved', ['atlas', 'churn']],
    ['alias:newest', ['churn', 'credit-score']],
    ['metric.accuracy>0', ['credit-score']],
    ['-metric.accuracy>0', ['atlas', 'churn']],
    ['version:3', ['churn']],
    ['size<1', ['churn', 'credit-score']],
    ['is:archived', []],
    ['-is:archived', ['atlas', 'churn', 'credit-score']],
    ['has:comments', []],
    ['-has:run', ['atlas', 'churn', 'credit-score']],
    ['decided:2026', ['credit-score']],
    ['state:approved OR project:growth', ['churn', 'credit-score']],
    ['state:pending tag:tabular', ['churn']],
    ['-decided:2026', ['atlas', 'churn']],
    ['dataset:rows', []],
  ])('%s', async (q, models) => {
    expect(await sorted(q)).toEqual(models)
  })
})

it('finds a model by no comment on a version that is deleted', async () => {
  const other = await hub.organization()
  const mia = other.as('maintainer')
  await modelOf(mia, other.slug, 'm')
  await registered(mia, other.slug, { model: 'm' })
  await createComment(mia, { org: other.slug, model: 'm', version: 1, body: 'Psst' })
  const spoken = async () => (await listModels(mia, { org: other.slug, q: 'has:comments' })).items
  expect(await spoken()).toHaveLength(1)
  await deleteVersion(mia, { org: other.slug, model: 'm', version: 1 })
  expect(await spoken()).toHaveLength(0)
})

describe('the version that a model is matched by', () => {
  it.each<[string, Asked['match'], string[]]>([
    ['state:approved', 'approved', ['churn', 'credit-score']],
    ['metric.accuracy>0.9', 'approved', ['churn']],
    ['tag:prod', 'approved', ['churn']],
    ['state:rejected', 'approved', []],
    ['state:rejected', 'any', ['churn']],
    ['dataset:rows/v1', 'any', ['churn']],
    ['dataset:rows/v1 state:rejected', 'any', []],
    ['metric.accuracy<0.9', 'any', ['churn']],
    ['note:labels', 'any', ['churn']],
    ['labels', 'any', ['churn']],
    ['labels', 'newest', []],
    ['alias:production', 'any', ['churn']],
    ['is:recalled', 'any', ['churn']],
    ['has:run tag:prod', 'any', ['churn']],
    ['-state:rejected', 'any', ['atlas', 'churn', 'credit-score']],
    ['name:atlas OR state:rejected', 'any', ['atlas', 'churn']],
    ['metric.accuracy:0.7', 'any', []],
  ])('%s, %s', async (q, match, models) => {
    expect(await sorted(q, match)).toEqual(models)
  })
})

describe('words', () => {
  it.each<[string, string[]]>([
    ['chrun', ['churn']],
    ['hur', ['churn']],
    ['score credit', ['credit-score']],
    ['credit-sc', ['credit-score']],
    ['tabluar', ['churn']],
    ['100%', ['atlas']],
    ['maps', ['atlas']],
    ['"maps_of"', ['atlas']],
    ['"maps of"', []],
    ['prod', ['churn']],
    ['wether', []],
  ])('%s', async (q, models) => {
    expect(await sorted(q)).toEqual(models)
  })
})

describe('beside a filter', () => {
  it('everything else that narrows the list holds, too', async () => {
    expect(await found({ q: 'owner:mia', state: 'approved' })).toEqual(['credit-score'])
    expect(await found({ q: 'owner:mia', project: 'growth' })).toEqual([])
    expect(await found({ q: 'churn', tag: 'tabular' })).toEqual(['churn'])
    expect(await found({ q: 'churn', life: 'archived' })).toEqual([])
  })
})

describe('orders', () => {
  it.each([
    ['name', ['atlas', 'churn', 'credit-score']],
    ['-name', ['credit-score', 'churn', 'atlas']],
    ['versions', ['atlas', 'credit-score', 'churn']],
    ['newest', ['credit-score', 'churn', 'atlas']],
    ['-newest', ['churn', 'credit-score', 'atlas']],
    ['-metric.accuracy', ['credit-score', 'atlas', 'churn']],
  ])('%s', async (sort, models) => {
    expect(await found({ sort })).toEqual(models)
  })

  it('by a metric of the approved versions, where models are matched by these', async () => {
    const sort = '-metric.accuracy'
    expect(await found({ sort, match: 'approved' })).toEqual(['churn', 'credit-score', 'atlas'])
  })
})

describe('a restricted model', () => {
  it.each(['hidden', 'zanzibar', 'access:restricted', 'metric.glitter>0', 'tag:vault*'])(
    'is found by those who see it alone: %s',
    async (q) => {
      expect(await found({ q })).toEqual([])
      expect(await found({ q, match: 'any' })).toEqual([])
      expect(await found({ q }, acme.as('admin'))).toEqual(['hidden-gem'])
      expect((await modelFacets(ana(), { org: acme.slug, q })).total.count).toBe(0)
    },
  )
})

describe('facets', () => {
  it('count what there is', async () => {
    const { total, facets } = await modelFacets(ana(), { org: acme.slug })
    expect(total).toEqual({ count: 3, more: false })
    const of = (key: string) => facets.find((facet) => facet.key === key)?.values
    expect(of('state')).toEqual([
      { value: 'approved', label: 'approved', count: 1 },
      { value: 'pending', label: 'pending', count: 1 },
    ])
    expect(of('project')).toEqual([
      { value: 'growth', label: 'growth', count: 1 },
      { value: 'risk', label: 'risk', count: 1 },
    ])
    expect(of('tag')).toMatchObject([{ value: 'tabular' }, { value: 'team/growth' }])
    expect(of('owner')).toEqual([
      { value: `mia@${acme.slug}.example`, label: 'Mia', count: 2 },
      { value: `ana@${acme.slug}.example`, label: 'Ana', count: 1 },
    ])
  })

  it.each(['newest', 'approved'] as const)(
    'tell what narrows the list to as many, matched by %s',
    async (match) => {
      const { facets } = await modelFacets(ana(), { org: acme.slug, match })
      const terms = facets.flatMap(({ key, values }) =>
        values.map(({ value, count }) => ({ q: `${key}:"${value}"`, count })),
      )
      expect(terms.map(({ q }) => q)).toContain('alias:"latest"')
      for (const { q, count } of terms)
        expect([q, (await found({ q, match })).length]).toEqual([q, count])
    },
  )

  it('say nothing of one version where any will do', async () => {
    const { facets } = await modelFacets(ana(), { org: acme.slug, match: 'any' })
    expect(facets.map(({ key }) => key)).toEqual(['project', 'tag', 'owner'])
  })
})
