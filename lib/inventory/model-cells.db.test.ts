import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Ctx } from '../actor'
import { updateModel } from '../models/update'
import { type TestHub, type TestOrganization, testHub } from '../testing/hub'
import { queriesOf } from '../testing/queries'
import { modelOf, registered } from '../testing/registry'
import { archiveVersion } from '../versions/life'
import { modelCells } from './model-cells'

let hub: TestHub
let acme: TestOrganization
let ana: Ctx
let mia: Ctx

beforeAll(async () => {
  hub = await testHub()
  acme = await hub.organization()
  ana = acme.as('contributor')
  mia = acme.as('maintainer')
})
afterAll(() => hub.close())

type Metrics = Record<string, number | 'NaN'>

async function made(slug: string, versions: Metrics[]): Promise<void> {
  await modelOf(ana, acme.slug, slug)
  for (const metrics of versions) await registered(ana, acme.slug, { model: slug, metrics })
}

const cells = (
  shown: { model: string; version: number | null }[],
  metrics: string[],
  rest: { over?: number; offer?: boolean } = {},
  ctx = ana,
) => modelCells(ctx, { org: acme.slug, shown, metrics, ...rest })

describe('the metrics of a page of models', () => {
  it('are those of the version shown, with the ones before it', async () => {
    await made('churn', [{ accuracy: 0.88 }, { loss: 1 }, { accuracy: 0.9 }, { accuracy: 0.95 }])
    const { metrics } = await cells([{ model: 'churn', version: 3 }], ['accuracy', 'loss'])
    expect(metrics).toEqual({
      churn: {
        accuracy: { value: 0.9, values: [0.88, 0.9] },
        // v3 has none; that v2 had one is no value of v3.
        loss: { value: null, values: [1] },
      },
    })
  })

  it('look back on 20 versions at most, and on one if that is asked', async () => {
    await made(
      'long',
      Array.from({ length: 22 }, (_, n) => ({ accuracy: n + 1 })),
    )
    const shown = [{ model: 'long', version: 22 }]
    const { metrics } = await cells(shown, ['accuracy'])
    expect(metrics.long?.accuracy?.values).toEqual(Array.from({ length: 20 }, (_, n) => n + 3))
    const { metrics: alone } = await cells(shown, ['accuracy'], { over: 1 })
    expect(alone.long?.accuracy).toEqual({ value: 22, values: [22] })
  })

  it('keep NaN, and leave archived versions out', async () => {
    await made('odd', [{ accuracy: 0.1 }, { accuracy: 0.2 }, { accuracy: 'NaN' }])
    await archiveVersion(mia, { org: acme.slug, model: 'odd', version: 2 })
    const { metrics } = await cells([{ model: 'odd', version: 3 }], ['accuracy'])
    expect(metrics.odd?.accuracy).toEqual({ value: 'NaN', values: [0.1, 'NaN'] })
  })

  it('are known by any name', async () => {
    const key = `a "b", {c} \\ 'd' é`
    await made('names', [{ [key]: 1 }])
    const { metrics, offered } = await cells([{ model: 'names', version: 1 }], [key])
    expect(metrics.names?.[key]).toEqual({ value: 1, values: [1] })
    expect(offered).toEqual([key])
  })

  it('are those of a model and a metric called as what every object has', async () => {
    const { entries } = Object
    await made('constructor', [{ entries: 0.5, constructor: 0.25 }])
    const { metrics } = await cells(
      [{ model: 'constructor', version: 1 }],
      ['entries', 'constructor', '__proto__'],
    )
    expect(Object.hasOwn(metrics, 'constructor')).toBe(true)
    expect(metrics.constructor).toEqual({
      entries: { value: 0.5, values: [0.5] },
      constructor: { value: 0.25, values: [0.25] },
    })
    expect(Object.entries).toBe(entries)
  })

  it('are offered by how many of the versions shown have them', async () => {
    await made('one', [{ gone: 1 }, { f1: 1, accuracy: 1 }])
    await made('two', [{ rare: 1, f1: 1 }])
    const shown = [
      { model: 'one', version: 2 },
      { model: 'two', version: 1 },
    ]
    expect((await cells(shown, [])).offered).toEqual(['f1', 'accuracy', 'rare'])
    expect((await cells(shown, [], { offer: false })).offered).toEqual([])
  })
})

it('asks as often for one model as for many, with one metric or several', async () => {
  await made('first', [{ accuracy: 1, f1: 1, loss: 1 }, { accuracy: 1 }])
  const shown = ['first', 'churn', 'long', 'one', 'two'].map((model) => ({ model, version: 1 }))
  const one = await queriesOf(() => cells(shown.slice(0, 1), ['accuracy']))
  const many = await queriesOf(() => cells(shown, ['accuracy', 'f1', 'loss']))
  expect(one).toBe(2)
  expect(many).toBe(2)
})

it('tells nothing of a model that the caller may not see', async () => {
  await made('secret', [{ hidden: 1 }])
  await updateModel(mia, { org: acme.slug, model: 'secret', accessMode: 'restricted' })
  const shown = [{ model: 'secret', version: 1 }]
  const seen = await cells(shown, ['hidden'], {}, acme.as('admin'))
  expect(seen).toMatchObject({ offered: ['hidden'], metrics: { secret: { hidden: { value: 1 } } } })
  expect(await cells(shown, ['hidden'], {}, acme.as('reader'))).toEqual({
    metrics: {},
    offered: [],
  })
})
