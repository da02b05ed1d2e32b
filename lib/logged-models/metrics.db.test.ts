import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Ctx } from '../actor'
import { newId } from '../ids'
import { type TestHub, type TestOrganization, testHub } from '../testing/hub'
import { loggedModelRef } from '../tracking/ids'
import { reportRun } from '../tracking/report'
import { trackedRun } from '../tracking/testing'
import { createLoggedModel } from './create'
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
  return model.id
}

type Measured = Partial<NonNullable<Parameters<typeof reportRun>[1]['metrics']>[number]>

function measure(ctx: Ctx, run: string, measured: Measured[]) {
  const metrics = measured.map((one) => ({ key: 'acc', value: 1, step: 0, time: 0, ...one }))
  return reportRun(ctx, { ...place(), run, metrics })
}

async function valuesOf(id: string) {
  const model = loggedModelRef(id)
  const { metrics } = await getLoggedModel(ana, { ...place(), model })
  return metrics.map(({ key, value, step, datasetName }) => [key, datasetName, value, step])
}

describe('what is measured of a logged model', () => {
  it('is the latest by key and dataset: of the highest step, then the latest time', async () => {
    const { run } = await trackedRun(ana, acme.slug)
    const modelId = await logged()
    const of = (key: string, value: number, step: number, time: number, datasetName?: string) => ({
      ...{ modelId, key, value, step, time, datasetName },
    })
    await measure(ana, run, [
      of('acc', 0.7, 2, 1000),
      of('acc', 0.9, 1, 9000),
      of('acc', 0.8, 2, 2000),
      of('acc', 0.5, 0, 1, 'train'),
      of('loss', Number.NaN, 0, 1),
    ])
    await measure(ana, run, [of('acc', 0.1, 1, 99_000), of('acc', 0.6, 3, 1, 'train')])
    expect(await valuesOf(modelId)).toEqual([
      ['acc', '', 0.8, 2],
      ['acc', 'train', 0.6, 3],
      ['loss', '', 'NaN', 0],
    ])
  })

  it('is what the runs of who has logged it tell, and no other', async () => {
    const modelId = await logged()
    const mia = acme.as('maintainer')
    const { run } = await trackedRun(mia, acme.slug)
    await measure(mia, run, [{ modelId }])
    expect(await valuesOf(modelId)).toEqual([])
  })

  it('is refused of a model that is not there', async () => {
    const { run } = await trackedRun(ana, acme.slug)
    const modelId = newId()
    await expect(measure(ana, run, [{ modelId }])).rejects.toThrow(
      `Logged model with ID '${loggedModelRef(modelId)}' not found.`,
    )
  })
})
