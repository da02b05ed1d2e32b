import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type TestHub, type TestOrganization, testHub } from '../testing/hub'
import { modelOf, registered } from '../testing/registry'
import { approveVersion } from './decide'
import { reviewVersion } from './queries'

let hub: TestHub
let acme: TestOrganization

beforeAll(async () => {
  hub = await testHub()
  acme = await hub.organization()
})
afterAll(() => hub.close())

/** A model with three versions of which these are approved. */
async function withApproved(model: string, ...approved: number[]) {
  const ana = acme.as('contributor')
  await modelOf(ana, acme.slug, model)
  for (const accuracy of [0.7, 0.8, 0.9])
    await registered(ana, acme.slug, { model, metrics: { accuracy } })
  for (const version of approved)
    await approveVersion(acme.as('approver'), { org: acme.slug, model, version })
  const review = (version: number) =>
    reviewVersion(acme.as('approver'), { org: acme.slug, model, version })
  return { review }
}

describe('reviewing a version', () => {
  it('sets a pending one beside the highest approved', async () => {
    const { review } = await withApproved('pending', 1, 2)
    const version = await review(3)
    expect(version).toMatchObject({ state: 'pending', latest: 2, modelName: 'pending' })
    expect(version.base).toMatchObject({ version: 2, metrics: { accuracy: 0.8 } })
  })

  it('sets the current one beside the approved one below it, never beside itself', async () => {
    const { review } = await withApproved('current', 1, 3)
    expect(await review(3)).toMatchObject({ latest: 3, base: { version: 1 } })
    expect(await review(1)).toMatchObject({ latest: 3, base: { version: 3 } })
  })

  it('says so when nothing else is approved', async () => {
    const { review } = await withApproved('alone', 2)
    expect(await review(2)).toMatchObject({ latest: 2, base: null })
    expect(await review(3)).toMatchObject({ latest: 2, base: { version: 2 } })
    const { review: fresh } = await withApproved('fresh')
    expect(await fresh(1)).toMatchObject({ latest: null, base: null })
  })

  it('tells each reader what they may do, with the reason', async () => {
    const { review } = await withApproved('abilities')
    const { abilities } = await review(1)
    expect(abilities.approve).toEqual({ ok: true })
    expect(abilities.update).toEqual({
      ok: false,
      reason: 'Needs the contributor role. You are an approver.',
    })
  })
})
