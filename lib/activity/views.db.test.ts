import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Ctx } from '../actor'
import { getPreferences } from '../preferences/queries'
import { type TestHub, type TestOrganization, testHub } from '../testing/hub'
import { Filters } from './filters'
import { removeView, renameView, saveView, shippedViews } from './views'

let hub: TestHub
let acme: TestOrganization
let org: string

beforeAll(async () => {
  hub = await testHub()
})
afterAll(() => hub.close())

async function fresh(): Promise<Ctx> {
  acme = await hub.organization()
  org = acme.slug
  return acme.as('auditor')
}
const viewsOf = async (ctx: Ctx) => (await getPreferences(ctx, { org }))['activity.views'] ?? []

describe('a saved view', () => {
  it('is kept by the person who named it, without the page that they were on', async () => {
    const otto = await fresh()
    await saveView(otto, {
      org,
      name: ' Mine ',
      query: 'actor=me&action=version.approve&cursor=W10&via=',
    })
    expect(await viewsOf(otto)).toEqual([
      { name: 'Mine', query: 'actor=me&action=version.approve' },
    ])
    expect(await viewsOf(acme.as('admin'))).toEqual([])
  })

  it('takes the place of one of the same name, may be renamed, and is forgotten', async () => {
    const otto = await fresh()
    await saveView(otto, { org, name: 'A', query: 'outcome=refused' })
    await saveView(otto, { org, name: 'B', query: 'via=api' })
    await saveView(otto, { org, name: 'A', query: 'outcome=done' })
    await renameView(otto, { org, name: 'A', to: 'C' })
    expect(await viewsOf(otto)).toEqual([
      { name: 'C', query: 'outcome=done' },
      { name: 'B', query: 'via=api' },
    ])
    await expect(renameView(otto, { org, name: 'C', to: 'B' })).rejects.toMatchObject({
      kind: 'conflict',
    })
    await removeView(otto, { org, name: 'C' })
    await expect(removeView(otto, { org, name: 'C' })).rejects.toMatchObject({ kind: 'not_found' })
    await expect(renameView(otto, { org, name: 'C', to: 'D' })).rejects.toMatchObject({
      kind: 'not_found',
    })
    expect(await viewsOf(otto)).toEqual([{ name: 'B', query: 'via=api' }])
  })

  it('is one of twenty at most, however many are saved at once', async () => {
    const otto = await fresh()
    const saved = await Promise.allSettled(
      Array.from({ length: 22 }, (_, n) => saveView(otto, { org, name: `V${n}`, query: '' })),
    )
    expect(saved.filter(({ status }) => status === 'fulfilled')).toHaveLength(20)
    const [refused] = saved.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []))
    expect(refused).toMatchObject({
      kind: 'invalid',
      message: expect.stringContaining('Delete one'),
    })
    const kept = await viewsOf(otto)
    expect(kept).toHaveLength(20)
    await saveView(otto, { org, name: kept[0]?.name ?? '', query: 'via=web' })
    await expect(saveView(otto, { org, name: ' ', query: '' })).rejects.toMatchObject({
      fields: { name: 'Give it a name.' },
    })
  })

  it('is of nobody else and leaves no event', async () => {
    const otto = await fresh()
    await saveView(otto, { org, name: 'Mine', query: '' })
    expect(await acme.events()).toEqual([])
    const stranger = (await hub.organization()).as('admin')
    await expect(
      saveView(stranger, { org: acme.slug, name: 'X', query: '' }),
    ).rejects.toMatchObject({
      kind: 'not_found',
    })
  })
})

it('ships views that the log can be searched by', () => {
  for (const { name, query } of shippedViews) {
    const asked = Object.fromEntries(new URLSearchParams(query))
    expect(Filters.strict().safeParse(asked).error, name).toBeUndefined()
  }
})
