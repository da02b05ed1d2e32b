import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { database } from '@/db/client'
import type { Ctx } from '../actor'
import { type TestHub, type TestOrganization, testHub } from '../testing/hub'
import { findTrackedRun } from '../tracking/find'
import { loggedModelRef } from '../tracking/ids'
import { trackedRun } from '../tracking/testing'
import { createLoggedModel } from './create'
import { keepModelMetrics, type Measured } from './metrics'
import { getLoggedModel } from './queries'

let hub: TestHub
let acme: TestOrganization
let ana: Ctx

beforeAll(async () => {
  hub = await testHub()
  acme = await hub.organization()
  ana = acme.as('contributor')
})
afterAll(() => hub.close())

const place = () => ({ org: acme.slug, project: 'default' })

async function logged() {
  const { model } = await createLoggedModel(ana, { ...place(), experiment: 0 })
  return loggedModelRef(model.id)
}

async function measure(ctx: Ctx, run: string, measured: Measured[]) {
  await database().write.transaction(async (tx) => {
    const target = await findTrackedRun(tx, ctx, { ...place(), run })
    await keepModelMetrics(tx, ctx, target, measured)
  })
}

async function valuesOf(model: string) {
  const { metrics } = await getLoggedModel(ana, { ...place(), model })
  return metrics.map(({ key, value, step, datasetName }) => [key, datasetName, value, step])
}

describe('what is measured of a logged model', () => {
  it('is the latest by key and dataset: of the highest step, then the latest time', async () => {
    const { run } = await trackedRun(ana, acme.slug)
    const model = await logged()
    const of = (key: string, value: number, step: number, time: number, datasetName?: string) => ({
      ...{ model, key, value, step, time, datasetName },
    })
    await measure(ana, run, [
      of('acc', 0.7, 2, 1000),
      of('acc', 0.9, 1, 9000),
      of('acc', 0.8, 2, 2000),
      of('acc', 0.5, 0, 1, 'train'),
      of('loss', Number.NaN, 0, 1),
    ])
    await measure(ana, run, [of('acc', 0.1, 1, 99_000), of('acc', 0.6, 3, 1, 'train')])
    expect(await valuesOf(model)).toEqual([
      ['acc', '', 0.8, 2],
      ['acc', 'train', 0.6, 3],
      ['loss', '', 'NaN', 0],
    ])
  })

  it('is told by the runs of who has logged it; another’s values stay with their run', async () => {
    const model = await logged()
    const mia = acme.as('maintainer')
    const { run } = await trackedRun(mia, acme.slug)
    await measure(mia, run, [{ model, key: 'acc', value: 1, step: 0, time: 0 }])
    expect(await valuesOf(model)).toEqual([])
  })

  it('is refused of a model that is not there', async () => {
    const { run } = await trackedRun(ana, acme.slug)
    const model = `m-${'0'.repeat(32)}`
    await expect(
      measure(ana, run, [{ model, key: 'acc', value: 1, step: 0, time: 0 }]),
    ).rejects.toThrow(`Logged model with ID '${model}' not found.`)
  })
})
