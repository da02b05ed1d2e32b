import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createDataset } from '../datasets/create'
import { archiveDataset } from '../datasets/life'
import { registerDatasetVersion } from '../datasets/register'
import { resolveUri } from '../resolve/resolve'
import { getRun } from '../runs/queries'
import { projectOf, ranJob } from '../runs/testing'
import { type TestHub, type TestOrganization, testHub } from '../testing/hub'
import {
  getDatasetAlias,
  listDatasetAliases,
  listDatasetAliasMoves,
  moveDatasetAlias,
  removeDatasetAlias,
} from './datasets'
import { getDatumAlias, listDatumAliases, moveDatumAlias, removeDatumAlias } from './datums'

let hub: TestHub
let acme: TestOrganization
const ana = () => acme.as('contributor')
const of = (dataset: string) => ({ org: acme.slug, dataset })

beforeAll(async () => {
  hub = await testHub()
  acme = await hub.organization()
  await projectOf(ana(), acme.slug, 'zoo')
})
afterAll(() => hub.close())

async function versionsOf(slug: string, ...versions: string[]) {
  await createDataset(ana(), { org: acme.slug, slug })
  for (const version of versions) await registerDatasetVersion(ana(), { ...of(slug), version })
}

const eventsOf = async (uri: string) =>
  (await acme.events()).filter(({ subject }) => subject.uri === uri)

describe('an alias of a dataset', () => {
  it('moves, is listed, resolves and is removed, and its history stays', async () => {
    await versionsOf('pets', 'v1', 'v2')
    const alias = { ...of('pets'), alias: 'Production 1' }
    const moved = await moveDatasetAlias(ana(), { ...alias, version: 'v1' })
    expect(moved).toMatchObject({ version: 'v1', uri: 'dataset://pets/Production%201' })
    await moveDatasetAlias(ana(), { ...alias, version: 'latest', expected: 'v1' })
    expect(await getDatasetAlias(ana(), alias)).toMatchObject({ version: 'v2' })
    const { items } = await listDatasetAliases(acme.as('reader'), of('pets'))
    expect(items).toMatchObject([{ alias: 'Production 1', version: 'v2' }])
    const uri = 'dataset://pets/Production%201'
    expect(await resolveUri(ana(), { org: acme.slug, uri })).toMatchObject({
      uri: 'dataset://pets/v2',
    })
    await removeDatasetAlias(ana(), alias)
    await expect(resolveUri(ana(), { org: acme.slug, uri })).rejects.toMatchObject({
      kind: 'not_found',
    })
    await expect(removeDatasetAlias(ana(), alias)).rejects.toMatchObject({ kind: 'not_found' })
    const { items: history } = await listDatasetAliasMoves(ana(), alias)
    expect(history.map(({ to }) => to)).toEqual([null, 'dataset://pets/v2', 'dataset://pets/v1'])
    expect(await eventsOf(uri)).toMatchObject([
      { action: 'dataset_alias.move', before: null, after: { version: 'v1' } },
      { action: 'dataset_alias.move', before: { version: 'v1' }, after: { version: 'v2' } },
      { action: 'dataset_alias.remove', before: { version: 'v2' }, after: null },
    ])
  })

  it('has no name that a version has, and no version takes its name', async () => {
    await versionsOf('disjoint', 'first')
    const alias = { ...of('disjoint'), version: 'first' }
    await expect(moveDatasetAlias(ana(), { ...alias, alias: 'first' })).rejects.toMatchObject({
      kind: 'conflict',
    })
    await moveDatasetAlias(ana(), { ...alias, alias: 'second' })
    await expect(
      registerDatasetVersion(ana(), { ...of('disjoint'), version: 'second' }),
    ).rejects.toMatchObject({ kind: 'conflict' })
  })

  it('is not moved by readers, on what was expected wrongly, reserved, absent or archived', async () => {
    await versionsOf('careful', 'v1')
    const move = (extra: object, ctx = ana()) =>
      expect(moveDatasetAlias(ctx, { ...of('careful'), alias: 'staging', version: 'v1', ...extra }))
        .rejects
    await move({}, acme.as('reader')).toMatchObject({ kind: 'forbidden' })
    expect((await acme.events()).at(-1)).toMatchObject({
      action: 'dataset_alias.move',
      outcome: 'refused',
    })
    await move({ expected: 'v1' }).toMatchObject({
      kind: 'precondition_failed',
      message: 'staging points nowhere yet.',
    })
    for (const alias of ['latest', 'v7', '7', 'a/b', ''])
      await move({ alias }).toMatchObject({ kind: 'invalid' })
    await move({ version: 'v9' }).toMatchObject({ kind: 'not_found' })
    await archiveDataset(acme.as('maintainer'), of('careful'))
    await move({}).toMatchObject({ kind: 'conflict' })
  })

  it('of many who expect the same only one moves it', async () => {
    await versionsOf('raced', 'a', 'b', 'c')
    const move = (version: string) =>
      moveDatasetAlias(ana(), { ...of('raced'), alias: 'best', version, expected: null })
    const moves = await Promise.allSettled(['a', 'b', 'c'].map(move))
    expect(moves.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    expect(await eventsOf('dataset://raced/best')).toHaveLength(1)
  })
})

describe('an alias of a file', () => {
  const ref = (alias: string) => ({ org: acme.slug, project: 'zoo', alias })

  async function file(content: string): Promise<string> {
    const { run } = await ranJob(ana(), acme.slug, 'zoo', { outputs: { 'a.bin': content } })
    const { outputs } = await getRun(ana(), { org: acme.slug, project: 'zoo', run })
    return outputs[0]?.uri ?? ''
  }

  it('moves, is listed, resolves in its project and is removed', async () => {
    const [one, two] = [await file('one'), await file('two')]
    await moveDatumAlias(ana(), { ...ref('best'), datum: one })
    await moveDatumAlias(ana(), { ...ref('best'), datum: two.slice(8), expected: one })
    const { items } = await listDatumAliases(acme.as('reader'), ref('best'))
    expect(items).toMatchObject([{ alias: 'best', uri: 'datum://best', file: two }])
    const asked = { org: acme.slug, uri: 'datum://best', project: 'zoo' }
    expect(await resolveUri(ana(), asked)).toMatchObject({ uri: two })
    await removeDatumAlias(ana(), ref('best'))
    await expect(getDatumAlias(ana(), ref('best'))).rejects.toMatchObject({ kind: 'not_found' })
    expect(await eventsOf('datum://best')).toMatchObject([
      { action: 'datum_alias.move', before: null, after: { file: one } },
      { action: 'datum_alias.move', before: { file: one }, after: { file: two } },
      { action: 'datum_alias.remove', before: { file: two }, after: null },
    ])
  })

  it('is not moved by readers, to what is no file, or where something else was expected', async () => {
    const datum = await file('refused')
    const move = (extra: object, ctx = ana()) =>
      expect(moveDatumAlias(ctx, { ...ref('fine'), datum, ...extra })).rejects
    await move({}, acme.as('reader')).toMatchObject({ kind: 'forbidden' })
    expect((await acme.events()).at(-1)).toMatchObject({
      action: 'datum_alias.move',
      outcome: 'refused',
    })
    await move({ datum: 'datum://best' }).toMatchObject({ kind: 'invalid' })
    await move({ datum: '0198c7a0-0000-7000-8000-000000000000' }).toMatchObject({
      kind: 'not_found',
    })
    await move({ expected: datum }).toMatchObject({ kind: 'precondition_failed' })
    await move({ alias: datum.slice(8) }).toMatchObject({ kind: 'invalid' })
    await expect(removeDatumAlias(ana(), ref('never'))).rejects.toMatchObject({
      kind: 'not_found',
    })
  })
})
