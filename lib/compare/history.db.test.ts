import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { defineMetric } from '../metrics/define'
import { updateModel } from '../models/update'
import { type TestHub, type TestOrganization, testHub } from '../testing/hub'
import { modelOf, registered } from '../testing/registry'
import { approveVersion } from '../versions/decide'
import { deleteVersion } from '../versions/life'
import { getMetricHistory } from './history'

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

async function measured(...all: Record<string, number | 'NaN'>[]) {
  const mia = acme.as('maintainer')
  await modelOf(mia, org, 'm')
  for (const metrics of all) await registered(mia, org, { model: 'm', metrics })
}

it('follows a metric over the versions, with what was approved and what is in use', async () => {
  await measured({ loss: 3 }, { loss: 'NaN' }, { loss: 1 }, { other: 1 }, { loss: 2 })
  const ben = acme.as('approver')
  for (const version of [1, 3]) await approveVersion(ben, { org, model: 'm', version })
  await deleteVersion(acme.as('maintainer'), { org, model: 'm', version: 5, note: 'Gone.' })
  await defineMetric(acme.as('maintainer'), { org, key: 'loss', unit: 'nat' })
  expect(await getMetricHistory(acme.as('reader'), { org, model: 'm', key: 'loss' })).toEqual({
    key: 'loss',
    meaning: { direction: 'lower', unit: 'nat', said: false },
    versions: [
      { version: 1, state: 'approved', latest: false, value: 3 },
      { version: 2, state: 'pending', latest: false, value: 'NaN' },
      { version: 3, state: 'approved', latest: true, value: 1 },
      { version: 4, state: 'pending', latest: false, value: null },
    ],
    more: false,
  })
})

it('leaves out the oldest where there are many, and says so', async () => {
  await measured({ a: 1 }, { a: 2 }, { a: 3 })
  const history = await getMetricHistory(acme.as('reader'), { org, model: 'm', key: 'a', limit: 2 })
  expect(history).toMatchObject({ versions: [{ version: 2 }, { version: 3 }], more: true })
})

it('tells nobody of a model that they do not see', async () => {
  await measured({ a: 1 })
  await updateModel(acme.as('admin'), { org, model: 'm', accessMode: 'restricted' })
  const asked = getMetricHistory(acme.as('reader'), { org, model: 'm', key: 'a' })
  await expect(asked).rejects.toMatchObject({ kind: 'not_found' })
})
