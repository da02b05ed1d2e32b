import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { grantModel } from '../grants/grant'
import { updateModel } from '../models/update'
import { type TestHub, type TestOrganization, testHub } from '../testing/hub'
import { modelOf } from '../testing/registry'
import { setModelPolicy, setOrganizationPolicy } from './set'

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

type Rules = Omit<Parameters<typeof setModelPolicy>[1], 'org' | 'model'>
async function warned(rules: Rules): Promise<string[]> {
  const { warnings } = await setModelPolicy(acme.as('admin'), { org, model, ...rules })
  return warnings.map(({ rule, message }) => `${rule}: ${message}`)
}

describe('a policy that nobody can satisfy', () => {
  it('is kept, and said to be one', async () => {
    expect(await warned({ approvals: { count: 1 } })).toEqual([])
    expect(await warned({ approvals: { count: 2 } })).toEqual([
      'approvals: Nobody can meet this: it asks for 2 approvals, and here there is one approver.',
    ])
    const above = await setOrganizationPolicy(acme.as('admin'), { org, approvals: { count: 3 } })
    expect(above.warnings[0]?.message).toContain('Roles on single models may add more.')
  })

  it('is one of a team without approvers', async () => {
    await acme.team('risk', ['reader'])
    expect(await warned({ approvals: { count: 1, teams: ['risk'] } })).toEqual([
      'approvals: Nobody in the team risk is an approver here.',
      'approvals: Nobody can meet this: it asks for 1 approval, and here there is no approver in risk.',
    ])
  })

  it('is one of two teams that share their only approver', async () => {
    await acme.team('risk', ['approver'])
    await acme.team('platform', ['approver'])
    const [one] = await warned({ approvals: { count: 2, teams: ['risk', 'platform'] } })
    expect(one).toContain('there is one approver in risk or platform')
  })

  it('is one of a role that no approver has', async () => {
    const [one] = await warned({ approvals: { count: 1, roles: ['admin'] } })
    expect(one).toContain('there is no approver who is admin too')
  })

  it('is one whose only approver may be who made the version, under four eyes', async () => {
    const person = acme.personId('approver')
    await grantModel(acme.as('admin'), { org, model, person, role: 'contributor' })
    expect(await warned({ approvals: { count: 1 } })).toEqual([
      'approvals: A version that one of the approvers made cannot be approved: without them there are too few.',
    ])
    expect(await warned({ approvals: { count: 1 }, fourEyes: false })).toEqual([])
  })

  it('is one of a restricted model that its approvers cannot see', async () => {
    await updateModel(acme.as('maintainer'), { org, model, accessMode: 'restricted' })
    const [one] = await warned({ approvals: { count: 1 } })
    expect(one).toContain('there is no approver')
  })
})

describe('other rules that come to nothing', () => {
  it('are an alias that no maintainer of its teams can move', async () => {
    await acme.team('risk', ['approver'])
    await acme.team('platform', ['maintainer'])
    const protectedAliases = [
      { name: 'production', teams: ['risk'] },
      { name: 'staging', teams: ['platform'] },
    ]
    expect(await warned({ protectedAliases })).toEqual([
      'protectedAliases: Nobody can move production: no member of risk is a maintainer here.',
    ])
  })

  it('are decisions by token beside a sign-in that no token makes', async () => {
    const [one, ...others] = await warned({ signInMinutes: 15 })
    expect(one).toContain('tokenDecisions: A token never signs in')
    expect(others).toEqual([])
    expect(await warned({ signInMinutes: 15, tokenDecisions: false })).toEqual([])
  })
})
