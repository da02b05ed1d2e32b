import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newId } from '../ids'
import { createModel } from '../models/create'
import { createProject } from '../projects/create'
import { type TestHub, type TestOrganization, testHub } from '../testing/hub'
import { modelOf } from '../testing/registry'
import {
  getModelPolicy,
  getModelPolicyRevision,
  getOrganizationPolicy,
  getProjectPolicy,
  listModelPolicies,
} from './queries'
import { setModelPolicy, setOrganizationPolicy, setProjectPolicy } from './set'

let hub: TestHub
let acme: TestOrganization
let org: string

beforeAll(async () => {
  hub = await testHub()
  acme = await hub.organization()
  org = acme.slug
})
afterAll(() => hub.close())

const mia = () => acme.as('maintainer')
const ada = () => acme.as('admin')
let made = 0
const model = () => modelOf(mia(), org, `model-${++made}`)

describe('setting a policy', () => {
  it('makes a numbered revision, and records the rules before and after', async () => {
    const churn = await model()
    const first = await setModelPolicy(ada(), { org, model: churn, validDays: 90, note: 'Law' })
    expect(first).toMatchObject({
      validDays: 90,
      from: { validDays: { scope: 'model', name: churn, revision: 1 } },
      own: { revision: 1, rules: { validDays: 90 }, note: 'Law', setBy: { name: 'Ada' } },
      unchanged: false,
    })
    await setModelPolicy(ada(), { org, model: churn, approvals: { count: 2 } })
    const event = (await acme.events()).at(-1)
    expect(event).toMatchObject({
      action: 'policy.set',
      subject: { kind: 'model', uri: `model://${churn}/` },
      before: { revision: 1, rules: { validDays: 90 } },
      after: { revision: 2, rules: { approvals: { count: 2 } } },
    })
    expect(event?.after?.digest).toMatch(/^[0-9a-f]{64}$/)
  })

  it('leaves what was said in earlier revisions', async () => {
    const churn = await model()
    await setModelPolicy(ada(), { org, model: churn, validDays: 90 })
    await setModelPolicy(ada(), { org, model: churn, validDays: 30 })
    const { items } = await listModelPolicies(acme.as('reader'), { org, model: churn })
    expect(items.map(({ revision, rules }) => [revision, rules.validDays])).toEqual([
      [2, 30],
      [1, 90],
    ])
    const one = await getModelPolicyRevision(mia(), { org, model: churn, revision: 1 })
    expect(one).toMatchObject({ revision: 1, rules: { validDays: 90 } })
    const missing = getModelPolicyRevision(mia(), { org, model: churn, revision: 3 })
    await expect(missing).rejects.toMatchObject({ kind: 'not_found' })
  })

  it('says so when the rules are those already, and makes no revision', async () => {
    const churn = await model()
    const rules = { fourEyes: true, gates: [{ name: 'good', cel: 'metrics.accuracy > 0.5' }] }
    await setModelPolicy(ada(), { org, model: churn, ...rules })
    const again = await setModelPolicy(ada(), { org, model: churn, ...rules })
    expect(again).toMatchObject({ unchanged: true, own: { revision: 1 } })
    const { items } = await listModelPolicies(ada(), { org, model: churn })
    expect(items).toHaveLength(1)
  })

  it('refuses everyone but admins, and records that', async () => {
    const churn = await model()
    for (const role of ['reader', 'contributor', 'maintainer', 'approver', 'auditor'] as const)
      await expect(
        setModelPolicy(acme.as(role), { org, model: churn, fourEyes: false }),
      ).rejects.toMatchObject({ kind: 'forbidden' })
    const events = await acme.events()
    expect(events.slice(-5).map(({ action, outcome }) => `${action} ${outcome}`)).toEqual(
      Array(5).fill('policy.set refused'),
    )
    expect((await getModelPolicy(mia(), { org, model: churn })).own).toBeNull()
  })

  it('lets one of two win who both saw the same revision', async () => {
    const churn = await model()
    const attempts = await Promise.allSettled(
      [30, 60].map((validDays) =>
        setModelPolicy(ada(), { org, model: churn, validDays, expected: 0 }),
      ),
    )
    expect(attempts.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    const lost = attempts.find((attempt) => attempt.status === 'rejected')
    expect(lost?.reason).toMatchObject({ kind: 'conflict', details: { current: 1 } })
  })

  it.each([
    ['an unknown rule', { fourEye: true }, /fourEye/],
    ['an unknown team', { approvals: { count: 1, teams: ['nobody'] } }, /no team nobody/],
    [
      'an unknown team of an alias',
      { protectedAliases: [{ name: 'production', teams: ['nobody'] }] },
      /no team nobody/,
    ],
    ['roles and teams', { approvals: { count: 1, roles: ['admin'], teams: ['a'] } }, /not both/],
    ['no approval', { approvals: { count: 0 } }, /At least 1/],
    ['an alias that is a version word', { protectedAliases: ['latest'] }, /latest/],
    [
      'two gates of one name',
      {
        gates: [
          { name: 'a', cel: 'true' },
          { name: 'a', cel: 'false' },
        ],
      },
      /two gates a/,
    ],
    [
      'a gate that names what there is not',
      { gates: [{ name: 'a', cel: 'metrics.accuracy > 0.5 && mood == "good"' }] },
      /gates\.0\.cel: .*mood/,
    ],
    [
      'a gate that is no expression',
      { gates: [{ name: 'a', cel: 'metrics.a >' }] },
      /gates\.0\.cel/,
    ],
    ['evidence that is nothing', { evidence: ['mood'] }, /Write note, run/],
    ['a NUL', { evidence: ['metric:a\0b'] }, /NUL/],
    ['half a character', { gates: [{ name: '\ud800', cel: 'true' }] }, /Unicode/],
    ['an expression of 2 KB', { gates: [{ name: 'a', cel: 'é'.repeat(1025) }] }, /2048 bytes/],
  ])('refuses %s, and keeps nothing', async (_what, rules, message) => {
    const churn = await model()
    const setting = setModelPolicy(ada(), { org, model: churn, ...rules } as never)
    await expect(setting).rejects.toMatchObject({
      kind: 'invalid',
      message: expect.stringMatching(message),
    })
    expect((await getModelPolicy(mia(), { org, model: churn })).own).toBeNull()
  })

  it('is unknown elsewhere', async () => {
    const other = await hub.organization()
    const churn = await model()
    const setting = setModelPolicy(other.as('admin'), { org, model: churn, fourEyes: false })
    await expect(setting).rejects.toMatchObject({ kind: 'not_found' })
  })
})

describe('what holds', () => {
  it('is what the hub ships with where nobody said anything', async () => {
    const churn = await model()
    const beta = await hub.organization()
    await modelOf(beta.as('maintainer'), beta.slug, 'plain')
    const policy = await getModelPolicy(beta.as('reader'), { org: beta.slug, model: 'plain' })
    const shipped = { scope: 'default', name: null, revision: null }
    expect(policy).toMatchObject({
      approvals: { count: 1, roles: null, teams: null },
      fourEyes: true,
      gates: [],
      tokenDecisions: true,
      from: { approvals: shipped, fourEyes: shipped },
      own: null,
      revisions: [],
    })
    expect(churn).toBeTruthy()
  })

  it('comes from the organization, the project and the model, and says from which', async () => {
    const beta = await hub.organization()
    const at = { org: beta.slug }
    const [admin, maintainer] = [beta.as('admin'), beta.as('maintainer')]
    await createProject(maintainer, { ...at, name: 'Lab', slug: 'lab' })
    await createModel(maintainer, { ...at, name: 'Churn', slug: 'churn', projects: ['lab'] })
    await setOrganizationPolicy(admin, { ...at, fourEyes: true, evidence: ['note'] })
    await setProjectPolicy(admin, { ...at, project: 'lab', approvals: { count: 2 } })
    await setModelPolicy(admin, { ...at, model: 'churn', evidence: ['run'] })
    const policy = await getModelPolicy(maintainer, { ...at, model: 'churn' })
    expect(policy).toMatchObject({
      approvals: { count: 2 },
      evidence: ['note', 'run'],
      from: {
        approvals: { scope: 'project', name: 'lab', revision: 1 },
        fourEyes: { scope: 'organization', name: beta.slug },
        evidence: { note: { scope: 'organization' }, run: { scope: 'model', name: 'churn' } },
        validDays: { scope: 'default' },
      },
      revisions: [{ scope: 'organization' }, { scope: 'project' }, { scope: 'model' }],
    })
    const inProject = await getProjectPolicy(maintainer, { ...at, project: 'lab' })
    expect(inProject).toMatchObject({ evidence: ['note'], own: { revision: 1 } })
    const above = await getOrganizationPolicy(maintainer, at)
    expect(above).toMatchObject({ approvals: { count: 1 }, own: { revision: 1 } })
  })
})

describe('a revision', () => {
  it('is never changed or removed, not even by the owner of the database', async () => {
    const churn = await model()
    await setModelPolicy(ada(), { org, model: churn, validDays: 90 })
    const tamper = hub.database.write.execute(sql`update policy_revisions set rules = '{}'`)
    await expect(tamper).rejects.toThrow()
    const insert = hub.database.write.transaction((tx) =>
      tx.execute(sql`insert into policy_revisions (scope_id, number, organization_id, rules, digest, created_at)
        select scope_id, 99, organization_id, '{}', ${newId()}, now() from policies limit 1`),
    )
    await expect(insert).rejects.toThrow()
  })
})
