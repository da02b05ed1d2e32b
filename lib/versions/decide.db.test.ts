import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type TestHub, type TestOrganization, testHub } from '../testing/hub'
import { modelOf, registered } from '../testing/registry'
import { approveVersion, rejectVersion, withdrawVersion } from './decide'

let hub: TestHub
let acme: TestOrganization
const ref = (model: string, version = 1) => ({ org: acme.slug, model, version })

beforeAll(async () => {
  hub = await testHub()
  acme = await hub.organization()
})
afterAll(() => hub.close())

async function pending(model: string): Promise<string> {
  await modelOf(acme.as('contributor'), acme.slug, model)
  await registered(acme.as('contributor'), acme.slug, { model })
  return model
}

async function decisionsOn(model: string) {
  const events = await acme.events()
  return events.filter(
    ({ subject, action }) =>
      subject.uri.startsWith(`model://${model}/`) && /approve|reject|withdraw/.test(action),
  )
}

describe('approving a version', () => {
  it('makes it approved and records who, what and why', async () => {
    const model = await pending('approves')
    const version = await approveVersion(acme.as('approver'), { ...ref(model), note: 'better' })
    expect(version).toMatchObject({ state: 'approved', approvals: { needed: 1, given: 1 } })
    expect(version.decidedAt).not.toBeNull()
    expect(await decisionsOn(model)).toMatchObject([
      {
        action: 'version.approve',
        outcome: 'done',
        actor: { id: acme.personId('approver'), kind: 'person' },
        subject: { kind: 'version', uri: `model://${model}/v1` },
        note: 'better',
        before: { state: 'pending' },
        after: { state: 'approved', digest: version.digest },
      },
    ])
  })

  it('refuses everyone without the approver role, with the reason, and records it', async () => {
    const model = await pending('refuses-roles')
    for (const role of ['reader', 'maintainer', 'admin', 'auditor'] as const)
      await expect(approveVersion(acme.as(role), ref(model))).rejects.toMatchObject({
        kind: 'forbidden',
        message: expect.stringContaining('Needs the approver role.'),
      })
    const refusals = await decisionsOn(model)
    expect(refusals).toHaveLength(4)
    expect(refusals).toEqual(
      refusals.map(() => expect.objectContaining({ outcome: 'refused', after: null })),
    )
  })

  it('refuses the person who registered the version, also by token', async () => {
    await modelOf(acme.as('contributor'), acme.slug, 'own-work')
    const both = {
      ...acme.as('contributor'),
      memberships: acme.as('contributor').memberships.map((membership) => ({
        ...membership,
        grants: [...membership.grants, ...(acme.as('approver').memberships[0]?.grants ?? [])],
      })),
    }
    await registered(both, acme.slug, { model: 'own-work' })
    await expect(approveVersion(both, ref('own-work'))).rejects.toMatchObject({
      kind: 'forbidden',
      message: 'You registered this version, so someone else must decide on it.',
    })
    expect((await decisionsOn('own-work')).map(({ outcome }) => outcome)).toEqual(['refused'])
  })

  it('refuses a token without the scope decide', async () => {
    const model = await pending('scopes')
    const token = await acme.token('approver', { scopes: ['read', 'write'] })
    await expect(approveVersion(token, ref(model))).rejects.toMatchObject({ kind: 'forbidden' })
    const able = await acme.token('approver')
    await expect(approveVersion(able, ref(model))).resolves.toMatchObject({ state: 'approved' })
    const [refused, done] = await decisionsOn(model)
    expect(refused).toMatchObject({ outcome: 'refused', onBehalfOf: acme.personId('approver') })
    expect(done).toMatchObject({ outcome: 'done', actor: { kind: 'token' }, via: 'api' })
  })

  it('lets one of fifty simultaneous approvals win and records it once', async () => {
    const model = await pending('race')
    const ctx = acme.as('approver')
    const tries = await Promise.allSettled(
      Array.from({ length: 50 }, () => approveVersion(ctx, ref(model))),
    )
    expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    const conflicts = tries.filter(
      (attempt) => attempt.status === 'rejected' && attempt.reason.kind === 'conflict',
    )
    expect(conflicts).toHaveLength(49)
    expect(await decisionsOn(model)).toHaveLength(1)
  })

  it('does not find what another organization has', async () => {
    const model = await pending('elsewhere')
    const other = await hub.organization()
    await expect(approveVersion(other.as('approver'), ref(model))).rejects.toMatchObject({
      kind: 'not_found',
    })
    await expect(
      approveVersion(other.as('approver'), { ...ref(model), org: other.slug }),
    ).rejects.toMatchObject({ kind: 'not_found' })
    expect(await other.events()).toEqual([])
  })
})

describe('rejecting and withdrawing', () => {
  it('demands a reason and leaves no trace without one', async () => {
    const model = await pending('wordless')
    await expect(rejectVersion(acme.as('approver'), ref(model))).rejects.toMatchObject({
      kind: 'invalid',
      fields: { note: 'Say why, so the next person knows.' },
    })
    expect(await decisionsOn(model)).toEqual([])
  })

  it('goes back and forth, each time with a reason', async () => {
    const model = await pending('reversible')
    const ctx = acme.as('approver')
    await rejectVersion(ctx, { ...ref(model), note: 'overfits' })
    await expect(approveVersion(ctx, ref(model))).rejects.toMatchObject({ kind: 'invalid' })
    await approveVersion(ctx, { ...ref(model), note: 'measured again' })
    await withdrawVersion(ctx, { ...ref(model), note: 'wrong data' })
    expect((await decisionsOn(model)).map(({ action, note }) => [action, note])).toEqual([
      ['version.reject', 'overfits'],
      ['version.approve', 'measured again'],
      ['version.withdraw', 'wrong data'],
    ])
  })

  it('refuses a note of a megabyte', async () => {
    const model = await pending('long-note')
    const note = 'x'.repeat(1_000_000)
    await expect(rejectVersion(acme.as('approver'), { ...ref(model), note })).rejects.toMatchObject(
      {
        kind: 'invalid',
      },
    )
  })
})
