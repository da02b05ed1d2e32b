import { and, eq, sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { models } from '@/db/schema/tables'
import { moveAlias } from '../aliases/move'
import { isDatabaseAway } from '../door'
import { createModel } from '../models/create'
import { setModelPolicy } from '../policies/set'
import { type TestHub, type TestOrganization, testHub } from '../testing/hub'
import { modelOf, registered } from '../testing/registry'
import { rejectVersion } from '../versions/decide'
import { archiveVersion } from '../versions/life'
import { overrideVersion } from '../versions/override'
import { createDeployment } from './create'
import { diffRevision } from './diff'
import { getDeployment, getRevision, listDeployments, listRevisions } from './queries'
import { reviseDeployment } from './revise'
import { approvedModel, deploymentOf, deploys } from './testing'

let hub: TestHub
let acme: TestOrganization
const mia = () => acme.as('maintainer')
const at = (deployment: string) => ({ org: acme.slug, deployment })
const on = (name: string, split: Record<string, number>) => deploys(mia(), acme.slug, name, split)
const eventsOf = async (name: string) =>
  (await acme.events()).filter(({ subject }) => subject.uri === `/${acme.slug}/deployments/${name}`)

beforeAll(async () => {
  hub = await testHub()
  acme = await hub.organization()
  await approvedModel(acme, 'churn', 3)
  await approvedModel(acme, 'fraud', 2)
})
afterAll(() => hub.close())

describe('making a deployment', () => {
  it('takes a name for a project and a target, serves nothing yet, and records it', async () => {
    await deploymentOf(acme, 'checkout')
    expect(await getDeployment(acme.as('reader'), at('checkout'))).toMatchObject({
      ...{ name: 'checkout', project: 'shop', target: 'production', revision: 0 },
      ...{ current: null, variants: [], hidden: 0, follows: false, archived: false },
      abilities: { revise: { ok: false, reason: expect.stringContaining('maintainer') } },
    })
    expect(await eventsOf('checkout')).toMatchObject([
      { action: 'deployment.create', after: { name: 'checkout', project: 'shop' } },
    ])
  })

  it('refuses a name in use, one that is no slug, and who is no maintainer', async () => {
    await deploymentOf(acme, 'once')
    const make = (name: string, ctx = mia()) =>
      createDeployment(ctx, { org: acme.slug, name, project: 'shop', target: 'staging' })
    await expect(make('once')).rejects.toMatchObject({ kind: 'conflict' })
    await expect(make('new')).rejects.toMatchObject({ kind: 'invalid' })
    await expect(make('No')).rejects.toMatchObject({ kind: 'invalid' })
    await expect(make('mine', acme.as('contributor'))).rejects.toMatchObject({ kind: 'forbidden' })
    expect((await acme.events()).at(-1)).toMatchObject({
      ...{ action: 'deployment.create', outcome: 'refused' },
      subject: { kind: 'deployment', uri: `/${acme.slug}/projects/shop` },
    })
  })
})

describe('splitting the traffic', () => {
  it('pins each version to its digest, in force at once, and tells the log what serves', async () => {
    await deploymentOf(acme, 'ab')
    await moveAlias(mia(), { org: acme.slug, model: 'churn', alias: 'stable', version: 1 })
    const made = await on('ab', { 'model://churn/stable': 90, 'model://churn/latest': 10 })
    expect(made).toMatchObject({
      ...{ deployment: 'ab', revision: 1, kind: 'revise', note: 'on with it', hidden: 0 },
      by: { kind: 'person', name: 'Mia' },
      variants: [
        { name: 'v1', uri: 'model://churn/v1', weight: 90, asked: 'model://churn/stable' },
        { name: 'v3', uri: 'model://churn/v3', weight: 10, asked: 'model://churn/latest' },
      ],
      warnings: [],
    })
    for (const { digest } of made.variants) expect(digest).toMatch(/^sha256:[0-9a-f]{64}$/)
    const { warnings: _, follows: __, ...kept } = made
    expect(await getRevision(acme.as('reader'), { ...at('ab'), revision: 1 })).toEqual(kept)
    expect((await eventsOf('ab')).at(-1)).toMatchObject({
      ...{ action: 'deployment.revise', note: 'on with it' },
      before: { revision: 0, variants: [] },
      after: {
        ...{ revision: 1, kind: 'revise', target: 'production' },
        variants: made.variants.map(({ name, uri, model, version, digest, weight }) => ({
          ...{ name, uri, model, version, digest, weight, asked: expect.any(String) },
        })),
      },
    })
  })

  it('leads in the lineage from each version to the revision', async () => {
    await deploymentOf(acme, 'edges')
    await on('edges', { 'model://fraud/v1': 50, 'model://fraud/v2': 50 })
    const { rows } = await edgesInto('edges')
    expect(rows).toEqual([
      { role: 'deployed', number: 1 },
      { role: 'deployed', number: 2 },
    ])
  })

  it('deals new versions first, so that widening one moves nobody out of it', async () => {
    await deploymentOf(acme, 'wide')
    await on('wide', { 'model://churn/v1': 100 })
    const names = async (split: Record<string, number>) =>
      (await on('wide', split)).variants.map(({ name, weight }) => `${name} ${weight}`)
    expect(await names({ 'model://churn/v1': 90, 'model://churn/v2': 10 })).toEqual([
      'v2 10',
      'v1 90',
    ])
    expect(await names({ 'model://churn/v1': 75, 'model://churn/v2': 25 })).toEqual([
      'v2 25',
      'v1 75',
    ])
    const three = { 'model://churn/v1': 70, 'model://churn/v2': 25, 'model://churn/v3': 5 }
    expect(await names(three)).toEqual(['v3 5', 'v2 25', 'v1 70'])
  })

  it('names versions of the same number after their models', async () => {
    await deploymentOf(acme, 'two-models')
    const { variants } = await on('two-models', { 'model://churn/v1': 50, 'model://fraud/v1': 50 })
    expect(variants.map(({ name }) => name)).toEqual(['churn-v1', 'fraud-v1'])
  })

  it('keeps its salt, and takes another where it is asked to deal anew', async () => {
    await deploymentOf(acme, 'salted')
    const { salt } = await on('salted', { 'model://churn/v1': 100 })
    expect(salt).toBe('salted')
    const variants = [{ model: 'model://churn/v1', weight: 100 }]
    const again = await reviseDeployment(mia(), { ...at('salted'), variants, reshuffle: true })
    expect(again.salt).toMatch(/^salted-[0-9a-f]{12}$/)
    expect(await on('salted', { 'model://churn/v1': 100 })).toMatchObject({ salt: again.salt })
  })

  it.each([
    [{ 'model://churn/v1': 90 }, /sum to 90/],
    [{ 'model://churn/v1': 60, 'model://churn/v2': 60 }, /sum to 120/],
    [{ 'model://churn/v1': -10, 'model://churn/v2': 110 }, /from 1 to 100/],
    [{ 'model://churn/v1': 0, 'model://churn/v2': 100 }, /Leave out a variant/],
    [{ 'model://churn/v1': 99.5, 'model://churn/v2': 0.5 }, /whole number/],
    [{}, /at least one/],
    [{ 'model://churn/v1': 50, 'model://churn/1': 50 }, /stands in it twice/],
    [{ 'dataset://churn/v1': 100 }, /version of a model/],
    [{ 'model://churn/v1/model.bin': 100 }, /Leave out the file/],
    [{ 'churn v1': 100 }, /model:\/\//],
  ])('refuses %j as bad input and changes nothing', async (split, why) => {
    await deploymentOf(acme, 'bad').catch(() => undefined)
    await expect(on('bad', split as Record<string, number>)).rejects.toMatchObject({
      kind: 'invalid',
      message: expect.stringMatching(why),
    })
    expect(await getDeployment(mia(), at('bad'))).toMatchObject({ revision: 0, variants: [] })
  })

  it('refuses 11 variants, two of one name, and a digest that is not that of the version', async () => {
    await deploymentOf(acme, 'worse')
    const eleven = Array.from({ length: 11 }, (_, n) => ({
      model: `model://churn/v${n + 1}`,
      weight: n === 0 ? 90 : 1,
    }))
    const revise = (variants: { model: string; weight: number; name?: string }[]) =>
      reviseDeployment(mia(), { ...at('worse'), variants })
    await expect(revise(eleven)).rejects.toMatchObject({
      kind: 'invalid',
      message: expect.stringContaining('at most 10'),
    })
    const alike = ['v1', 'v2'].map((version) => ({
      ...{ model: `model://churn/${version}`, weight: 50, name: 'same' },
    }))
    await expect(revise(alike)).rejects.toMatchObject({
      kind: 'invalid',
      message: expect.stringContaining('called same'),
    })
    const other = `model://churn/v1@sha256:${'0'.repeat(64)}`
    await expect(revise([{ model: other, weight: 100 }])).rejects.toMatchObject({
      kind: 'conflict',
      code: 'digest_mismatch',
    })
  })

  it('refuses what is pending, rejected or archived, and what is not there', async () => {
    await deploymentOf(acme, 'strict')
    const model = await approvedModel(acme, 'states', 2)
    const of = { org: acme.slug, model }
    await registered(acme.as('contributor'), acme.slug, { model, content: 'third' })
    await rejectVersion(acme.as('approver'), { ...of, version: 1, note: 'biased' })
    const only = (version: string) => on('strict', { [`model://states/${version}`]: 100 })
    await expect(only('v1')).rejects.toMatchObject({
      ...{ kind: 'conflict', code: 'not_approved', details: { state: 'rejected' } },
    })
    await expect(only('v3')).rejects.toMatchObject({
      ...{ kind: 'conflict', code: 'not_approved' },
      message: expect.stringContaining('Approve it first'),
    })
    await archiveVersion(mia(), { ...of, version: 2, force: true })
    await expect(only('v2')).rejects.toMatchObject({ kind: 'conflict' })
    await expect(only('v9')).rejects.toMatchObject({ kind: 'not_found' })
    await expect(only('latest')).rejects.toMatchObject({ code: 'nothing_approved' })
    expect(await eventsOf('strict')).toHaveLength(1)
  })

  it('lets a pending version where the policy lets the target, and says so', async () => {
    const model = await modelOf(mia(), acme.slug, 'young')
    await registered(acme.as('contributor'), acme.slug, { model })
    const policy = { org: acme.slug, model, deployUnapproved: ['staging'] }
    await setModelPolicy(acme.as('admin'), policy)
    await deploymentOf(acme, 'young-live')
    await deploymentOf(acme, 'young-try', { target: 'staging' })
    await expect(on('young-live', { 'model://young/v1': 100 })).rejects.toMatchObject({
      code: 'not_approved',
    })
    const made = await on('young-try', { 'model://young/v1': 100 })
    expect(made).toMatchObject({
      variants: [{ state: 'pending', unapproved: true }],
      warnings: [{ code: 'unapproved' }],
    })
    expect((await eventsOf('young-try')).at(-1)).toMatchObject({
      after: { unapproved: ['model://young/v1'] },
    })
  })

  it('numbers 50 that come at once from 1 to 50 without a gap', async () => {
    await deploymentOf(acme, 'busy')
    const made = await Promise.all(
      Array.from({ length: 50 }, (_, n) => patiently({ [`model://churn/v${(n % 3) + 1}`]: 100 })),
    )
    const numbers = made.map(({ revision }) => revision).sort((a, b) => a - b)
    expect(numbers).toEqual(Array.from({ length: 50 }, (_, n) => n + 1))
    const { items } = await listRevisions(mia(), { ...at('busy'), limit: 50 })
    const times = items.map(({ at }) => at)
    expect(times).toEqual([...times].sort().reverse())
    const now = await getDeployment(mia(), at('busy'))
    expect(now.variants).toEqual(items[0]?.variants)
    expect(await serving('busy')).toEqual([{ version: now.variants[0]?.version, weight: 100 }])
    const told = (await eventsOf('busy')).slice(1)
    expect(told.map(({ after }) => after?.revision)).toEqual(numbers)
  }, 180_000)
})

describe('a dry run', () => {
  it('tells what would change, and changes and records nothing', async () => {
    await deploymentOf(acme, 'dry')
    await on('dry', { 'model://churn/v1': 90, 'model://churn/v2': 10 })
    const before = await eventsOf('dry')
    const variants = [
      { model: 'model://churn/v2', weight: 25 },
      { model: 'model://churn/v3', weight: 75 },
    ]
    expect(await diffRevision(mia(), { ...at('dry'), variants })).toMatchObject({
      ...{ revision: 2, changed: true, reshuffled: false },
      changes: [
        { change: 'added', uri: 'model://churn/v3', from: null, to: 75 },
        { change: 'changed', uri: 'model://churn/v2', from: 10, to: 25 },
        { change: 'removed', uri: 'model://churn/v1', from: 90, to: null },
      ],
    })
    const same = [
      { model: 'model://churn/v1', weight: 90 },
      { model: 'model://churn/v2', weight: 10 },
    ]
    expect(await diffRevision(mia(), { ...at('dry'), variants: same })).toMatchObject({
      changed: false,
    })
    await expect(
      diffRevision(acme.as('reader'), { ...at('dry'), variants: same }),
    ).rejects.toMatchObject({ kind: 'forbidden' })
    expect(await eventsOf('dry')).toEqual(before)
    expect(await getDeployment(mia(), at('dry'))).toMatchObject({ revision: 1 })
  })
})

describe('who may', () => {
  it('needs a maintainer, and records who tried', async () => {
    await deploymentOf(acme, 'guarded')
    const split = { 'model://churn/v1': 100 }
    for (const role of ['reader', 'contributor', 'approver', 'auditor'] as const)
      await expect(deploys(acme.as(role), acme.slug, 'guarded', split)).rejects.toMatchObject({
        kind: 'forbidden',
      })
    expect((await eventsOf('guarded')).filter(({ outcome }) => outcome === 'refused')).toHaveLength(
      4,
    )
    const reading = await acme.token('maintainer', { scopes: ['read'] })
    await expect(deploys(reading, acme.slug, 'guarded', split)).rejects.toMatchObject({
      kind: 'forbidden',
    })
  })

  it('counts variants that one may not see, does not name them, and lets nobody take them away unseen', async () => {
    const ada = acme.as('admin')
    const secret = { org: acme.slug, model: 'secret' }
    await createModel(ada, { ...secret, name: 'secret', accessMode: 'restricted' })
    await setModelPolicy(ada, { ...secret, fourEyes: false })
    await registered(ada, acme.slug, { model: 'secret' })
    await overrideVersion(ada, { ...secret, version: 1, note: 'in a hurry' })
    await deploymentOf(acme, 'mixed')
    await expect(on('mixed', { 'model://secret/v1': 100 })).rejects.toMatchObject({
      kind: 'not_found',
    })
    const split = { 'model://churn/v1': 90, 'model://secret/v1': 10 }
    expect(await deploys(ada, acme.slug, 'mixed', split)).toMatchObject({ hidden: 0 })
    expect(await getDeployment(mia(), at('mixed'))).toMatchObject({
      variants: [{ model: 'churn' }],
      hidden: 1,
    })
    await expect(on('mixed', { 'model://churn/v1': 100 })).rejects.toMatchObject({
      kind: 'forbidden',
      message: expect.stringContaining('1 variant of models that you may not see'),
    })
    expect(await modelOfEvent('mixed', 'deployment.revise')).toBe('secret')
    const { id } = await modelRow('churn')
    const limited = await acme.token('maintainer', { modelIds: [id] })
    expect(await getDeployment(limited, at('mixed'))).toMatchObject({ hidden: 1 })
    await expect(
      deploys(limited, acme.slug, 'mixed', { 'model://churn/v1': 100 }),
    ).rejects.toMatchObject({ kind: 'forbidden' })
    await expect(
      deploys(limited, acme.slug, 'ab', { 'model://fraud/v1': 100 }),
    ).rejects.toMatchObject({ kind: 'not_found' })
  })

  it('is not there for another organization', async () => {
    await deploymentOf(acme, 'ours')
    const other = (await hub.organization()).as('admin')
    const tried = await Promise.allSettled([
      getDeployment(other, at('ours')),
      listDeployments(other, { org: acme.slug }),
      listRevisions(other, at('ours')),
      deploys(other, acme.slug, 'ours', { 'model://churn/v1': 100 }),
    ])
    for (const one of tried) expect(one).toMatchObject({ reason: { kind: 'not_found' } })
  })
})

/** Deploys as a client does, which asks again where the hub has no connection left for it. */
async function patiently(split: Record<string, number>): ReturnType<typeof on> {
  try {
    return await on('busy', split)
  } catch (error) {
    if (!isDatabaseAway(error)) throw error
    return patiently(split)
  }
}

function edgesInto(name: string) {
  return hub.database.read.execute(sql`
    select l.role, v.number from lineage_edges l join deployment_revisions r on r.id = l.to_id
    join deployments d on d.id = r.deployment_id join versions v on v.id = l.from_id
    where d.slug = ${name} and l.to_kind = 'deployment_revision' and l.from_kind = 'version'
    order by v.number`)
}

async function serving(name: string) {
  const { rows } = await hub.database.read.execute(sql`
    select v.number as version, s.weight from serving_versions s
    join deployments d on d.id = s.deployment_id join versions v on v.id = s.version_id
    where d.slug = ${name} order by v.number`)
  return rows
}

/** Which model the newest event of a deployment is kept under: who may not see it is not told of it. */
async function modelOfEvent(name: string, action: string) {
  const { rows } = await hub.database.read.execute<{ slug: string }>(sql`
    select m.slug from audit_events e join models m on m.id = e.model_id
    where e.subject_uri = ${`/${acme.slug}/deployments/${name}`} and e.action = ${action}
      and e.outcome = 'done'
    order by e.seq desc limit 1`)
  return rows[0]?.slug
}

async function modelRow(slug: string) {
  const of = and(eq(models.organizationId, acme.id), eq(models.slug, slug))
  const [found] = await hub.database.read.select({ id: models.id }).from(models).where(of)
  if (!found) throw new Error(`There is no model ${slug}.`)
  return found
}
