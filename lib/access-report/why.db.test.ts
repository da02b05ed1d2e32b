import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { updateModel } from '../models/update'
import { setModelPolicy } from '../policies/set'
import { createProject } from '../projects/create'
import { type TestHub, type TestOrganization, testHub } from '../testing/hub'
import { modelOf, registered } from '../testing/registry'
import { whyNot } from './why'

let hub: TestHub
let acme: TestOrganization
let org: string

beforeAll(async () => {
  hub = await testHub()
})
afterAll(() => hub.close())
beforeEach(async () => {
  acme = await hub.organization()
  org = acme.slug
  await createProject(acme.as('maintainer'), { org, name: 'Lab' })
  await modelOf(acme.as('maintainer'), org, 'churn')
  await registered(acme.as('contributor'), org, { model: 'churn' })
})

const names = (people: { name: string }[]) => people.map(({ name }) => name)

it('tells a contributor why they cannot approve, who may, and who gives that role', async () => {
  const on = 'model://churn/v1'
  const why = await whyNot(acme.as('contributor'), { org, can: 'version.approve', on })
  expect(why).toMatchObject({
    decision: { ok: false, reason: 'Needs the approver role. You are a contributor.' },
    needs: ['approver'],
    held: [{ role: 'contributor', from: 'organization', project: null, team: null }],
    access: null,
  })
  expect(why.rules).toContain('Not the person who registered the version or whose run made it.')
  expect(names(why.may)).toEqual(['Ben'])
  // Who approves is chosen by admins alone.
  expect(names(why.give)).toEqual(['Ada'])
})

it('names for what is done to a model its own maintainers too, as who gives roles there', async () => {
  const on = 'model://churn/'
  const why = await whyNot(acme.as('reader'), { org, can: 'model.update', on })
  expect(names(why.may)).toEqual(['Ada', 'Ana', 'Mia'])
  expect(names(why.give)).toEqual(['Ada', 'Mia'])
})

it('leads those who may see it to everyone who may', async () => {
  const on = `/${org}/projects/lab`
  const why = await whyNot(acme.as('auditor'), { org, can: 'project.update', on })
  expect(why.access).toEqual({ place: 'project', slug: 'lab' })
  expect(why.decision.ok).toBe(false)
})

it('says so where roles and policy allow it', async () => {
  const why = await whyNot(acme.as('admin'), { org, can: 'model.create' })
  expect(why).toMatchObject({ decision: { ok: true }, on: null })
})

it('says so where somebody may approve and the policy does not count it', async () => {
  await acme.team('risk', ['maintainer'])
  const approvals = { count: 1, teams: ['risk'] }
  await setModelPolicy(acme.as('admin'), { org, model: 'churn', approvals })
  const on = 'model://churn/v1'
  expect(await whyNot(acme.as('approver'), { org, can: 'version.approve', on })).toMatchObject({
    decision: { ok: false, reason: 'The policy wants approvals from members of risk.' },
  })
})

it('tells nothing of a restricted model to those who do not see it', async () => {
  await updateModel(acme.as('maintainer'), { org, model: 'churn', accessMode: 'restricted' })
  for (const on of ['model://churn/', 'model://churn/v1', 'model://none/'])
    await expect(
      whyNot(acme.as('contributor'), { org, can: 'version.approve', on }),
    ).rejects.toMatchObject({ kind: 'not_found' })
})

it.each([
  ['tea.make', undefined],
  ['model.purge', undefined],
  ['model.read', 'nonsense'],
  ['model.read', 'datum://0198c0de-0000-7000-8000-000000000000'],
  ['model.read', 'model://elsewhere/churn/v1'],
])('refuses to be asked about %s on %s', async (can, on) => {
  await expect(whyNot(acme.as('admin'), { org, can, on })).rejects.toMatchObject({
    kind: 'invalid',
  })
})

it('is closed to other organizations', async () => {
  const other = await hub.organization()
  await expect(whyNot(other.as('admin'), { org, can: 'model.create' })).rejects.toMatchObject({
    kind: 'not_found',
  })
})
