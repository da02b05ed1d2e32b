import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Ctx } from '../actor'
import { streamVersions } from '../inventory/versions-csv'
import { archiveModel, deleteModel } from '../models/life'
import { updateModel } from '../models/update'
import { type TestHub, type TestOrganization, testHub } from '../testing/hub'
import { modelOf, registered } from '../testing/registry'
import { versionFacets } from './facets'
import { archiveVersion } from './life'
import { listVersions } from './queries'
import { searchVersions } from './search'

let hub: TestHub
let acme: TestOrganization
let ana: Ctx

/** `used` v1 in use and v2 archived; `old`, once `older`, v1 in use and v2 archived, itself archived; `gone` deleted. */
beforeAll(async () => {
  hub = await testHub()
  acme = await hub.organization()
  ana = acme.as('contributor')
  const [mia, org] = [acme.as('maintainer'), acme.slug]
  for (const [model, slug] of [
    ['used', 'used'],
    ['older', 'old'],
    ['gone', 'gone'],
  ] as const) {
    await modelOf(ana, org, model)
    for (const _ of [1, 2]) await registered(ana, org, { model })
    await archiveVersion(mia, { org, model, version: 2 })
    if (slug !== model) await updateModel(mia, { org, model, slug })
  }
  await archiveModel(mia, { org, model: 'old' })
  await archiveModel(mia, { org, model: 'gone' })
  await deleteModel(mia, { org, model: 'gone' })
})
afterAll(() => hub.close())

type Asked = Omit<Parameters<typeof versionFacets>[1], 'org'>
const uris = (items: { uri: string }[]) => items.map(({ uri }) => uri.slice(8)).sort()
const search = async (asked: Asked) =>
  uris((await searchVersions(ana, { org: acme.slug, ...asked })).items)

async function csv(asked: Asked): Promise<string[]> {
  let text = ''
  for await (const piece of await streamVersions(ana, {
    org: acme.slug,
    ...asked,
    columns: 'state',
  }))
    text += piece
  const [, ...lines] = text.trimEnd().split('\n')
  return uris(lines.map((line) => ({ uri: line.split(',')[0] ?? '' })))
}

async function counted(asked: Asked): Promise<number> {
  return (await versionFacets(ana, { org: acme.slug, ...asked })).total.count
}

describe('a list of versions, what is counted beside it and its CSV hold the same', () => {
  it.each<[string, Asked, string[]]>([
    ['in use', {}, ['used/v1']],
    ['in use by name', { life: 'live' }, ['used/v1']],
    ['archived', { life: 'archived' }, ['old/v1', 'old/v2', 'used/v2']],
    ['archived by the filter', { q: 'is:archived' }, ['old/v1', 'old/v2', 'used/v2']],
    ['both ways', { q: 'is:archived', life: 'archived' }, ['old/v1', 'old/v2', 'used/v2']],
    ['of a model', { model: 'used' }, ['used/v1']],
    ['archived of a model', { model: 'used', life: 'archived' }, ['used/v2']],
    ['of an archived model', { model: 'old' }, ['old/v1']],
    ['archived of an archived model', { model: 'old', life: 'archived' }, ['old/v2']],
    ['of a model by an earlier name', { model: 'older' }, ['old/v1']],
    ['of a model by the filter too', { model: 'old', q: 'is:archived' }, ['old/v1', 'old/v2']],
    ['by state', { state: 'pending' }, ['used/v1']],
    ['of another state', { state: 'approved', life: 'archived' }, []],
    ['of a deleted model', { model: 'gone', life: 'archived' }, []],
    ['of no model', { model: 'none' }, []],
  ])('%s', async (_, asked, expected) => {
    expect(await search(asked)).toEqual(expected)
    expect(await csv(asked)).toEqual(expected)
    expect(await counted(asked)).toBe(expected.length)
  })
})

it.each<Asked>([
  {},
  { life: 'archived' },
  { state: 'pending' },
  { state: 'approved' },
  { q: 'is:archived' },
])('the versions of one model are those of all that are of it: %o', async (asked) => {
  for (const model of ['used', 'old', 'older']) {
    const { items } = await listVersions(ana, { org: acme.slug, model, ...asked })
    expect(uris(items)).toEqual(await search({ ...asked, model }))
  }
})
