import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { PolicyInput } from '../policies/rules'
import { setOrganizationPolicy } from '../policies/set'
import { addTeamMember, removeTeamMember } from '../teams/members'
import { memberOf } from '../testing/governance'
import { type TestHub, type TestOrganization, testHub } from '../testing/hub'
import { modelOf, registered } from '../testing/registry'
import { getChecks } from './checks'
import { approveVersion } from './decide'
import { getVersion } from './queries'

let hub: TestHub
let acme: TestOrganization
const ref = () => ({ org: acme.slug, model: 'churn', version: 1 })

beforeAll(async () => {
  hub = await testHub()
})
beforeEach(async () => {
  acme = await hub.organization()
  await modelOf(acme.as('contributor'), acme.slug, 'churn')
})
afterAll(() => hub.close())

const policy = (rules: PolicyInput) =>
  setOrganizationPolicy(acme.as('admin'), { org: acme.slug, ...rules })
const approver = (name: string, teams: string[] = []) =>
  memberOf(hub, acme, { name, roles: ['approver', 'contributor'], teams })
const register = (ctx = acme.as('contributor')) => registered(ctx, acme.slug, { model: 'churn' })

describe('an approval that others are waited for with', () => {
  it('does not count for a team that its giver has left, and does again once they are back', async () => {
    const [risk, platform] = await Promise.all([acme.team('risk'), acme.team('platform')])
    await policy({ approvals: { count: 2, teams: ['risk', 'platform'] } })
    await register()
    const [cleo, dan] = [await approver('Cleo', [risk]), await approver('Dan', [platform])]
    await approveVersion(cleo, ref())
    const admin = acme.as('admin')
    const place = { org: acme.slug, team: 'risk' }
    await removeTeamMember(admin, { ...place, id: cleo.personId })
    expect(await approveVersion(dan, ref())).toMatchObject({
      state: 'pending',
      approvals: { needed: 2, given: 1 },
    })
    expect((await getChecks(dan, ref())).approvals).toMatchObject({
      missing: 'One more approval is needed, from risk.',
      given: [
        { by: { name: 'Cleo' }, teams: [], counts: false },
        { by: { name: 'Dan' }, teams: ['platform'], counts: true },
      ],
    })
    await addTeamMember(admin, { ...place, person: cleo.personId })
    expect(await getVersion(dan, ref())).toMatchObject({ approvals: { given: 2 } })
  })

  it('no longer counts where it is of their own work and four eyes hold by now', async () => {
    await policy({ approvals: { count: 2 }, fourEyes: false })
    const [cleo, dan] = [await approver('Cleo'), await approver('Dan')]
    await register(cleo)
    expect(await approveVersion(cleo, ref())).toMatchObject({ approvals: { given: 1 } })
    await policy({ approvals: { count: 2 }, fourEyes: true })
    expect(await approveVersion(dan, ref())).toMatchObject({
      state: 'pending',
      approvals: { needed: 2, given: 1 },
    })
    expect(await approveVersion(await approver('Eve'), ref())).toMatchObject({ state: 'approved' })
  })

  it('no longer counts where it was given through a token and the policy takes none by now', async () => {
    await policy({ approvals: { count: 2 } })
    await register()
    const token = await acme.token('approver')
    expect(await approveVersion(token, ref())).toMatchObject({ approvals: { given: 1 } })
    await policy({ approvals: { count: 2 }, tokenDecisions: false })
    expect(await approveVersion(await approver('Dan'), ref())).toMatchObject({
      state: 'pending',
      approvals: { needed: 2, given: 1 },
    })
    // Who gave it gives it again, signed in.
    expect(await approveVersion(acme.as('approver'), ref())).toMatchObject({ state: 'approved' })
  })
})

describe('a version with more approvals than the policy asks for by now', () => {
  it('is decided by whoever approves it, also for the second time', async () => {
    await policy({ approvals: { count: 2 } })
    await register()
    const cleo = await approver('Cleo')
    await approveVersion(cleo, ref())
    await policy({ approvals: { count: 1 } })
    expect(await approveVersion(cleo, ref())).toMatchObject({
      state: 'approved',
      approvals: { needed: 1, given: 1 },
    })
  })
})

describe('a version that is approved', () => {
  it('stays so when its approver leaves the team that they approved it for', async () => {
    const risk = await acme.team('risk')
    await policy({ approvals: { count: 1, teams: ['risk'] } })
    await register()
    const cleo = await approver('Cleo', [risk])
    await approveVersion(cleo, ref())
    await removeTeamMember(acme.as('admin'), { org: acme.slug, team: 'risk', id: cleo.personId })
    expect(await getVersion(cleo, ref())).toMatchObject({
      state: 'approved',
      approvals: { needed: 1, given: 1 },
    })
  })
})
