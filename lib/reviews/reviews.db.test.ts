import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { updateModel } from '../models/update'
import type { PolicyInput } from '../policies/rules'
import { setOrganizationPolicy, setProjectPolicy } from '../policies/set'
import { createProject } from '../projects/create'
import { memberOf } from '../testing/governance'
import { type TestHub, type TestOrganization, testHub } from '../testing/hub'
import { queriesOf } from '../testing/queries'
import { modelOf, registered } from '../testing/registry'
import { dayMs } from '../time'
import { getChecks } from '../versions/checks'
import { approveVersion, rejectVersion } from '../versions/decide'
import { countReviews, listReviews } from './inbox'
import { cancelRequest, requestReview } from './request'
import { listRequests } from './requests'

let hub: TestHub
let acme: TestOrganization
let count = 0
type Person = Awaited<ReturnType<typeof memberOf>>
const org = () => acme.slug
const ref = (model: string, version = 1) => ({ org: org(), model, version })

beforeAll(async () => {
  hub = await testHub()
})
beforeEach(async () => {
  acme = await hub.organization()
})
afterAll(() => hub.close())

const policy = (rules: PolicyInput) =>
  setOrganizationPolicy(acme.as('admin'), { org: acme.slug, ...rules })
const approver = (name: string, teams: string[] = []) =>
  memberOf(hub, acme, { name, roles: ['approver'], teams })
async function pending(by = acme.as('contributor')): Promise<string> {
  const model = await modelOf(acme.as('contributor'), org(), `model-${++count}`)
  await registered(by, org(), { model })
  return model
}
const shown = async (
  ctx: Parameters<typeof listReviews>[0],
  show: 'waiting' | 'asked' | 'overdue' | 'all' = 'waiting',
) => (await listReviews(ctx, { org: org(), show })).items
const names = async (...args: Parameters<typeof shown>) =>
  (await shown(...args)).map(({ model }) => model)
const requests = async () =>
  (await acme.events()).filter(({ action }) => action.startsWith('review.'))

describe('asking for a review', () => {
  it('asks people and teams, records it, and is over once it is decided', async () => {
    const risk = await acme.team('risk')
    const cleo = await approver('Cleo', [risk])
    const dan = await approver('Dan')
    const model = await pending()
    const ana = acme.as('contributor')
    const { items } = await requestReview(ana, {
      ...ref(model),
      people: [dan.personId],
      teams: ['risk'],
      note: 'Before Friday',
    })
    expect(items).toMatchObject([
      { person: { name: 'Dan' }, team: null, by: { name: 'Ana' }, note: 'Before Friday' },
      { person: null, team: { slug: 'risk' } },
    ])
    expect(await requests()).toMatchObject([
      {
        action: 'review.request',
        note: 'Before Friday',
        after: { people: [dan.personId], teams: ['risk'] },
      },
    ])
    expect((await shown(cleo))[0]?.why).toMatchObject([
      { kind: 'team', team: 'risk', by: 'Ana' },
      { kind: 'role', scope: 'organization' },
    ])
    expect((await shown(dan))[0]?.why[0]).toEqual({ kind: 'requested', by: 'Ana' })
    await approveVersion(cleo, ref(model))
    expect((await listRequests(dan, ref(model))).items).toEqual([])
  })

  it('refuses by name whoever could not decide, and keeps nothing', async () => {
    await acme.team('idle')
    const both = await memberOf(hub, acme, { name: 'Both', roles: ['contributor', 'approver'] })
    const model = await pending(both)
    const ask = (who: object) => requestReview(acme.as('contributor'), { ...ref(model), ...who })
    await expect(ask({ people: [acme.personId('reader')] })).rejects.toMatchObject({
      kind: 'invalid',
      fields: { people: 'Rita cannot decide on v1. Needs the approver role.' },
    })
    await expect(ask({ people: [both.personId] })).rejects.toMatchObject({
      fields: { people: 'Both cannot decide on v1. They made it.' },
    })
    await expect(ask({ people: ['nobody@example.org'] })).rejects.toMatchObject({ kind: 'invalid' })
    await expect(ask({ teams: ['none'] })).rejects.toMatchObject({
      fields: { teams: 'There is no team none.' },
    })
    await expect(ask({ teams: ['idle'] })).rejects.toMatchObject({
      fields: { teams: 'Nobody in idle can decide on v1.' },
    })
    await expect(ask({})).rejects.toMatchObject({ kind: 'invalid' })
    expect(await requests()).toEqual([])
  })

  it('is refused to readers, and recorded', async () => {
    const dan = await approver('Dan')
    const model = await pending()
    await expect(
      requestReview(acme.as('reader'), { ...ref(model), people: [dan.personId] }),
    ).rejects.toMatchObject({ kind: 'forbidden' })
    expect(await requests()).toMatchObject([{ outcome: 'refused' }])
  })

  it('is taken back once, and asked of the same person once', async () => {
    const dan = await approver('Dan')
    const model = await pending()
    const ana = acme.as('contributor')
    const ask = () => requestReview(ana, { ...ref(model), people: [dan.personId] })
    const tries = await Promise.allSettled([ask(), ask()])
    expect(tries.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    const [open] = (await listRequests(ana, ref(model))).items
    const cancel = () => cancelRequest(ana, { ...ref(model), id: open?.id ?? '' })
    await cancel()
    await expect(cancel()).rejects.toMatchObject({ kind: 'not_found' })
    await ask()
  })

  it('is refused where nothing is to be decided, and for what others have', async () => {
    const dan = await approver('Dan')
    const model = await pending()
    await rejectVersion(dan, { ...ref(model), note: 'no' })
    await expect(
      requestReview(acme.as('contributor'), { ...ref(model), people: [dan.personId] }),
    ).rejects.toMatchObject({ kind: 'conflict' })
    const other = await hub.organization()
    await expect(
      requestReview(other.as('admin'), { ...ref(model), people: [dan.personId] }),
    ).rejects.toMatchObject({ kind: 'not_found' })
  })
})

describe('what waits for somebody', () => {
  it('is what they can decide on and have not', async () => {
    await policy({ approvals: { count: 2 } })
    const cleo = await memberOf(hub, acme, { name: 'Cleo', roles: ['contributor', 'approver'] })
    const dan = await approver('Dan')
    const first = await pending()
    const own = await pending(cleo)
    expect(await names(cleo)).toEqual([first])
    expect(await names(dan)).toEqual([first, own])
    expect(await names(acme.as('contributor'))).toEqual([])
    expect(await names(acme.as('reader'), 'all')).toEqual([first, own])
    await approveVersion(dan, ref(first))
    expect(await names(dan)).toEqual([own])
    expect((await shown(cleo))[0]).toMatchObject({
      approvals: { needed: 2, given: 1, by: [{ by: { name: 'Dan' } }] },
    })
    expect(await countReviews(dan, { org: org() })).toBe(1)
  })

  it('agrees with the checks of each version, whatever the policies say', async () => {
    const risk = await acme.team('risk')
    const platform = await acme.team('platform')
    const people = [
      await approver('Cleo', [risk]),
      await approver('Dan', [platform]),
      await memberOf(hub, acme, { name: 'Eve', roles: ['approver', 'maintainer'] }),
      await memberOf(hub, acme, { name: 'Fay', roles: ['approver', 'contributor'], teams: [risk] }),
      await memberOf(hub, acme, { name: 'Gus', roles: ['approver', 'admin'] }),
    ]
    const rules: PolicyInput[] = [
      {},
      { approvals: { count: 2, teams: ['risk', 'platform'] } },
      { approvals: { count: 2, teams: ['platform'] }, fourEyes: false },
      { approvals: { count: 1, roles: ['maintainer'] } },
      { fourEyes: false },
      { fourEyes: true, approvals: { count: 2 } },
    ]
    const admin = acme.as('admin')
    for (const name of ['one', 'two']) await createProject(admin, { org: org(), name })
    const models: string[] = []
    for (const projects of [[], ['one'], ['one', 'two']])
      for (let turn = 0; turn < 2; turn++) {
        const model = await modelOf(admin, org(), `model-${++count}`)
        if (projects.length > 0) await updateModel(admin, { org: org(), model, projects })
        await registered(turn ? (people[3] as Person) : admin, org(), { model })
        models.push(model)
      }
    for (const [atOrg, one, two] of [
      [0, 1, 2],
      [1, 3, 0],
      [4, 5, 1],
      [3, 4, 5],
      [2, 1, 3],
    ] as const) {
      await policy(rules[atOrg] ?? {})
      for (const [name, at] of [
        ['one', one],
        ['two', two],
      ] as const)
        await setProjectPolicy(admin, { org: org(), project: name, ...rules[at] })
      for (const person of people) {
        const expected: string[] = []
        for (const model of models)
          if ((await getChecks(person, ref(model))).canDecide) expected.push(model)
        expect([person.actor.name, atOrg, await names(person)]).toEqual([
          person.actor.name,
          atOrg,
          expected,
        ])
      }
    }
  })

  it('has pages that lose nothing, in as many queries whatever their length', async () => {
    const cleo = await approver('Cleo')
    const all: string[] = []
    for (let at = 0; at < 5; at++) all.push(await pending())
    const found: string[] = []
    let cursor: string | undefined
    do {
      const page = await listReviews(cleo, { org: org(), limit: 2, cursor })
      found.push(...page.items.map(({ model }) => model))
      cursor = page.nextCursor ?? undefined
    } while (cursor)
    expect(found).toEqual(all)
    const queries = (limit: number) => queriesOf(() => listReviews(cleo, { org: org(), limit }))
    expect(await queries(1)).toBe(await queries(5))
  })
})

describe('what somebody asked for', () => {
  it('is what they registered and what they asked a review of, while it waits', async () => {
    const cleo = await approver('Cleo')
    const mine = await pending()
    const other = await pending(acme.as('maintainer'))
    const ana = acme.as('contributor')
    expect(await names(ana, 'asked')).toEqual([mine])
    await requestReview(ana, { ...ref(other), people: [cleo.personId] })
    expect(await names(ana, 'asked')).toEqual([other, mine])
    await approveVersion(cleo, ref(other))
    expect(await names(ana, 'asked')).toEqual([mine])
  })
})

describe('what is to be reviewed again', () => {
  it('is what ends within two weeks or has ended, and waits for whoever is asked', async () => {
    await policy({ validDays: 30 })
    const cleo = await approver('Cleo')
    const model = await pending()
    await pending()
    await approveVersion(cleo, ref(model))
    const in20 = { ...cleo, now: () => new Date(Date.now() + 20 * dayMs) }
    expect(await names(cleo, 'overdue')).toEqual([])
    expect(await names(in20, 'overdue')).toEqual([model])
    expect((await shown(in20, 'overdue'))[0]).toMatchObject({ canDecide: { ok: true } })
    // Who approved it is asked to renew it.
    const waits = await names(in20)
    const ana = { ...acme.as('contributor'), now: in20.now }
    await requestReview(ana, { ...ref(model), people: [cleo.personId] })
    expect(await names(in20)).toEqual([model, ...waits])
    expect(await countReviews(in20, { org: org() })).toBe(waits.length + 1)
    await approveVersion(in20, ref(model))
    expect(await names(in20)).toEqual(waits)
    expect(await countReviews(in20, { org: org() })).toBe(waits.length)
  })

  it('is no approval that was just given, however short it lasts', async () => {
    await policy({ validDays: 4 })
    const cleo = await approver('Cleo')
    const model = await pending()
    await approveVersion(cleo, ref(model))
    expect(await names(cleo, 'overdue')).toEqual([])
    await expect(approveVersion(cleo, ref(model))).rejects.toMatchObject({ kind: 'conflict' })
    const in3 = { ...cleo, now: () => new Date(Date.now() + 3 * dayMs) }
    expect(await names(in3, 'overdue')).toEqual([model])
    expect(await approveVersion(in3, ref(model))).toMatchObject({ state: 'approved' })
  })
})
