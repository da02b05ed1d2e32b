import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { modelFacets } from '../models/facets'
import { listModels } from '../models/queries'
import { createRun } from '../runs/create'
import { runFacets } from '../runs/facets'
import { finishRun } from '../runs/finish'
import { listRuns } from '../runs/list'
import { logMetrics } from '../runs/metrics'
import { projectOf } from '../runs/testing'
import { type TestHub, type TestOrganization, testHub } from '../testing/hub'
import { queriesOf as count } from '../testing/queries'
import { modelOf } from '../testing/registry'
import { approveVersion } from '../versions/decide'
import { versionFacets } from '../versions/facets'
import { listVersions } from '../versions/queries'
import { registerVersion } from '../versions/register'
import { searchVersions } from '../versions/search'
import type { Page } from '../view'
import { suggest } from './suggest'
import { on } from './testing'

let hub: TestHub
let acme: TestOrganization
const ana = () => acme.as('contributor')
const org = () => acme.slug
const scores = [0.5, 0.5, 'NaN', undefined, 0.5, 0.1, 'Infinity', undefined, 0.1, 'NaN'] as const

beforeAll(async () => {
  hub = await testHub()
  acme = await hub.organization()
  await projectOf(ana(), org(), 'lab')
  for (const [at, model] of ['beta', 'alpha', 'gamma', 'delta'].entries()) {
    await modelOf(on(acme, 'contributor', '2026-01-01'), org(), model)
    if (model === 'delta') continue
    for (const [index, score] of scores.entries())
      await registerVersion(on(acme, 'contributor', `2026-01-0${1 + (index % 2)}`), {
        ...{ org: org(), model },
        metrics: score === undefined ? { other: 1 } : { score },
        params: index % 3 ? { depth: index % 2 } : { depth: 'deep' },
      })
    for (const version of [1, 2, 5])
      if (at !== 1) await approveVersion(acme.as('approver'), { org: org(), model, version })
  }
  for (let index = 0; index < 8; index++) {
    const { run } = await createRun(on(acme, 'contributor', '2026-01-01'), {
      ...{ org: org(), project: 'lab', step: 'train' },
    })
    const at = { org: org(), project: 'lab', run }
    const time = '2026-01-01T12:00:00.000Z'
    const values: Record<string, number | string> =
      index % 3 ? { score: index % 2 } : { word: 'none' }
    await logMetrics(on(acme, 'contributor', '2026-01-01'), { ...at, events: [{ time, values }] })
    if (index % 2)
      await finishRun(on(acme, 'contributor', `2026-01-0${1 + (index % 4)}`), {
        ...{ ...at, state: 'completed', exitCode: 0, sidecars: {} },
      })
  }
})
afterAll(() => hub.close())

/** All pages of a list, three at a time. */
async function walked<Item>(
  ask: (cursor: string | undefined) => Promise<Page<Item>>,
  between: () => Promise<unknown> = async () => {},
): Promise<Item[]> {
  const all: Item[] = []
  for (let cursor: string | undefined; ; ) {
    const { items, nextCursor } = await ask(cursor)
    all.push(...items)
    if (nextCursor === null) return all
    cursor = nextCursor
    await between()
  }
}

const uris = (items: { uri: string }[]) => items.map(({ uri }) => uri)

describe('every order over its pages', () => {
  const fields = ['created', 'decided', 'number', 'model', 'size', 'metric.score', 'param.depth']
  it.each(fields.flatMap((field) => [field, `-${field}`]))(
    'loses and repeats no version: %s',
    async (sort) => {
      const whole = await searchVersions(ana(), { org: org(), sort, limit: 500 })
      const pages = await walked((cursor) =>
        searchVersions(ana(), { org: org(), sort, limit: 3, cursor }),
      )
      expect(uris(pages)).toEqual(uris(whole.items))
      expect(new Set(uris(pages)).size).toBe(30)
    },
  )

  it.each(
    ['updated', 'created', 'name', 'newest', 'versions', 'metric.score'].flatMap((field) => [
      field,
      `-${field}`,
    ]),
  )('loses and repeats no model: %s', async (sort) => {
    const all = await walked((cursor) => listModels(ana(), { org: org(), sort, limit: 1, cursor }))
    expect(uris(all).sort()).toEqual(
      ['alpha', 'beta', 'delta', 'gamma'].map((slug) => `model://${slug}/`),
    )
    const whole = await listModels(ana(), { org: org(), sort })
    expect(uris(whole.items)).toHaveLength(4)
  })

  it.each(
    ['created', 'finished', 'duration', 'metric.score'].flatMap((field) => [field, `-${field}`]),
  )('loses and repeats no run: %s', async (sort) => {
    const ask = (limit: number) => (cursor: string | undefined) =>
      listRuns(ana(), { org: org(), q: 'step:train', sort, limit, cursor })
    const pages = await walked(ask(3))
    expect(uris(pages)).toEqual(uris(await walked(ask(500))))
    expect(new Set(uris(pages)).size).toBe(8)
  })
})

describe('what lacks the value', () => {
  it.each(['metric.score', '-metric.score'])('comes last, as NaN does: %s', async (sort) => {
    const all = await walked((cursor) =>
      searchVersions(ana(), { org: org(), sort, limit: 4, cursor }),
    )
    const values = all.map(({ metrics }) => Number(metrics.score))
    const [has, lacks] = [values.slice(0, 18), values.slice(18)]
    const ascending = [...has].sort((one, other) => one - other)
    expect(has).toEqual(sort.startsWith('-') ? ascending.reverse() : ascending)
    expect(lacks.every(Number.isNaN)).toBe(true)
    expect(has.some(Number.isNaN)).toBe(false)
  })

  it('is undecided, where decisions are the order', async () => {
    const { items } = await searchVersions(ana(), { org: org(), sort: 'decided', limit: 100 })
    const decided = items.map(({ decidedAt }) => decidedAt !== null)
    expect(decided.slice(0, 6)).toEqual(Array(6).fill(true))
    expect(decided.slice(6)).not.toContain(true)
  })
})

it('orders by the name of the model and then by number', async () => {
  const { items } = await searchVersions(ana(), { org: org(), sort: 'model', limit: 12 })
  expect(items.map(({ model, version }) => `${model} ${version}`).slice(9)).toEqual([
    'alpha 10',
    'beta 1',
    'beta 2',
  ])
})

describe('rows that come while one turns the pages', () => {
  it.each(['-created', 'metric.score', '-metric.score', 'model'])('move none: %s', async (sort) => {
    const before = await searchVersions(ana(), { org: org(), sort, limit: 500 })
    let made = 0
    const pages = await walked(
      (cursor) => searchVersions(ana(), { org: org(), sort, limit: 7, cursor }),
      async () => {
        const metrics: Record<string, number> = made % 2 ? { score: 0.5 } : {}
        if (made++ < 3) await registerVersion(ana(), { org: org(), model: 'delta', metrics })
      },
    )
    const seen = uris(pages)
    expect(new Set(seen).size).toBe(seen.length)
    expect(seen.filter((uri) => uris(before.items).includes(uri))).toEqual(uris(before.items))
  })
})

describe('a cursor', () => {
  it('is of one order', async () => {
    const ask = (sort: string | undefined, cursor?: string) =>
      searchVersions(ana(), { org: org(), sort, limit: 2, cursor })
    const { nextCursor } = await ask('-metric.score')
    for (const sort of [undefined, 'metric.score', '-metric.other', '-created'])
      await expect(ask(sort, nextCursor ?? '')).rejects.toMatchObject({
        kind: 'invalid',
        fields: { cursor: 'This is not a cursor of this list.' },
      })
    const models = listModels(ana(), { org: org(), cursor: nextCursor ?? '' })
    await expect(models).rejects.toMatchObject({ kind: 'invalid' })
  })

  it.each([
    ['-created', 'has', '2026-01-01T00:00:00.000Z'],
    ['-created', 'has', 'yesterday', '0198c0de-0000-7000-8000-000000000000'],
    ['-created', 'lacks', '2026-01-01T00:00:00.000Z', '0198c0de-0000-7000-8000-000000000000'],
    ['-created', 'has', '2026-01-01T00:00:00.000Z', 'x'],
    ['-created', 'has', 1, 2],
    ['-created'],
    'x',
  ])('of another shape is refused: %j', async (...values) => {
    const cursor = Buffer.from(JSON.stringify(values)).toString('base64url')
    const attempt = searchVersions(ana(), { org: org(), cursor })
    await expect(attempt).rejects.toMatchObject({ kind: 'invalid', fields: { cursor: /cursor/ } })
  })

  it.each(['0000-01-01T00:00:00Z', '0000-12-31T23:59:59.999Z'])(
    'of a time that PostgreSQL does not know is refused: %s',
    async (time) => {
      const values = ['-created', 'has', time, '0198c0de-0000-7000-8000-000000000000']
      const cursor = Buffer.from(JSON.stringify(values)).toString('base64url')
      const attempt = searchVersions(ana(), { org: org(), cursor })
      await expect(attempt).rejects.toMatchObject({ kind: 'invalid' })
    },
  )
})

describe('the number of queries', () => {
  it.each([
    ['no filter', '', 1],
    ['terms', 'state:approved metric.score>0.2 project:lab owner:me -tag:x', 1],
    ['a word', 'alpha', 3],
    ['many words', 'alpha beta "gamma" (delta OR score) -zeta', 3],
  ])('of a list does not grow with what it holds: %s', async (_what, q, queries) => {
    for (const limit of [1, 3]) {
      const asked = { org: org(), q, limit }
      expect(await count(() => searchVersions(ana(), asked))).toBe(queries)
      expect(await count(() => listModels(ana(), asked))).toBe(queries)
      expect(await count(() => versionFacets(ana(), asked))).toBe(queries)
      expect(await count(() => modelFacets(ana(), asked))).toBe(queries)
    }
  })

  it('is one for runs, and one more for a model that has to be found', async () => {
    const q = 'train state:running metric.score>0'
    expect(await count(() => listRuns(ana(), { org: org(), q, limit: 1 }))).toBe(1)
    expect(await count(() => runFacets(ana(), { org: org(), q }))).toBe(1)
    const of = { org: org(), model: 'alpha', q: 'metric.score>0' }
    expect(await count(() => listVersions(ana(), of))).toBe(2)
  })

  it('is one more where an order runs out of what has the value', async () => {
    const sort = 'metric.score'
    expect(await count(() => searchVersions(ana(), { org: org(), sort, limit: 3 }))).toBe(1)
    expect(await count(() => searchVersions(ana(), { org: org(), sort, limit: 500 }))).toBe(2)
  })

  it('is one for suggestions', async () => {
    for (const q of ['state:', 'tag:p', 'met', 'metric.', 'owner:', 'param.depth:'])
      expect(await count(() => suggest(ana(), { org: org(), of: 'versions', q }))).toBeLessThan(2)
  })
})
