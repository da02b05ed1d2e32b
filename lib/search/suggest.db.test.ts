import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Ctx } from '../actor'
import type { Subject } from '../filter/keys'
import { type TestHub, type TestOrganization, testHub } from '../testing/hub'
import { versionFacets } from '../versions/facets'
import { searchVersions } from '../versions/search'
import { suggest } from './suggest'
import { searchable } from './testing'

let hub: TestHub
let acme: TestOrganization
const ana = () => acme.as('contributor')

beforeAll(async () => {
  hub = await testHub()
  acme = await hub.organization()
  await searchable(acme)
})
afterAll(() => hub.close())

/** What is suggested where the | stands. */
async function offered(of: Subject, marked: string, ctx: Ctx = ana()) {
  const at = marked.indexOf('|')
  const q = marked.replace('|', '')
  const { items } = await suggest(ctx, { org: acme.slug, of, q, at })
  return items.map(({ text }) => text)
}

describe('suggestions', () => {
  it.each<[Subject, string, string[]]>([
    ['versions', 'sta|', ['state:']],
    ['versions', 'state:|', ['pending', 'approved', 'rejected']],
    ['versions', 'state:app|', ['approved']],
    [
      'versions',
      'metric.|',
      ['metric.accuracy>', 'metric.loss>', 'metric.f1>', 'metric."val/acc 1">'],
    ],
    ['versions', 'metric.acc|', ['metric.accuracy>', 'metric."val/acc 1">']],
    ['versions', 'metric.los|>0.5', ['metric.loss']],
    ['versions', 'accu|', ['metric.accuracy>']],
    ['versions', 'param.|', ['param.depth:', 'param.optimizer:']],
    ['versions', 'param.optimizer:|', ['adam', 'sgd']],
    ['versions', 'tag:|', ['prod', 'prod-eu']],
    ['models', 'tag:|', ['tabular', 'team/growth']],
    ['versions', 'tag:-|', ['prod-eu']],
    ['versions', 'model:|', ['atlas', 'churn', 'credit-score']],
    ['versions', 'model:CRED|', ['credit-score']],
    ['versions', 'project:r|', ['growth', 'risk']],
    ['versions', 'alias:|', ['latest', 'newest', 'production']],
    ['versions', 'dataset:|', ['rows']],
    ['versions', 'dataset:rows/|', ['rows/v1', 'rows/v2']],
    ['versions', 'created:|', ['<24h', '<7d', '<30d', '<1y']],
    ['versions', 'created>3|', ['30d']],
    ['versions', 'run:growth/1|', ['growth/1']],
    ['runs', 'step:|', ['infer', 'polish', 'train']],
    ['runs', 'state:comp|', ['completed']],
    ['runs', 'tag:|', ['baseline']],
    ['runs', 'metric.ac|', ['metric.accuracy>']],
    ['runs', 'param.op|', ['param.optimizer:']],
    ['runs', 'param.optimizer:|', ['adam']],
    ['versions', '"quoted|', []],
    ['versions', 'version:|', []],
    ['versions', 'nonsense:|', []],
  ])('of %s for %s', async (of, marked, texts) => {
    expect(await offered(of, marked)).toEqual(texts)
  })

  it('offer people by their address, and oneself first', async () => {
    expect(await offered('versions', 'owner:mi|')).toEqual([`mia@${acme.slug}.example`])
    expect((await offered('versions', 'owner:|'))[0]).toBe('me')
    const { items } = await suggest(ana(), { org: acme.slug, of: 'versions', q: 'owner:mia' })
    expect(items).toEqual([{ kind: 'value', text: `mia@${acme.slug}.example`, help: 'Mia' }])
  })

  it('say what they take the place of, and how often a value is there', async () => {
    const q = 'state:approved tag:prod-e model:churn'
    expect(await suggest(ana(), { org: acme.slug, of: 'versions', q, at: 20 })).toEqual({
      from: 19,
      to: 25,
      items: [
        { kind: 'value', text: 'prod', count: 1 },
        { kind: 'value', text: 'prod-eu', count: 1 },
      ],
    })
  })

  it.each([
    ['versions', 'model:hid|'],
    ['versions', 'tag:vault|'],
    ['models', 'tag:vault|'],
    ['versions', 'metric.gli|'],
    ['versions', 'glit|'],
  ] as const)('are of nothing that one may not see: %s, %s', async (of, marked) => {
    expect(await offered(of, marked)).toEqual([])
    expect((await offered(of, marked, acme.as('admin'))).length).toBeGreaterThan(0)
  })

  it('are of one organization', async () => {
    const other = await hub.organization()
    const ask = (q: string) => suggest(other.as('admin'), { org: other.slug, of: 'versions', q })
    for (const q of ['model:', 'tag:', 'project:', 'dataset:', 'metric.', 'dataset:rows/'])
      expect((await ask(q)).items).toEqual([])
  })
})

describe('the facets of versions', () => {
  it('tell what narrows a search to as many', async () => {
    const { total, facets } = await versionFacets(ana(), { org: acme.slug, q: '-state:rejected' })
    expect(total).toEqual({ count: 3, more: false })
    const keys = facets.filter(({ values }) => values.length > 0).map(({ key }) => key)
    expect(keys).toEqual(['state', 'model', 'project', 'tag', 'owner', 'dataset', 'alias'])
    for (const { key, values } of facets)
      for (const { value, count } of values) {
        const q = `-state:rejected ${key}:"${value}"`
        const { items } = await searchVersions(ana(), { org: acme.slug, q })
        expect([q, items.length]).toEqual([q, count])
      }
  })

  it('count nothing that one may not see', async () => {
    const values = async (ctx: Ctx) => {
      const { facets } = await versionFacets(ctx, { org: acme.slug })
      return facets.flatMap(({ values }) => values.map(({ value }) => value))
    }
    expect(await values(ana())).not.toEqual(expect.arrayContaining(['hidden-gem']))
    expect(await values(acme.as('admin'))).toEqual(
      expect.arrayContaining(['hidden-gem', 'vault-1']),
    )
  })
})
