import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createComment } from '../comments/create'
import { systemContext } from '../context'
import { approvedModel, deploymentOf, deploys } from '../deployments/testing'
import { grantModel } from '../grants/grant'
import { createRecall } from '../lineage/recall'
import { chainOf } from '../lineage/testing'
import { removeMember } from '../members/remove'
import { createModel } from '../models/create'
import { updateModel } from '../models/update'
import { setOrganizationPolicy } from '../policies/set'
import { keepPreference } from '../preferences/keep'
import { requestReview } from '../reviews/request'
import { projectOf, ranJob } from '../runs/testing'
import { system } from '../system'
import { arrival, type TestHub, type TestOrganization, testHub } from '../testing/hub'
import { queriesOf } from '../testing/queries'
import { modelOf, registered } from '../testing/registry'
import { dayMs } from '../time'
import { approveVersion, rejectVersion, withdrawVersion } from '../versions/decide'
import { expireApprovals } from '../versions/expire'
import { dealNotifications } from './deal'
import { dealt, inboxes, lines, waiting } from './testing'

let hub: TestHub
let acme: TestOrganization
let org: string

beforeAll(async () => {
  hub = await testHub()
})
afterAll(() => hub.close())

/** An organization where Mia owns `churn`, of which Ana registered v1; nothing waits to be told. */
beforeEach(async () => {
  acme = await hub.organization()
  org = acme.slug
  await modelOf(acme.as('maintainer'), org, 'churn')
  await registered(acme.as('contributor'), org, { model: 'churn' })
  await dealt()
})

const v1 = () => ({ org, model: 'churn', version: 1 })
const told = () => lines(acme.id)
const secret = async () => {
  const ada = acme.as('admin')
  await createModel(ada, { org, name: 'Secret', slug: 'secret', accessMode: 'restricted' })
  return { org, model: 'secret' }
}

describe('a request for a review', () => {
  it('is told to those named and to the team, each once, and not to who asks', async () => {
    await acme.team('risk', ['approver', 'maintainer', 'contributor'])
    const people = [acme.personId('approver')]
    await requestReview(acme.as('contributor'), {
      ...v1(),
      people,
      teams: ['risk'],
      note: 'Please',
    })
    await dealt()
    expect(await told()).toEqual(['Ben review model://churn/v1', 'Mia review model://churn/v1'])
    const [ben, mia] = await inboxes(acme.id)
    expect(ben?.body).toMatchObject({ note: 'Please' })
    expect(ben?.body).not.toHaveProperty('team')
    expect(mia?.body).toMatchObject({ team: 'risk' })
  })

  it('is not told to who has left meanwhile', async () => {
    const ben = acme.personId('approver')
    await requestReview(acme.as('contributor'), { ...v1(), people: [ben] })
    await removeMember(acme.as('admin'), { org, id: ben })
    await dealt()
    expect(await told()).toEqual([])
  })

  it('of a restricted model is told to nobody of the team who does not see it', async () => {
    const at = await secret()
    await registered(acme.as('admin'), org, { model: 'secret' })
    await acme.team('risk', ['approver', 'reader'])
    await grantModel(acme.as('admin'), {
      ...at,
      person: acme.personId('approver'),
      role: 'approver',
    })
    await requestReview(acme.as('admin'), { ...at, version: 1, teams: ['risk'] })
    await dealt()
    expect(await told()).toEqual(['Ben review model://secret/v1'])
  })
})

describe('a decision', () => {
  it('is told to who registered the version; the owner of the model hears that latest moved', async () => {
    await approveVersion(acme.as('approver'), { ...v1(), note: 'Good' })
    await dealt()
    const all = await inboxes(acme.id)
    expect(all.map(({ name, kind }) => `${name} ${kind}`)).toEqual(['Ana decision', 'Mia latest'])
    expect(all[0]?.body).toMatchObject({ verdict: 'approve', state: 'approved', note: 'Good' })
    expect(all[1]?.body).toMatchObject({ from: null, to: 1 })
    await rejectVersion(acme.as('approver'), { ...v1(), note: 'Not good' })
    await withdrawVersion(acme.as('approver'), { ...v1(), note: 'Hm' })
    await dealt()
    const ofAna = (await inboxes(acme.id)).filter(({ name }) => name === 'Ana')
    expect(ofAna.map(({ body }) => body.verdict).sort()).toEqual(['approve', 'reject', 'withdraw'])
  })

  it('is told once to an owner who made the version, and never to who decided', async () => {
    await registered(acme.as('maintainer'), org, { model: 'churn' })
    await dealt()
    await approveVersion(acme.as('approver'), { ...v1(), version: 2 })
    await dealt()
    expect(await told()).toEqual(['Mia decision model://churn/v2'])
    await createModel(acme.as('admin'), { org, name: 'own', slug: 'own' })
    await registered(acme.as('contributor'), org, { model: 'own' })
    const ada = { ...acme.as('admin') }
    await grantModel(ada, { org, model: 'own', person: acme.personId('admin'), role: 'approver' })
    const own = { org, model: 'own', version: 1 }
    await approveVersion(await acme.signedIn('admin'), own)
    await dealt()
    expect(await told()).toEqual(['Ana decision model://own/v1', 'Mia decision model://churn/v2'])
  })

  it('that runs out is told as well', async () => {
    await setOrganizationPolicy(acme.as('admin'), { org, validDays: 1 })
    await approveVersion(acme.as('approver'), v1())
    await dealt()
    const worker = systemContext('worker', arrival())
    await expireApprovals({ ...worker, now: () => new Date(Date.now() + 2 * dayMs) })
    await dealt()
    const ofAna = (await inboxes(acme.id)).filter(({ name }) => name === 'Ana')
    expect(ofAna.map(({ body }) => body.verdict).sort()).toEqual(['approve', 'expire'])
  })
})

describe('a comment', () => {
  it('is told to who is mentioned, to owner and maker, and to who spoke there before', async () => {
    const say = (role: 'reader' | 'approver' | 'contributor', body: string) =>
      createComment(acme.as(role), { ...v1(), body })
    await say('reader', 'First')
    await say('approver', `@ada@${org}.example look`)
    await dealt()
    expect(await told()).toEqual([
      'Ada mention model://churn/v1',
      'Ana comment model://churn/v1',
      'Ana comment model://churn/v1',
      'Mia comment model://churn/v1',
      'Mia comment model://churn/v1',
      'Rita comment model://churn/v1',
    ])
  })

  it('that mentions an owner is told to them once, and nothing to its writer', async () => {
    const body = `@mia@${org}.example @ana@${org}.example`
    await createComment(acme.as('contributor'), { org, model: 'churn', body })
    await dealt()
    expect(await told()).toEqual(['Mia mention model://churn/'])
  })

  it('by a service account is told to who answers for it', async () => {
    const { ctx } = await acme.serviceAccountToken({ roles: ['contributor'] })
    await createComment(ctx, { ...v1(), body: 'By a job' })
    await dealt()
    expect(await told()).toContain('Ana comment model://churn/v1')
  })
})

describe('the traffic of a deployment', () => {
  it('is told to who made it, and to those of its models, but not to who changed it', async () => {
    await approvedModel(acme, 'till', 2)
    await updateModel(acme.as('maintainer'), { org, model: 'till', owner: acme.personId('reader') })
    await deploymentOf(acme, 'checkout')
    await dealt()
    const ada = acme.as('admin')
    await deploys(ada, org, 'checkout', { 'model://till/v1': 90, 'model://till/v2': 10 })
    await deploys(acme.as('maintainer'), org, 'checkout', { 'model://till/v1': 100 })
    await dealt()
    const all = (await inboxes(acme.id)).filter(({ kind }) => kind === 'deployment')
    expect(all.map(({ name, body }) => `${name} ${body.revision}`).sort()).toEqual([
      'Mia 1',
      'Rita 1',
      'Rita 2',
    ])
    expect(all[0]).toMatchObject({
      subject: `/${org}/deployments/checkout`,
      body: { how: 'revise', name: 'checkout', note: 'on with it' },
    })
  })
})

describe('a run that ends', () => {
  it('with an error is told to whose run it is, though their own token said so', async () => {
    await projectOf(acme.as('maintainer'), org, 'lab')
    const token = await acme.token('contributor')
    await ranJob(token, org, 'lab', { state: 'error' })
    await ranJob(token, org, 'lab', { state: 'completed' })
    await dealt()
    expect(await told()).toEqual(['Ana run run://lab/1'])
  })
})

describe('a recall', () => {
  it('is told once to each who owns or made what it reaches', async () => {
    await chainOf(acme.as('maintainer'), org)
    await dealt()
    await createRecall(acme.as('admin'), { org, uri: 's3://lake/raw.csv', reason: 'Wrong' })
    await dealt()
    const all = (await inboxes(acme.id)).filter(({ kind }) => kind === 'recall')
    expect(all.map(({ name }) => name)).toEqual(['Mia'])
    expect(all[0]?.body).toMatchObject({ model: 'm', models: 1, note: 'Wrong' })
  })
})

describe('what somebody chose', () => {
  const choose = (role: 'contributor' | 'approver', value: object) =>
    keepPreference(acme.as(role), { org, key: 'notifications', value: value as never })

  it('holds: nothing of a kind that is off, in neither way', async () => {
    await choose('contributor', { decision: { inbox: false, mail: false } })
    await approveVersion(acme.as('approver'), v1())
    await dealt()
    expect(await told()).toEqual(['Mia latest '])
  })

  it('brings approvers each version that waits, where they ask for that', async () => {
    await choose('approver', { waiting: { inbox: true } })
    await choose('contributor', { waiting: { inbox: true } })
    await registered(acme.as('maintainer'), org, { model: 'churn' })
    await dealt()
    expect(await told()).toEqual(['Ben waiting model://churn/v2'])
  })
})

describe('dealing', () => {
  it('twice, and by two at once, tells everybody once', async () => {
    await approveVersion(acme.as('approver'), v1())
    const batch = await waiting()
    const deal = () => system((tx) => dealNotifications(tx, batch))
    await Promise.all([deal(), deal(), deal()])
    await deal()
    expect(await told()).toEqual(['Ana decision model://churn/v1', 'Mia latest '])
    await dealt()
  })

  it('asks as often for much as for little', async () => {
    await approveVersion(acme.as('approver'), v1())
    const few = await waiting()
    for (let n = 2; n < 8; n++) {
      await registered(acme.as('contributor'), org, { model: 'churn' })
      await approveVersion(acme.as('approver'), { ...v1(), version: n })
      await createComment(acme.as('reader'), { ...v1(), body: `Remark ${n}` })
    }
    const many = await waiting()
    const asked = await queriesOf(() => system((tx) => dealNotifications(tx, few)))
    expect(await queriesOf(() => system((tx) => dealNotifications(tx, many)))).toBe(asked)
    await dealt()
  })
})
