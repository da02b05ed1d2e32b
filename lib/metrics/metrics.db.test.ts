import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { updateModel } from '../models/update'
import { type TestHub, type TestOrganization, testHub } from '../testing/hub'
import { modelOf, registered } from '../testing/registry'
import { reviewVersion } from '../versions/queries'
import { defineMetric } from './define'
import { getMeanings, listMetrics } from './queries'

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

async function measured(model: string, metrics: Record<string, number>) {
  const mia = acme.as('maintainer')
  await modelOf(mia, org, model)
  await registered(mia, org, { model, metrics })
}

describe('what a metric means', () => {
  it('is guessed from its name until somebody says it', async () => {
    const mia = acme.as('maintainer')
    const keys = ['churned', 'val/log_loss', '__proto__']
    const guessed = await getMeanings(mia, { org, keys })
    expect(guessed.churned).toEqual({ direction: 'higher', unit: '', said: false })
    expect(guessed['val/log_loss']).toMatchObject({ direction: 'lower', said: false })
    await defineMetric(mia, { org, key: 'churned', direction: 'lower', unit: 'people' })
    await defineMetric(mia, { org, key: 'val/log_loss', unit: 'nat' })
    const said = await getMeanings(acme.as('reader'), { org, keys })
    expect(said.churned).toEqual({ direction: 'lower', unit: 'people', said: true })
    // A unit alone leaves the direction to the name.
    expect(said['val/log_loss']).toEqual({ direction: 'lower', unit: 'nat', said: false })
    expect(Object.keys(said)).toEqual(keys)
  })

  it('is of one organization', async () => {
    const other = await hub.organization()
    await defineMetric(acme.as('maintainer'), { org, key: 'churned', direction: 'lower' })
    const { churned } = await getMeanings(other.as('reader'), {
      org: other.slug,
      keys: ['churned'],
    })
    expect(churned).toMatchObject({ direction: 'higher', said: false })
  })

  it('comes with a version that is reviewed, for all that is shown of it', async () => {
    await measured('m', { churned: 3 })
    await defineMetric(acme.as('maintainer'), { org, key: 'churned', direction: 'lower' })
    const shown = await reviewVersion(acme.as('reader'), { org, model: 'm', version: 1 })
    expect(shown.meanings).toEqual({ churned: { direction: 'lower', unit: '', said: true } })
  })
})

describe('defining a metric', () => {
  it('records what was said before and after', async () => {
    const mia = acme.as('maintainer')
    await defineMetric(mia, { org, key: 'val/acc', direction: 'lower', unit: 's' })
    await defineMetric(mia, { org, key: 'val/acc', direction: 'higher' })
    const answer = await defineMetric(mia, { org, key: 'val/acc', direction: null })
    expect(answer).toEqual({ key: 'val/acc', direction: 'higher', unit: '', guessed: true })
    const key = 'val/acc'
    const subject = { kind: 'metric', id: null, uri: `/${org}/settings/metrics/val%2Facc` }
    expect(await acme.events()).toMatchObject([
      {
        action: 'metric.define',
        subject,
        before: null,
        after: { key, direction: 'lower', unit: 's' },
      },
      { before: { direction: 'lower', unit: 's' }, after: { key, direction: 'higher', unit: '' } },
      { before: { direction: 'higher', unit: '' }, after: null },
    ])
  })

  it('refuses whoever is no maintainer of the organization, and records that', async () => {
    const asked = defineMetric(acme.as('contributor'), { org, key: 'accuracy', direction: 'lower' })
    await expect(asked).rejects.toMatchObject({
      kind: 'forbidden',
      message: 'Needs the maintainer role. You are a contributor.',
    })
    expect(await acme.events()).toMatchObject([{ action: 'metric.define', outcome: 'refused' }])
    expect((await listMetrics(acme.as('admin'), { org })).items).toEqual([])
  })

  it('takes no direction but two, no long unit and no empty key', async () => {
    const mia = acme.as('maintainer')
    const bad = [
      { key: 'a', direction: 'up' as 'lower' },
      { key: 'a', unit: 'u'.repeat(21) },
      { key: '' },
      { key: 'k'.repeat(251) },
    ]
    for (const input of bad)
      await expect(defineMetric(mia, { org, ...input })).rejects.toMatchObject({ kind: 'invalid' })
    expect(await acme.events()).toEqual([])
  })

  it('lets those who say different things at once do it one after the other', async () => {
    const mia = acme.as('maintainer')
    const units = Array.from({ length: 8 }, (_, n) => `u${n}`)
    await Promise.all(units.map((unit) => defineMetric(mia, { org, key: 'a', unit })))
    const events = await acme.events()
    const seen = events.map(({ before }) => before?.unit ?? null)
    expect(seen).toEqual([null, ...events.slice(0, -1).map(({ after }) => after?.unit)])
  })
})

describe('the metrics in use', () => {
  it('are those of the newest versions, with what was said of them', async () => {
    const mia = acme.as('maintainer')
    await measured('a', { accuracy: 1, latency_ms: 3, 'old%': 1 })
    await registered(mia, org, { model: 'a', metrics: { accuracy: 1, latency_ms: 3 } })
    await measured('b', { accuracy: 1 })
    await defineMetric(mia, { org, key: 'latency_ms', direction: 'lower', unit: 'ms' })
    await defineMetric(mia, { org, key: 'yet to come', direction: 'lower' })
    const list = () => listMetrics(acme.as('reader'), { org })
    expect((await list()).items).toEqual([
      { key: 'accuracy', direction: 'higher', unit: '', guessed: true, models: 2 },
      { key: 'latency_ms', direction: 'lower', unit: 'ms', guessed: false, models: 1 },
      { key: 'yet to come', direction: 'lower', unit: '', guessed: false, models: 0 },
    ])
  })

  it('come page by page, and by a part of their names', async () => {
    await measured('a', { a_1: 1, 'b/2': 1, C3: 1 })
    const rita = acme.as('reader')
    const first = await listMetrics(rita, { org, limit: 2 })
    expect(first.items.map(({ key }) => key)).toEqual(['C3', 'a_1'])
    const cursor = first.nextCursor ?? ''
    const second = await listMetrics(rita, { org, limit: 2, cursor })
    expect(second).toMatchObject({ items: [{ key: 'b/2' }], nextCursor: null })
    expect((await listMetrics(rita, { org, q: 'A_' })).items).toMatchObject([{ key: 'a_1' }])
    await expect(listMetrics(rita, { org, cursor: 'x' })).rejects.toMatchObject({ kind: 'invalid' })
  })

  it('tell nothing of a model that the caller does not see', async () => {
    const mia = acme.as('maintainer')
    await measured('open', { accuracy: 1 })
    await measured('closed', { secret: 1, 'secret said': 1 })
    await defineMetric(mia, { org, key: 'secret said', direction: 'lower' })
    await updateModel(mia, { org, model: 'closed', accessMode: 'restricted' })
    const keysOf = async (role: 'reader' | 'admin') =>
      (await listMetrics(acme.as(role), { org })).items.map(({ key }) => key)
    // Defined ones are told whether a model has them or not.
    expect(await keysOf('reader')).toEqual(['accuracy', 'secret said'])
    const { items } = await listMetrics(acme.as('reader'), { org, q: 'secret said' })
    expect(items).toMatchObject([{ models: 0 }])
    expect(await keysOf('admin')).toEqual(['accuracy', 'secret', 'secret said'])
  })
})
