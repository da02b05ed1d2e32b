import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { setPolicy } from '../policies/set'
import { type EventBody, type TestHub, type TestOrganization, testHub } from '../testing/hub'
import { modelOf, registered } from '../testing/registry'
import { approveVersion } from '../versions/decide'
import { deleteVersion } from '../versions/life'
import { getAlias, listAliases } from './list'
import { listAliasMoves, moveAlias, removeAlias } from './move'

let hub: TestHub
let acme: TestOrganization
const mia = () => acme.as('maintainer')

beforeAll(async () => {
  hub = await testHub()
  acme = await hub.organization()
})
afterAll(() => hub.close())

async function model(slug: string, count: number) {
  await modelOf(mia(), acme.slug, slug)
  for (let n = 0; n < count; n++)
    await registered(acme.as('contributor'), acme.slug, { model: slug })
  return (alias: string) => ({ org: acme.slug, model: slug, alias })
}

const movesIn = async (uri: string): Promise<EventBody[]> =>
  (await acme.events()).filter((event) => event.subject.uri === uri && event.outcome === 'done')

describe('an alias of a model', () => {
  it('tells in its history who moved it, when, from where, to what, why, and by which event', async () => {
    const at = await model('told', 2)
    const first = await moveAlias(mia(), { ...at('production'), version: 1, note: 'The first.' })
    expect(first).toMatchObject({ version: 1, from: null, uri: 'model://told/production' })
    const second = await moveAlias(mia(), {
      ...{ ...at('production'), version: 'v2' },
      ...{ expected: 1, note: 'Better recall.' },
    })
    expect(second).toMatchObject({ version: 2, from: 1 })
    expect(await getAlias(acme.as('reader'), at('production'))).toMatchObject({
      ...{ version: 2, note: 'Better recall.', by: { name: mia().actor.name }, protection: null },
      may: { ok: false },
    })
    await removeAlias(mia(), { ...at('production'), expected: 2, note: 'Retired.' })
    const { items } = await listAliasMoves(acme.as('reader'), at('production'))
    const events = await movesIn('model://told/production')
    expect(items).toMatchObject([
      { from: 'model://told/v2', to: null, note: 'Retired.', event: { id: events[2]?.id } },
      { from: 'model://told/v1', to: 'model://told/v2', event: { id: events[1]?.id } },
      { from: null, to: 'model://told/v1', note: 'The first.', event: { id: events[0]?.id } },
    ])
    expect(events.map(({ note }) => note)).toEqual(['The first.', 'Better recall.', 'Retired.'])
    await expect(getAlias(mia(), at('production'))).rejects.toMatchObject({ kind: 'not_found' })
  })

  it('is moved and removed only from where the caller thinks it is', async () => {
    const at = await model('careful', 2)
    await expect(
      moveAlias(mia(), { ...at('live'), version: 1, expected: 2 }),
    ).rejects.toMatchObject({ kind: 'precondition_failed', details: { current: null } })
    await moveAlias(mia(), { ...at('live'), version: 1, expected: null })
    await expect(
      moveAlias(mia(), { ...at('live'), version: 2, expected: null }),
    ).rejects.toMatchObject({ kind: 'precondition_failed', details: { current: 1 } })
    await expect(removeAlias(mia(), { ...at('live'), expected: 'v2' })).rejects.toMatchObject({
      kind: 'precondition_failed',
      message: 'live points at v1 by now. Look again, and then try again.',
    })
    expect(await movesIn('model://careful/live')).toHaveLength(1)
  })

  it('refuses a name that means something, with the reason beside the field', async () => {
    const at = await model('reserved', 1)
    for (const alias of ['latest', 'newest', 'approved', 'main', 'v3', '7'])
      await expect(moveAlias(mia(), { ...at(alias), version: 1 })).rejects.toMatchObject({
        kind: 'invalid',
        fields: { alias: `${alias} is reserved: it already means a version.` },
      })
  })

  it('says who may move it where the policy protects it', async () => {
    const at = await model('guarded', 1)
    await setPolicy(acme.as('admin'), {
      ...{ org: acme.slug, model: 'guarded', note: 'For production.' },
      protectedAliases: ['production'],
    })
    await expect(moveAlias(mia(), { ...at('production'), version: 1 })).rejects.toMatchObject({
      code: 'alias_protected',
      fields: { version: 'v1 is pending.' },
    })
    const ref = { org: acme.slug, model: 'guarded', version: 1 }
    await approveVersion(acme.as('approver'), ref)
    await moveAlias(mia(), { ...at('production'), version: 1 })
    await moveAlias(mia(), { ...at('canary'), version: 1 })
    const { items } = await listAliases(mia(), { org: acme.slug, model: 'guarded' })
    expect(items).toMatchObject([
      { alias: 'canary', protection: null, may: { ok: true } },
      { alias: 'production', protection: { teams: null }, may: { ok: true } },
    ])
  })

  it('goes with its version, and its history says so', async () => {
    const at = await model('gone', 2)
    for (const alias of ['a', 'b']) await moveAlias(mia(), { ...at(alias), version: 1 })
    await deleteVersion(mia(), { org: acme.slug, model: 'gone', version: 1, force: true })
    const { items } = await listAliasMoves(mia(), { org: acme.slug, model: 'gone' })
    expect(items.map(({ alias, to }) => [alias, to])).toEqual([
      ['b', null],
      ['a', null],
      ['b', 'model://gone/v1'],
      ['a', 'model://gone/v1'],
    ])
    for (const { alias, event } of items.slice(0, 2))
      expect((await movesIn(`model://gone/${alias}`)).at(-1)?.id).toBe(event?.id)
  })

  it('moved by fifty at once has one history without a gap', async () => {
    const at = await model('crowd', 5)
    const moves = Array.from({ length: 50 }, (_, n) =>
      moveAlias(mia(), { ...at('production'), version: (n % 5) + 1, note: `Move ${n}.` }),
    )
    await Promise.all(moves)
    const events = await movesIn('model://crowd/production')
    expect(events).toHaveLength(50)
    expect(events[0]?.before).toBeNull()
    for (const [n, event] of events.slice(1).entries())
      expect(event.before).toEqual(events[n]?.after)
    const { items } = await listAliasMoves(mia(), { ...at('production'), limit: 500 })
    const told = items.toReversed()
    expect(told.map(({ event }) => event?.id)).toEqual(events.map(({ id }) => id))
    for (const [n, move] of told.slice(1).entries()) expect(move.from).toBe(told[n]?.to)
    expect(told.at(-1)?.to).toBe(
      `model://crowd/v${(await getAlias(mia(), at('production'))).version}`,
    )
  })
})
