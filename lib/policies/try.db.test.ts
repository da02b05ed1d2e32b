import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { updateModel } from '../models/update'
import { createProject } from '../projects/create'
import { type TestHub, type TestOrganization, testHub } from '../testing/hub'
import { modelOf, registered } from '../testing/registry'
import { approveVersion } from '../versions/decide'
import { getModelPolicy } from './queries'
import { setModelPolicy } from './set'
import { tryModelPolicy, tryOrganizationPolicy, tryProjectPolicy } from './try'

let hub: TestHub
let acme: TestOrganization
let org: string
let model: string

beforeAll(async () => {
  hub = await testHub()
})
afterAll(() => hub.close())
beforeEach(async () => {
  acme = await hub.organization()
  org = acme.slug
  model = await modelOf(acme.as('maintainer'), org, 'churn')
})

const mia = () => acme.as('maintainer')
const ada = () => acme.as('admin')
const better = {
  name: 'No worse',
  cel: '!approved.exists || metrics.accuracy >= approved.metrics.accuracy - 0.005',
}
async function measured(accuracy: number, approves = false) {
  const { version } = await registered(mia(), org, { model, metrics: { accuracy } })
  if (approves) await approveVersion(acme.as('approver'), { org, model, version })
  return version
}

describe('trying a policy', () => {
  it('tells of each version what it would have got, and keeps nothing', async () => {
    await measured(0.9, true)
    await measured(0.8)
    await measured(0.91)
    const events = (await acme.events()).length
    const rules = { gates: [better] }
    const { items } = await tryModelPolicy(ada(), { org, model, rules })
    expect(items.map(({ version, would, base }) => [version, would, base])).toEqual([
      [3, 'waits', 1],
      [2, 'blocked', 1],
      [1, 'approved', null],
    ])
    expect(items[1]?.message).toContain('Gate No worse: ')
    expect(items[1]?.gates).toMatchObject([{ candidate: 0.8, approved: 0.9, result: 'fail' }])
    expect(items[0]?.message).toBe('One more approval is needed.')
    expect((await acme.events()).length).toBe(events)
    expect((await getModelPolicy(mia(), { org, model })).own).toBeNull()
  })

  it('counts what is missing, and warns of what nobody can do', async () => {
    await measured(0.9, true)
    const rules = { evidence: ['note', 'commit'], approvals: { count: 3 } }
    const { items, warnings } = await tryModelPolicy(ada(), { org, model, rules })
    expect(items).toMatchObject([
      {
        would: 'blocked',
        approvals: { needed: 3, given: 1 },
        evidence: [
          { item: 'note', ok: false },
          { item: 'commit', ok: false },
        ],
      },
    ])
    expect(warnings[0]?.message).toContain('Nobody can meet this')
  })

  it('keeps what the model says itself when the organization is tried', async () => {
    await measured(0.9, true)
    await setModelPolicy(acme.as('admin'), { org, model, approvals: { count: 1 } })
    const rules = { approvals: { count: 5 } }
    const { items } = await tryOrganizationPolicy(ada(), { org, rules })
    expect(items).toMatchObject([{ model, would: 'approved' }])
  })

  it('is for those who set policies, since expressions cost what they say', async () => {
    await createProject(mia(), { org, name: 'Lab', slug: 'lab' })
    await measured(0.9)
    await updateModel(mia(), { org, model, projects: ['lab'], accessMode: 'restricted' })
    const tried = await tryProjectPolicy(ada(), { org, project: 'lab', rules: {} })
    expect(tried.items).toHaveLength(1)
    for (const ctx of [acme.as('reader'), mia(), await acme.token('admin', { scopes: ['read'] })])
      await expect(tryOrganizationPolicy(ctx, { org, rules: {} })).rejects.toMatchObject({
        kind: 'forbidden',
      })
  })

  it('refuses an expression that cannot be read', async () => {
    const rules = { gates: [{ name: 'a', cel: 'metrics.' }] }
    const trying = tryModelPolicy(ada(), { org, model, rules })
    await expect(trying).rejects.toMatchObject({
      kind: 'invalid',
      fields: { 'gates.0.cel': expect.any(String) },
    })
  })
})
