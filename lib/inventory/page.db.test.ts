import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Ctx } from '../actor'
import { listFields } from '../fields/queries'
import { getMeanings } from '../metrics/queries'
import { modelFacets } from '../models/facets'
import { listModels } from '../models/queries'
import { getPreferences } from '../preferences/queries'
import { type TestHub, type TestOrganization, testHub } from '../testing/hub'
import { queriesOf } from '../testing/queries'
import { modelOf, registered } from '../testing/registry'
import { versionFacets } from '../versions/facets'
import { searchVersions } from '../versions/search'
import { modelCells } from './model-cells'
import { versionCells } from './version-cells'

let hub: TestHub
let acme: TestOrganization
let ana: Ctx

beforeAll(async () => {
  hub = await testHub()
  acme = await hub.organization()
  ana = acme.as('contributor')
  for (const model of ['a', 'b', 'c', 'd']) {
    await modelOf(ana, acme.slug, model)
    for (const accuracy of [0.8, 0.9])
      await registered(ana, acme.slug, { model, metrics: { accuracy } })
  }
})
afterAll(() => hub.close())

/** What the inventory asks, as `app/[org]/models/inventory.ts` does. */
async function inventory(q: string) {
  const { slug: org } = acme
  const { items } = await listModels(ana, { org, q })
  await modelFacets(ana, { org, q })
  await getPreferences(ana, { org })
  await listFields(ana, { org })
  const shown = items.map(({ slug, newest }) => ({ model: slug, version: newest?.version ?? null }))
  await modelCells(ana, { org, shown, metrics: ['accuracy', 'loss'] })
  await getMeanings(ana, { org, keys: ['accuracy', 'loss'] })
}

/** What the list of all versions asks, as `app/[org]/versions/versions-view.ts` does. */
async function versions(q: string) {
  const { slug: org } = acme
  const { items } = await searchVersions(ana, { org, q })
  await versionFacets(ana, { org, q })
  await getPreferences(ana, { org })
  const shown = items.map(({ model, version }) => ({ model, version }))
  await versionCells(ana, { org, shown, params: ['depth', 'seed'], datasets: true })
  await getMeanings(ana, { org, keys: ['accuracy'] })
}

it.each([
  { page: inventory, one: 'name:a', many: 'name:a,b,c,d', most: 8 },
  { page: versions, one: 'model:a version:1', many: 'model:a,b,c,d', most: 7 },
])('asks as often for many rows as for one: $page.name', async ({ page, one, many, most }) => {
  const asked = await queriesOf(() => page(one))
  expect(await queriesOf(() => page(many))).toBe(asked)
  expect(asked).toBeLessThanOrEqual(most)
})
