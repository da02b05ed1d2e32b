import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Ctx } from '../actor'
import { systemContext } from '../context'
import { arrival, type TestHub, type TestOrganization, testHub } from '../testing/hub'
import { keepPreference } from './keep'
import { getPreferences } from './queries'

let hub: TestHub
let acme: TestOrganization
let rita: Ctx
let ben: Ctx

beforeAll(async () => {
  hub = await testHub()
  acme = await hub.organization()
  rita = acme.as('reader')
  ben = acme.as('approver')
})
afterAll(() => hub.close())

const keep = (ctx: Ctx, value: string[] | null, key = 'models.columns' as const) =>
  keepPreference(ctx, { org: acme.slug, key, value })
const keptBy = (ctx: Ctx) => getPreferences(ctx, { org: acme.slug })

describe('what a person keeps', () => {
  it('is theirs alone, whatever their role', async () => {
    await keep(rita, ['owner', 'metric.accuracy'])
    expect(await keptBy(rita)).toEqual({ 'models.columns': ['owner', 'metric.accuracy'] })
    expect(await keptBy(ben)).toEqual({})
  })

  it('is theirs in one organization alone', async () => {
    const other = await hub.organization()
    await keep(ben, ['tags'])
    await expect(getPreferences(ben, { org: other.slug })).rejects.toMatchObject({
      kind: 'not_found',
    })
    await expect(
      keepPreference(ben, { org: other.slug, key: 'models.columns', value: [] }),
    ).rejects.toMatchObject({ kind: 'not_found' })
  })

  it('is replaced by what is kept later, and forgotten on request', async () => {
    await keep(ben, ['tags'])
    await keep(ben, ['created'])
    expect(await keptBy(ben)).toEqual({ 'models.columns': ['created'] })
    await keep(ben, null)
    expect(await keptBy(ben)).toEqual({})
  })

  it('holds one answer when it is kept twice at once', async () => {
    await Promise.all(Array.from({ length: 8 }, (_, n) => keep(rita, [`metric.m${n}`])))
    const { 'models.columns': columns } = await keptBy(rita)
    expect(columns).toHaveLength(1)
  })

  it('is no event of the audit log', async () => {
    const before = (await acme.events()).length
    await keep(rita, ['owner'])
    expect(await acme.events()).toHaveLength(before)
  })

  it('must be what it says it is', async () => {
    await keep(rita, ['owner'])
    const wrong = { org: acme.slug, key: 'models.columns' as const, value: { no: 'list' } }
    await expect(keepPreference(rita, wrong)).rejects.toMatchObject({ kind: 'invalid' })
    await expect(keep(rita, Array(31).fill('owner'))).rejects.toMatchObject({
      fields: { value: 'At most 30 columns.' },
    })
    expect(await keptBy(rita)).toEqual({ 'models.columns': ['owner'] })
  })

  it('is nothing of the hub itself', async () => {
    const system = systemContext('test', arrival())
    const memberships = rita.memberships
    await expect(keep({ ...system, memberships }, ['owner'])).rejects.toMatchObject({
      kind: 'forbidden',
    })
  })
})
