import { setTimeout } from 'node:timers/promises'
import { eq, sql } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { decisions, roleGrants, versions } from '@/db/schema/tables'
import type { Ctx } from '../actor'
import { writeEvent } from '../audit/event'
import { updateCard } from '../cards/update'
import { getVersionTimeline } from '../comments/timeline'
import { systemContext } from '../context'
import type { PolicyInput } from '../policies/rules'
import { setOrganizationPolicy } from '../policies/set'
import { requestReview } from '../reviews/request'
import { memberOf } from '../testing/governance'
import { arrival, type TestHub, type TestOrganization, testHub } from '../testing/hub'
import { modelOf, registered } from '../testing/registry'
import { dayMs } from '../time'
import { getChecks } from './checks'
import { approveVersion, rejectVersion, withdrawVersion } from './decide'
import { expireApprovals } from './expire'
import { archiveVersion, deleteVersion } from './life'
import { lockToDecide } from './lock'
import { overrideVersion } from './override'
import { getVersion, listVersions, reviewVersion } from './queries'

let hub: TestHub
let acme: TestOrganization
let model: string
let count = 0
const ref = (version = 1) => ({ org: acme.slug, model, version })
type Person = Awaited<ReturnType<typeof memberOf>>

beforeAll(async () => {
  hub = await testHub()
})
beforeEach(async () => {
  acme = await hub.organization()
  model = await modelOf(acme.as('contributor'), acme.slug, `model-${++count}`)
})
afterAll(() => hub.close())

const version = (more: object = {}) =>
  registered(acme.as('contributor'), acme.slug, { model, ...more })
const policy = (rules: PolicyInput) =>
  setOrganizationPolicy(acme.as('admin'), { org: acme.slug, ...rules })
const approver = (name: string, teams: string[] = []) =>
  memberOf(hub, acme, { name, roles: ['approver'], teams })
const approve = (ctx: Person, more: object = {}) => approveVersion(ctx, { ...ref(), ...more })
const eventsOf = async () =>
  (await acme.events()).filter(({ action }) => /approve|reject|withdraw|override/.test(action))
/** Whether anybody waits for a lock in the database. */
const isWaitedFor = async () =>
  (await hub.database.read.execute(sql`select 1 from pg_locks where not granted limit 1`)).rows
    .length > 0
const later = (ctx: Person, days: number): Person => ({
  ...ctx,
  now: () => new Date(Date.now() + days * dayMs),
})

describe('a policy of two approvals', () => {
  let cleo: Person
  let dan: Person
  beforeEach(async () => {
    await policy({ approvals: { count: 2 } })
    cleo = await approver('Cleo')
    dan = await approver('Dan')
    await version()
  })

  it('leaves the version pending after the first and approves it with the second', async () => {
    expect(await approve(cleo)).toMatchObject({
      state: 'pending',
      decidedAt: null,
      approvals: { needed: 2, given: 1 },
    })
    expect(await approve(dan)).toMatchObject({
      state: 'approved',
      approvals: { needed: 2, given: 2 },
    })
    const [first, second] = await eventsOf()
    expect(first?.after).toMatchObject({ state: 'pending', approvals: { needed: 2, given: 1 } })
    expect(second?.after).toMatchObject({
      state: 'approved',
      policy: [{ scope: 'organization', name: acme.slug, revision: 1 }],
    })
  })

  it('counts a person once', async () => {
    await approve(cleo)
    await expect(approve(cleo)).rejects.toMatchObject({
      kind: 'conflict',
      message: 'You already approved v1. Someone else must approve it, too.',
    })
    expect(await eventsOf()).toHaveLength(1)
  })

  it('counts both of two who approve at once, or one of them and a final second', async () => {
    const both = await Promise.all([approve(cleo), approve(dan)])
    expect(both.map(({ state }) => state).sort()).toEqual(['approved', 'pending'])
    expect(await getVersion(cleo, ref())).toMatchObject({ approvals: { needed: 2, given: 2 } })
  })

  it('lets one take their own approval back, and leaves that of the other', async () => {
    const eve = await approver('Eve')
    await policy({ approvals: { count: 3 } })
    await approve(cleo)
    await approve(dan)
    await expect(withdrawVersion(eve, { ...ref(), note: 'no' })).rejects.toMatchObject({
      kind: 'conflict',
    })
    const after = await withdrawVersion(cleo, { ...ref(), note: 'I looked at the wrong one' })
    expect(after).toMatchObject({ state: 'pending', approvals: { needed: 3, given: 1 } })
    await approve(cleo)
    expect(await approve(eve)).toMatchObject({ state: 'approved' })
  })

  it('begins anew after a rejection, and re-opens with an approval that says why', async () => {
    await approve(cleo)
    await rejectVersion(dan, { ...ref(), note: 'biased' })
    await expect(approve(cleo)).rejects.toMatchObject({ kind: 'invalid' })
    expect(await approve(cleo, { note: 'measured again' })).toMatchObject({
      state: 'pending',
      approvals: { needed: 2, given: 1 },
    })
    expect(await approve(dan)).toMatchObject({ state: 'approved' })
  })

  it('counts nobody who is no approver any more', async () => {
    await approve(cleo)
    await hub.database.write.transaction(async (tx) => {
      await tx.delete(roleGrants).where(eq(roleGrants.principalId, cleo.personId))
      const subject = { kind: 'member', id: null, uri: '/', organizationId: null }
      await writeEvent(tx, cleo, {
        action: 'member.update',
        ...{ subject, outcome: 'done', before: null, after: null },
      })
    })
    expect(await approve(dan)).toMatchObject({
      state: 'pending',
      approvals: { needed: 2, given: 1 },
    })
  })

  it('holds for an override by none, and not for four eyes', async () => {
    await expect(overrideVersion(acme.as('admin'), { ...ref(), note: '' })).rejects.toMatchObject({
      kind: 'invalid',
    })
    await expect(overrideVersion(cleo, { ...ref(), note: 'I say so' })).rejects.toMatchObject({
      kind: 'forbidden',
      message: 'Needs the admin role. You are an approver.',
    })
    const note = 'Outage: v1 restores service'
    const done = await overrideVersion(acme.as('admin'), { ...ref(), note })
    expect(done).toMatchObject({
      state: 'approved',
      approval: { override: true },
      warnings: [{ code: 'override' }],
    })
    expect(await eventsOf()).toMatchObject([
      { action: 'version.override', outcome: 'refused' },
      { action: 'version.override', outcome: 'done', note, after: { override: true } },
    ])
    const { items } = await listVersions(cleo, { org: acme.slug, model, q: 'is:override' })
    expect(items.map(({ approval }) => approval.override)).toEqual([true])

    const admin = await memberOf(hub, acme, { name: 'Root', roles: ['admin'] })
    await registered(admin, acme.slug, { model })
    await expect(overrideVersion(admin, { ...ref(2), note })).rejects.toMatchObject({
      kind: 'forbidden',
      message: expect.stringContaining('someone else must decide'),
    })
  })
})

describe('a policy of two teams', () => {
  it('wants one of each, refuses everyone else with the reason, and records that', async () => {
    const [risk, platform] = await Promise.all([acme.team('risk'), acme.team('platform')])
    await policy({ approvals: { count: 2, teams: ['risk', 'platform'] } })
    await version()
    const [cleo, dan, eve, out] = [
      await approver('Cleo', [risk]),
      await approver('Dan', [risk]),
      await approver('Eve', [platform]),
      await approver('Out'),
    ]
    await expect(approve(out)).rejects.toMatchObject({
      kind: 'forbidden',
      message: 'The policy wants approvals from members of risk or platform.',
    })
    await approve(cleo)
    expect(await approve(dan)).toMatchObject({
      state: 'pending',
      approvals: { needed: 2, given: 1 },
    })
    expect(await approve(eve)).toMatchObject({ state: 'approved', approvals: { given: 2 } })
    expect((await eventsOf()).map(({ outcome, after }) => [outcome, after?.teams])).toEqual([
      ['refused', undefined],
      ['done', ['risk']],
      ['done', ['risk']],
      ['done', ['platform']],
    ])
  })
})

describe('required evidence', () => {
  it('refuses with what is missing, keeps nothing and records the attempt', async () => {
    await policy({ evidence: ['note', 'card:Risks', 'metric:f1', 'run'] })
    await version({ metrics: { f1: 'NaN' } })
    const cleo = await approver('Cleo')
    await expect(approve(cleo)).rejects.toMatchObject({
      kind: 'conflict',
      code: 'evidence_missing',
      message: 'v1 cannot be approved; missing: It has no note. Write one. 3 more checks fail.',
      details: {
        checks: {
          evidence: [
            { item: 'note', ok: false },
            { item: 'card:Risks', ok: false },
            { item: 'metric:f1', ok: false, message: 'f1 is NaN, which is no measurement.' },
            { item: 'run', ok: false },
          ],
        },
      },
    })
    expect(await eventsOf()).toMatchObject([{ outcome: 'refused', after: null }])
    expect(
      await hub.database.read.select().from(decisions).where(eq(decisions.organizationId, acme.id)),
    ).toEqual([])
  })

  it('makes the approval stale when the section of the card changes, and lets it be given again', async () => {
    await policy({ evidence: ['card:Risks'] })
    const writer = acme.as('contributor')
    const card = (body: string, other = '') =>
      updateCard(writer, {
        ...ref(),
        blocks: [
          { category: 'risks', title: 'Bias', body },
          { category: 'Use', title: 'Use', body: other },
        ],
      })
    await card('Low')
    await version()
    const cleo = await approver('Cleo')
    expect(await approve(cleo)).toMatchObject({ state: 'approved', approval: { stale: false } })
    await card('Low', 'Anyone')
    expect(await getVersion(cleo, ref())).toMatchObject({ approval: { stale: false } })
    await expect(approve(cleo)).rejects.toMatchObject({ message: 'v1 is already approved.' })

    await card('High', 'Anyone')
    await card('Low', 'Anyone')
    expect(await getVersion(cleo, ref())).toMatchObject({
      state: 'approved',
      approvals: { needed: 1, given: 0 },
      approval: { stale: true },
      warnings: [{ code: 'stale' }],
    })
    const stale = () => listVersions(cleo, { org: acme.slug, model, q: 'is:stale' })
    expect((await stale()).items).toHaveLength(1)
    expect(await approve(cleo)).toMatchObject({ approval: { stale: false }, warnings: [] })
    expect((await stale()).items).toHaveLength(0)
  })

  it('has either the old card or the new one bound, whoever comes first', async () => {
    await policy({ evidence: ['card:Risks'] })
    const card = (body: string) =>
      updateCard(acme.as('contributor'), {
        ...ref(),
        blocks: [{ category: 'Risks', title: 'Bias', body }],
      })
    await card('Low')
    await version()
    const cleo = await approver('Cleo')
    await Promise.all([approve(cleo), card('High')])
    const [row] = await hub.database.read
      .select()
      .from(decisions)
      .where(eq(decisions.organizationId, acme.id))
    const { approval } = await getVersion(cleo, ref())
    expect(approval.stale).toBe(row?.cardChangedAt !== null)
  })
})

describe('the timeline of a version', () => {
  it('tells who was asked, of overrides, and when the card left an approval behind', async () => {
    await policy({ evidence: ['card:Risks'] })
    const writer = acme.as('contributor')
    const card = (body: string) =>
      updateCard(writer, { ...ref(), blocks: [{ category: 'Risks', title: 'Bias', body }] })
    await card('Low')
    await version()
    const cleo = await approver('Cleo')
    await requestReview(writer, { ...ref(), people: [cleo.personId], note: 'Please' })
    await approve(cleo)
    await card('High')
    await overrideVersion(acme.as('admin'), { ...ref(), note: 'Outage' })
    const { items } = await getVersionTimeline(cleo, ref())
    expect(items.reverse()).toMatchObject([
      { kind: 'registered' },
      { kind: 'request', person: 'Cleo', team: null, note: 'Please', by: { name: 'Ana' } },
      { kind: 'decision', verdict: 'approve', stale: true, override: false },
      { kind: 'card', revision: 2, by: { name: 'Ana' } },
      { kind: 'decision', verdict: 'approve', stale: false, override: true, note: 'Outage' },
    ])
  })
})

describe('an approval that lasts for some days', () => {
  it('ends, is told of, and is given again by the same person', async () => {
    await policy({ validDays: 30 })
    await version()
    const cleo = await approver('Cleo')
    const { approval } = await approve(cleo)
    expect(Date.parse(approval.validUntil ?? '')).toBeGreaterThan(Date.now() + 29 * dayMs)
    await expect(approve(later(cleo, 5))).rejects.toMatchObject({
      message: 'v1 is already approved.',
    })
    expect(await getVersion(later(cleo, 31), ref())).toMatchObject({
      state: 'approved',
      approvals: { needed: 1, given: 0 },
      approval: { expired: true },
      warnings: [{ code: 'expired' }],
    })
    const again = await approve(later(cleo, 31))
    expect(Date.parse(again.approval.validUntil ?? '')).toBeGreaterThan(Date.now() + 60 * dayMs)
  })

  it('is told of in the log once, however many workers look, and once more when it ended again', async () => {
    await policy({ validDays: 30 })
    await version()
    const cleo = await approver('Cleo')
    await approve(cleo)
    const worker = (days: number) => ({
      ...systemContext('worker', { ...arrival(), via: 'worker' }),
      now: () => new Date(Date.now() + days * dayMs),
    })
    expect(await expireApprovals(worker(29))).toBe(0)
    const ended = await Promise.all([1, 2, 3].map(() => expireApprovals(worker(31))))
    expect(ended.reduce((sum, many) => sum + many, 0)).toBe(1)
    const told = async () =>
      (await acme.events()).filter(({ action }) => action === 'version.expire')
    expect(await told()).toMatchObject([
      {
        subject: { uri: `model://${model}/v1` },
        actor: { kind: 'system' },
        before: { state: 'approved' },
        after: { expired: true },
      },
    ])
    await approve(later(cleo, 31))
    await expireApprovals(worker(62))
    expect(await told()).toHaveLength(2)
  })

  it('may be given again in its last two weeks', async () => {
    await policy({ validDays: 30 })
    await version()
    const cleo = await approver('Cleo')
    await approve(cleo)
    const again = await approve(later(cleo, 20))
    expect(Date.parse(again.approval.validUntil ?? '')).toBeGreaterThan(Date.now() + 49 * dayMs)
  })
})

describe('who decides by what', () => {
  it('is nobody through a token where the policy says so, and that is recorded', async () => {
    await policy({ tokenDecisions: false })
    await version()
    const token = await acme.token('approver')
    await expect(approveVersion(token, ref())).rejects.toMatchObject({
      kind: 'forbidden',
      message: 'The policy takes no decisions through tokens. Sign in at the web to decide.',
    })
    const admin = await acme.token('admin')
    await expect(overrideVersion(admin, { ...ref(), note: 'now' })).rejects.toMatchObject({
      kind: 'forbidden',
    })
    expect((await eventsOf()).map(({ outcome }) => outcome)).toEqual(['refused', 'refused'])
  })

  it('is never a service account, whatever roles it has', async () => {
    await version()
    const { ctx } = await acme.serviceAccountToken({
      roles: ['approver', 'admin'],
      owner: 'approver',
      scopes: ['read', 'write', 'decide', 'admin'],
    })
    for (const attempt of [
      () => approveVersion(ctx, ref()),
      () => overrideVersion(ctx, { ...ref(), note: 'now' }),
    ])
      await expect(attempt()).rejects.toMatchObject({
        kind: 'forbidden',
        message: 'A decision is made by a person; a service account never makes one.',
      })
    expect((await eventsOf()).map(({ outcome }) => outcome)).toEqual(['refused', 'refused'])
  })

  it('is whoever signed in lately, where the policy asks for that', async () => {
    await policy({ signInMinutes: 15 })
    await version()
    const cleo = await approver('Cleo')
    await expect(approve(later(cleo, 1))).rejects.toMatchObject({ kind: 'forbidden' })
    // To confirm that it is them helps only who may decide then.
    const confirms = async (ctx: Person) => (await reviewVersion(later(ctx, 1), ref())).confirms
    expect(await confirms(cleo)).toBe(true)
    expect(await confirms(await memberOf(hub, acme, { name: 'Rae', roles: ['reader'] }))).toBe(
      false,
    )
    const maker = await memberOf(hub, acme, { name: 'Max', roles: ['approver', 'contributor'] })
    await registered(maker, acme.slug, { model })
    expect((await reviewVersion(later(maker, 1), ref(2))).confirms).toBe(false)
    expect(await approve(cleo)).toMatchObject({ state: 'approved' })
  })

  it('is asked to confirm that it is them only where that is all that is in the way', async () => {
    await policy({ signInMinutes: 15 })
    await version()
    const cleo = await approver('Cleo')
    const confirms = async (ctx: Ctx) => (await reviewVersion(ctx, ref())).confirms
    expect(await confirms(later(cleo, 1))).toBe(true)
    expect(await confirms(cleo)).toBe(false)
    // Neither a reader nor who made it decides, however lately they signed in.
    expect(await confirms(acme.as('reader'))).toBe(false)
    expect(await confirms(acme.as('contributor'))).toBe(false)
  })
})

describe('what is kept with a decision', () => {
  it('is the policy with its digest, the checks, what it binds, and the event that records it', async () => {
    await policy({ evidence: ['note'], validDays: 10 })
    await version({ note: 'Better on Torgersen' })
    const cleo = await approver('Cleo')
    await approve(cleo)
    const [row] = await hub.database.read
      .select()
      .from(decisions)
      .where(eq(decisions.organizationId, acme.id))
    const [event] = await eventsOf()
    expect(row).toMatchObject({
      policy: [{ scope: 'organization', revision: 1, digest: expect.stringMatching(/^sha256:/) }],
      checks: { base: null, gates: [], evidence: [{ item: 'note', ok: true }] },
      boundDigest: row?.evidenceDigest,
      eventId: event?.id,
    })
    const [made] = await hub.database.read
      .select()
      .from(versions)
      .where(eq(versions.organizationId, acme.id))
    expect(made?.validUntil).toEqual(row?.validUntil)
  })
})

describe('a policy that is set while someone decides', () => {
  it('holds for the decision that is recorded under its revision', async () => {
    await version()
    const cleo = await approver('Cleo')
    const [decided] = await Promise.all([approve(cleo), policy({ approvals: { count: 2 } })])
    const [row] = await hub.database.read
      .select()
      .from(decisions)
      .where(eq(decisions.organizationId, acme.id))
    const revisions = JSON.stringify(row?.policy)
    expect(decided.state).toBe(revisions === '[]' ? 'approved' : 'pending')
  })

  it('waits for the decision, also where it is the first one', async () => {
    await version()
    const cleo = await approver('Cleo')
    const order: string[] = []
    let setting: Promise<unknown> = Promise.resolve()
    await hub.database.write.transaction(async (tx) => {
      const { of } = await lockToDecide(tx, ref(), cleo)
      expect(of.policy.sources).toEqual([])
      setting = policy({ approvals: { count: 2 } }).then(() => order.push('set'))
      while (order.length === 0 && !(await isWaitedFor())) await setTimeout(20)
      order.push('decided')
    })
    await setting
    expect(order).toEqual(['decided', 'set'])
  })
})

describe('a gate', () => {
  const gate = {
    name: 'no worse',
    cel: '!approved.exists || metrics.accuracy >= approved.metrics.accuracy - 0.005',
  }

  it('lets a first and a better version through, and refuses a worse one with the numbers', async () => {
    await policy({ gates: [gate] })
    const cleo = await approver('Cleo')
    await version({ metrics: { accuracy: 0.9 } })
    await approve(cleo)
    await version({ metrics: { accuracy: 0.85 } })
    await expect(approve(cleo, { version: 2 })).rejects.toMatchObject({
      kind: 'conflict',
      code: 'gate_failed',
      message: expect.stringMatching(/no worse.*0\.85.*0\.9/),
      details: {
        state: 'pending',
        checks: { gates: [{ name: 'no worse', result: 'fail', candidate: 0.85, approved: 0.9 }] },
      },
    })
    await version({ metrics: { accuracy: 0.91 } })
    expect(await approve(cleo, { version: 3 })).toMatchObject({ state: 'approved' })
    expect((await eventsOf()).map(({ outcome }) => outcome)).toEqual(['done', 'refused', 'done'])
    const kept = await hub.database.read
      .select()
      .from(decisions)
      .where(eq(decisions.organizationId, acme.id))
    expect(kept.at(-1)?.checks).toMatchObject({
      base: { version: 1 },
      gates: [{ result: 'pass', candidate: 0.91, approved: 0.9 }],
    })
  })

  it('is judged against whichever version is in use when the lock is had', async () => {
    await policy({ gates: [gate] })
    const cleo = await approver('Cleo')
    await version({ metrics: { accuracy: 0.9 } })
    await approve(cleo)
    await version({ metrics: { accuracy: 0.95 } })
    await version({ metrics: { accuracy: 0.92 } })
    const both = await Promise.allSettled([
      approve(cleo, { version: 2 }),
      approve(cleo, { version: 3 }),
    ])
    const done = both.map(({ status }) => status === 'fulfilled')
    const [, second, third] = await hub.database.read
      .select({ versionId: decisions.versionId, checks: decisions.checks })
      .from(decisions)
      .where(eq(decisions.organizationId, acme.id))
      .orderBy(decisions.id)
    const numberOf = async (id = '') =>
      (await hub.database.read.select().from(versions).where(eq(versions.id, id)))[0]?.number
    expect(second?.checks).toMatchObject({ base: { version: 1 } })
    if ((await numberOf(second?.versionId)) === 2) {
      // v3 came after v2, and is worse.
      expect(done).toEqual([true, false])
      expect(third).toBeUndefined()
    } else {
      // v3 came first; v2, which is better, was held against it.
      expect(done).toEqual([true, true])
      expect(third?.checks).toMatchObject({ base: { version: 3 } })
    }
  })

  it('is not lifted by whoever takes the approved version out of use', async () => {
    await policy({ gates: [gate], exclude: ['expired', 'recalled'], validDays: 30 })
    const cleo = await approver('Cleo')
    await version({ metrics: { accuracy: 0.9 } })
    await approve(cleo)
    await version({ metrics: { accuracy: 0.1 } })
    const refused = {
      code: 'gate_failed',
      details: { checks: { base: { version: 1 }, gates: [{ candidate: 0.1, approved: 0.9 }] } },
    }
    await expect(approve(later(cleo, 31), { version: 2 })).rejects.toMatchObject(refused)
    const out = { ...ref(), force: true, note: 'old' }
    await archiveVersion(acme.as('maintainer'), out)
    await expect(approve(cleo, { version: 2 })).rejects.toMatchObject(refused)
    const page = await reviewVersion(cleo, ref(2))
    expect(page).toMatchObject({
      latest: null,
      base: { version: 1 },
      checks: { base: { version: 1 } },
    })
    expect(JSON.stringify(page.checks)).not.toContain('no approved version')
    await deleteVersion(acme.as('maintainer'), out)
    await expect(approve(cleo, { version: 2 })).rejects.toMatchObject(refused)
    expect(await reviewVersion(cleo, ref(2))).toMatchObject({ base: { version: 1 } })
  })
})

describe('what checks tell', () => {
  it('is what is given, by whom, what is still needed, and whether the caller may', async () => {
    const risk = await acme.team('risk')
    await acme.team('platform')
    await policy({ approvals: { count: 2, teams: ['risk', 'platform'] }, evidence: ['note'] })
    await version({ note: 'Better' })
    const cleo = await approver('Cleo', [risk])
    const out = await approver('Out')
    expect(await getChecks(cleo, ref())).toMatchObject({ canDecide: true, reason: null })
    await approve(cleo)
    expect(await getChecks(cleo, ref())).toMatchObject({
      gates: [],
      evidence: [{ item: 'note', ok: true }],
      approvals: {
        needed: 2,
        given: [{ by: { name: 'Cleo' }, teams: ['risk'], stale: false, counts: true }],
        from: { roles: null, teams: ['risk', 'platform'] },
        missing: 'One more approval is needed, from platform.',
      },
      canDecide: false,
      reason: 'You already approved v1. Someone else must approve it, too.',
      policy: [{ scope: 'organization', name: acme.slug, revision: 1 }],
    })
    expect(await getChecks(out, ref())).toMatchObject({
      canDecide: false,
      reason: 'The policy wants approvals from members of risk or platform.',
    })
    expect(await getChecks(acme.as('reader'), ref())).toMatchObject({
      reason: 'Needs the approver role. You are a reader.',
    })
  })
})
