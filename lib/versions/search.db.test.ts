import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Ctx } from '../actor'
import { on, searchable } from '../search/testing'
import { type TestHub, type TestOrganization, testHub } from '../testing/hub'
import { listVersions } from './queries'
import { searchVersions } from './search'

let hub: TestHub
let acme: TestOrganization
const ana = () => acme.as('contributor')

beforeAll(async () => {
  hub = await testHub()
  acme = await hub.organization()
  await searchable(acme)
})
afterAll(() => hub.close())

async function found(q: string, ctx: Ctx = ana()) {
  const { items } = await searchVersions(ctx, { org: acme.slug, q })
  return items.map(({ uri }) => uri.replace('model://', '')).sort()
}

const [v1, v2, v3, v4, credit, gem] = [
  'churn/v1',
  'churn/v2',
  'churn/v3',
  'churn/v4',
  'credit-score/v1',
  'hidden-gem/v1',
]

describe('a filter finds the versions that it is true of', () => {
  it.each<[string, (string | undefined)[]]>([
    ['', [v1, v2, v3, credit]],
    ['state:approved', [v1, credit]],
    ['state:pending,rejected', [v2, v3]],
    ['state!=approved', [v2, v3]],
    ['model:churn', [v1, v2, v3]],
    ['model:c*', [v1, v2, v3, credit]],
    ['model!=churn', [credit]],
    ['name:"credit score"', [credit]],
    ['name:CHURN', [v1, v2, v3]],
    ['name:cre*', [credit]],
    ['tag:prod', [v1]],
    ['tag:prod*', [v1, v3]],
    ['tag!=prod', [v2, v3, credit]],
    ['project:growth', [v1, v2, v3]],
    ['project:g*,risk', [v1, v2, v3, credit]],
    ['project!=growth', [credit]],
    ['owner:me', [v1, v2, v3]],
    ['owner:Mia', [credit]],
    ['owner!=me', [credit]],
    ['dataset:rows', [v1]],
    ['dataset:rows/v1', [v1]],
    ['dataset:rows/v2', []],
    ['dataset:rows/latest', []],
    ['dataset!=rows/v1', [v2, v3, credit]],
    ['dataset:rows/v2,nothing,rows/v1', [v1]],
    ['dataset:rows/v2,nothing', []],
    ['run:growth/1', [v1]],
    ['run:risk/1,growth/7,growth/1', [v1]],
    ['version:2,3', [v2, v3]],
    ['run://growth/1', [v1]],
    ['run!=growth/1', [v2, v3, credit]],
    ['metric.accuracy>0.8', [v1, credit]],
    ['metric.accuracy>=0.8', [v1, v2, credit]],
    ['metric.accuracy<0.9', [v2]],
    ['metric.accuracy<=0.9', [v2, credit]],
    ['metric.accuracy=0.8', [v2]],
    ['metric.accuracy:0.8,0.9', [v2, credit]],
    ['metric.accuracy!=0.8', [v1, v3, credit]],
    ['metric.loss>0', [v1]],
    ['metric.loss:NaN', [v2]],
    ['metric."val/acc 1"<1', [v3]],
    ['param.depth<=6', [v1]],
    ['param.depth>6', [v2]],
    ['param.depth:6,9', [v1, v2]],
    ['param.depth=6.0', [v1]],
    ['param.optimizer:adam', [v1]],
    ['param.optimizer:s*', [v2]],
    ['param.optimizer!=adam', [v2, v3, credit]],
    ['created:2026-02', [v2]],
    ['created:2026-02-01', [v2]],
    ['created>2026-02-01', [v2, v3]],
    ['created:>2026-02-02', [v3]],
    ['created<2026-02-01', [v1, credit]],
    ['created<=2026-02-01T12:00:00Z', [v1, v2, credit]],
    ['created:<20d', [v3]],
    ['created>20d', [v1, v2, credit]],
    ['decided:2026-01-05', [v1, v2, credit]],
    ['decided!=2026-01-05', [v3]],
    ['-decided:2026', [v3]],
    ['version:1', [v1, credit]],
    ['version>=2', [v2, v3]],
    ['size>1', [v2]],
    ['size<=1B', [v1, v3, credit]],
    ['note:"wrong labels"', [v2]],
    ['note:LABELS', [v2]],
    ['note!=labels', [v1, v3, credit]],
    ['alias:production', [v1]],
    ['alias:prod*', [v1]],
    ['alias:latest', [v1, credit]],
    ['alias:newest', [v3, credit]],
    ['alias!=latest', [v2, v3]],
    ['is:archived', [v4]],
    ['is:archived OR state:approved', [v1, v4, credit]],
    ['-is:archived', [v1, v2, v3, credit]],
    ['is:recalled', [v1]],
    ['is!=recalled', [v2, v3, credit]],
    ['is:stale', [v1]],
    ['has:run', [v1]],
    ['has:note', [v2]],
    ['has:files', [v1, v2]],
    ['-has:files', [v3, credit]],
    ['has:comments', []],
    ['field.risk:high', []],
    ['field.risk!=high', [v1, v2, v3, credit]],
  ])('%s', async (q, versions) => {
    expect(await found(q, on(acme, 'contributor', '2026-03-15'))).toEqual(versions)
  })
})

describe('words', () => {
  it.each<[string, (string | undefined)[]]>([
    ['churn', [v1, v2, v3]],
    ['CHURN', [v1, v2, v3]],
    ['chrun', [v1, v2, v3]],
    ['chrn', [v1, v2, v3]],
    ['chu', [v1, v2, v3]],
    ['hurn', [v1, v2, v3]],
    ['custmers', [v1, v2, v3]],
    ['labels', [v2]],
    ['lables', [v2]],
    ['wrong churn', [v2]],
    ['prod', [v1, v3]],
    ['prod-eu', [v3]],
    ['tabular', [v1, v2, v3]],
    ['"customers leave"', [v1, v2, v3]],
    ['"leave customers"', []],
    ['"wrong labels, do"', [v2]],
    ['"custmers"', []],
    ['edit', [credit]],
    ['"redit sco"', [credit]],
    ['score OR labels', [v2, credit]],
    ['churn -labels', [v1, v3]],
    ['crd', []],
    ['%', []],
    ['_', []],
    ['🦜', []],
    ["o'brien", []],
  ])('%s', async (q, versions) => {
    expect(await found(q)).toEqual(versions)
  })

  it('are forgiven errors in the first eight of them only, also within one', async () => {
    const strange = ['wxyz', 'xyzw', 'yzwx', 'zwxy', 'qxzw', 'xqzw', 'zqxw', 'wqxz']
    expect(await found([...strange.slice(1), 'chrun'].join(' OR '))).toEqual([v1, v2, v3])
    expect(await found([...strange, 'chrun'].join(' OR '))).toEqual([])
    expect(await found([...strange, 'churn'].join(' OR '))).toEqual([v1, v2, v3])
    expect(await found(`${strange.join('.')} OR chrun`)).toEqual([])
  })
})

describe('conditions together', () => {
  it.each<[string, (string | undefined)[]]>([
    ['state:approved metric.accuracy>0.9', [v1]],
    ['state:approved AND tag:prod', [v1]],
    ['state:rejected OR metric.accuracy>0.93', [v1, v2]],
    ['tag:prod OR tag:prod-eu', [v1, v3]],
    ['NOT (state:approved OR state:rejected)', [v3]],
    ['(tag:prod OR state:rejected) metric.accuracy<0.9', [v2]],
    ['-metric.accuracy>0', [v3]],
    ['NOT NOT state:rejected', [v2]],
    ['NOT (owner:me decided:2026)', [v3, credit]],
    ['dataset:rows (metric.accuracy>0.9 OR is:stale)', [v1]],
  ])('%s', async (q, versions) => {
    expect(await found(q)).toEqual(versions)
  })
})

describe('what one may not see', () => {
  it.each([
    'model:hidden-gem',
    'metric.accuracy>0.98',
    'metric.glitter:1',
    'tag:vault*',
    'zanzibar',
    'secretive',
    'state:pending -churn',
    'alias:newest -churn -credit',
  ])('is found by nobody else: %s', async (q) => {
    expect(await found(q)).toEqual([])
    expect(await found(q, acme.as('admin'))).toEqual([gem])
  })

  it('belongs to other organizations', async () => {
    const other = await hub.organization()
    const stranger = other.as('admin')
    const { items } = await searchVersions(stranger, {
      org: other.slug,
      q: 'churn OR state:approved',
    })
    expect(items).toEqual([])
    const abroad = searchVersions(stranger, { org: acme.slug })
    await expect(abroad).rejects.toMatchObject({ kind: 'not_found' })
  })

  it('is all but the models that a token is for', async () => {
    const { items } = await searchVersions(ana(), { org: acme.slug, q: 'model:churn' })
    expect(items).toHaveLength(3)
    const limited = await acme.token('contributor', { modelIds: [] })
    expect((await searchVersions(limited, { org: acme.slug, q: 'churn' })).items).toEqual([])
  })
})

describe('the versions of one model', () => {
  it('are filtered among themselves', async () => {
    const of = { org: acme.slug, model: 'churn' }
    const numbers = async (more: { q?: string; sort?: string; state?: 'pending' }) =>
      (await listVersions(ana(), { ...of, ...more })).items.map(({ version }) => version)
    expect(await numbers({ q: 'metric.accuracy>0' })).toEqual([2, 1])
    expect(await numbers({ sort: '-metric.accuracy' })).toEqual([1, 2, 3])
    expect(await numbers({ sort: 'number', q: 'model:credit-score' })).toEqual([])
    expect(await numbers({ q: 'churn', state: 'pending' })).toEqual([3])
    expect(await numbers({ q: 'is:archived' })).toEqual([4])
  })
})

describe('addresses', () => {
  it('find the people of an organization for its members, and nobody for a guest of one model', async () => {
    const of = { org: acme.slug, model: 'churn' }
    const numbers = async (ctx: Ctx, q: string) =>
      (await listVersions(ctx, { ...of, q })).items.map(({ version }) => version)
    const { subject } =
      (await acme.events()).find((one) => one.subject.uri === 'model://churn/') ?? {}
    const grants = [
      { scope: 'model' as const, scopeId: subject?.id ?? '', role: 'reader' as const },
    ]
    const rita = acme.as('reader')
    const memberships = rita.memberships.map((membership) => ({ ...membership, grants }))
    const guest: Ctx = { ...rita, memberships }
    for (const q of [`owner:ana@${acme.slug}.example`, 'owner:ana@*']) {
      expect(await numbers(rita, q)).toEqual([3, 2, 1])
      expect(await numbers(guest, q)).toEqual([])
    }
    expect(await numbers(guest, 'owner:Ana')).toEqual([3, 2, 1])
    expect(await numbers(guest, 'owner:a*')).toEqual([3, 2, 1])
  })
})

describe('an item', () => {
  it('tells the model’s name and the parameters that were asked for', async () => {
    const ask = { org: acme.slug, q: 'run:growth/1', params: 'depth,missing' }
    const { items } = await searchVersions(ana(), ask)
    expect(items).toMatchObject([
      {
        uri: 'model://churn/v1',
        modelName: 'Churn',
        params: { depth: 6 },
        aliases: ['production'],
      },
    ])
  })
})

describe('what cannot be read', () => {
  it('is told with its columns', async () => {
    const attempt = found('tag:x stat:approved metric.accuracy>high')
    await expect(attempt).rejects.toMatchObject({
      kind: 'invalid',
      fields: { q: 'There is no key stat. Did you mean state? (column 7)' },
      details: {
        problems: [
          { column: 7, length: 4 },
          { column: 37, length: 4 },
        ],
      },
    })
  })

  it.each(['metric.x:constructor', 'metric.x>__proto__', 'size:5constructor', 'size:1toString'])(
    'no number is called as what every object has: %s',
    async (q) => {
      await expect(found(q)).rejects.toMatchObject({
        kind: 'invalid',
        fields: { q: /number|size/ },
      })
    },
  )

  it.each(['sideways', '-', 'metric.', 'constructor', 'toString.x', 'metric.a\0'])(
    'no order is called %j',
    async (sort) => {
      const attempt = searchVersions(ana(), { org: acme.slug, sort })
      await expect(attempt).rejects.toMatchObject({
        kind: 'invalid',
        fields: { sort: expect.stringContaining('created') },
      })
    },
  )
})
