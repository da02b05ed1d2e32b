import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Ctx } from '../actor'
import { listAliasMoves, moveAlias } from '../aliases/move'
import { updateCard } from '../cards/update'
import { deploymentOf, deploys } from '../deployments/testing'
import { isAppError } from '../errors'
import { createRecall } from '../lineage/recall'
import { deleteModel, restoreModel } from '../models/life'
import { updateModel } from '../models/update'
import { setModelPolicy, setProjectPolicy } from '../policies/set'
import { createProject } from '../projects/create'
import { deleteProject, restoreProject } from '../projects/life'
import { resolveUri } from '../resolve/resolve'
import { createRun } from '../runs/create'
import { type TestHub, type TestOrganization, testHub } from '../testing/hub'
import { modelOf, registered } from '../testing/registry'
import { approveVersion, rejectVersion } from '../versions/decide'
import { deleteVersion } from '../versions/life'
import { listAliasesThen } from './aliases'
import { getDeploymentThen, listDeploymentsThen } from './deployments'
import { getInUse, listInUse } from './in-use'
import { withReceiptOfCause } from './proof'
import { listHappenings } from './timeline'

let hub: TestHub
let acme: TestOrganization
const mia = () => acme.as('maintainer')
const ben = () => acme.as('approver')

beforeAll(async () => {
  hub = await testHub()
  acme = await hub.organization()
})
afterAll(() => hub.close())

/** A moment that lies between what was done before and what is done next. */
async function between(): Promise<string> {
  const pause = () => new Promise((resolve) => setTimeout(resolve, 3))
  await pause()
  const at = new Date().toISOString()
  await pause()
  return at
}

async function versionsOf(model: string, count: number) {
  await modelOf(mia(), acme.slug, model)
  for (let n = 0; n < count; n++)
    await registered(acme.as('contributor'), acme.slug, { model, content: `${model} ${n}` })
  const ref = (version: number) => ({ org: acme.slug, model, version })
  return {
    approve: (version: number) => approveVersion(ben(), { ...ref(version), note: 'Good.' }),
    reject: (version: number) => rejectVersion(ben(), { ...ref(version), note: 'Bad.' }),
    remove: (version: number) => deleteVersion(mia(), { ...ref(version), force: true }),
  }
}

const resolve = (uri: string, extra: object = {}) =>
  resolveUri(acme.as('reader'), { org: acme.slug, uri, ...extra })

describe('resolving at a past time', () => {
  it('answers what latest meant, with the approval that made it so and its receipt', async () => {
    const { approve, reject } = await versionsOf('churn', 2)
    const before = await between()
    await approve(1)
    const first = await between()
    await approve(2)
    const second = await between()
    await reject(2)
    await expect(resolve(`model://churn/latest?at=${before}`)).rejects.toMatchObject({
      ...{ kind: 'not_found', code: 'nothing_approved' },
      message: expect.stringMatching(/^Nothing was approved for churn on .* UTC\.$/),
    })
    expect(await resolve(`model://churn/latest?at=${first}`)).toMatchObject({ version: 1 })
    const found = await resolve('model://churn/latest', { at: second })
    expect(found).toMatchObject({
      ...{ version: 2, state: 'approved', asOf: second },
      uri: expect.stringMatching(/^model:\/\/churn\/v2@sha256:[0-9a-f]{64}$/),
      cause: { action: 'version.approve', note: 'Good.', by: { name: ben().actor.name } },
      warnings: [{ code: 'changed_since', message: 'v2 was approved then. It is rejected now.' }],
    })
    const proven = await withReceiptOfCause(acme.slug, found)
    expect(proven.receipt?.proof).toMatch(/^c2sp\.org\/tlog-proof@v1/)
    expect(await resolve('model://churn/latest')).toMatchObject({ version: 1 })
    const uses = (await acme.events()).filter(({ action }) => action === 'version.use')
    expect(uses.some(({ after }) => (after as { asOf?: string })?.asOf === second)).toBe(true)
  })

  it('wants a time with its offset, which has passed, and says of things that they were not there', async () => {
    const early = await between()
    const { approve } = await versionsOf('young', 1)
    const at = await between()
    await approve(1)
    for (const wrong of ['2026-03-03T12:00:00', 'yesterday', '2026-02-30'])
      await expect(resolve('model://young/v1', { at: wrong })).rejects.toMatchObject({
        ...{ kind: 'invalid', fields: { at: expect.stringContaining('offset or Z') } },
      })
    await expect(resolve('model://young/v1?at=2999-01-01')).rejects.toMatchObject({
      ...{ kind: 'invalid', message: 'at: This time has yet to come. Name one that has passed.' },
    })
    await expect(resolve('model://young/v1?at=2026-01-01', { at })).rejects.toMatchObject({
      message: expect.stringContaining('names another time'),
    })
    await expect(resolve('dataset://young/v1', { at })).rejects.toMatchObject({ kind: 'invalid' })
    await expect(resolve(`model://young/v1?at=${early}`)).rejects.toMatchObject({
      ...{ kind: 'not_found', message: expect.stringMatching(/^young was not there yet on /) },
    })
    await registered(acme.as('contributor'), acme.slug, { model: 'young', content: 'other' })
    await expect(resolve(`model://young/v2?at=${at}`)).rejects.toMatchObject({
      message: expect.stringMatching(/^v2 of young was not there yet on .* registered on /),
    })
    await expect(resolve(`model://young/production?at=${at}`)).rejects.toMatchObject({
      message: expect.stringMatching(/^young had no alias production on /),
    })
  })

  it('tells of a version that was deleted which it was, and that its files are gone', async () => {
    const { approve, remove } = await versionsOf('lost', 1)
    await approve(1)
    await moveAlias(mia(), { org: acme.slug, model: 'lost', alias: 'production', version: 1 })
    const at = await between()
    await remove(1)
    await updateModel(mia(), { org: acme.slug, model: 'lost', slug: 'found-again' })
    for (const name of ['v1', 'latest', 'production'])
      expect(await resolve(`model://lost/${name}?at=${at}`)).toMatchObject({
        ...{ model: 'found-again', version: 1, state: 'approved', files: [] },
        warnings: [{ code: 'gone', message: 'v1 was deleted since, and its files are gone.' }],
      })
    await createProject(mia(), { org: acme.slug, name: 'jobs' })
    const run = { org: acme.slug, project: 'jobs' }
    const inputs = [{ name: 'model', uri: `model://lost/latest?at=${at}` }]
    await expect(createRun(acme.as('contributor'), { ...run, inputs })).rejects.toMatchObject({
      ...{ kind: 'not_found', message: expect.stringContaining('its files are gone') },
    })
  })

  it('pins the input of a run to what was meant then', async () => {
    const { approve } = await versionsOf('pinned', 2)
    await approve(1)
    const at = await between()
    await approve(2)
    await createProject(mia(), { org: acme.slug, name: 'pins' })
    const uri = `model://pinned/latest?at=${at}`
    const asked = { org: acme.slug, project: 'pins', inputs: [{ name: 'model', uri }] }
    const { inputs } = await createRun(acme.as('contributor'), asked)
    expect(inputs).toMatchObject([
      { uri, resolved: expect.stringMatching(/^model:\/\/pinned\/v1@sha256:[0-9a-f]{64}$/) },
    ])
  })

  it('goes by what the policy kept out of latest then, and by the recalls of then', async () => {
    const { approve } = await versionsOf('strict', 2)
    await approve(1)
    await approve(2)
    await createRecall(mia(), { org: acme.slug, uri: 'model://strict/v2', reason: 'Wrong labels.' })
    const before = await between()
    const policy = { org: acme.slug, model: 'strict', exclude: ['recalled' as const] }
    await setModelPolicy(acme.as('admin'), policy)
    const after = await between()
    expect(await resolve(`model://strict/latest?at=${before}`)).toMatchObject({ version: 2 })
    expect(await resolve(`model://strict/latest?at=${after}`)).toMatchObject({ version: 1 })
    const inUse = { org: acme.slug, model: 'strict', at: before }
    expect(await getInUse(acme.as('reader'), inUse)).toMatchObject({
      latest: { version: 2, flaws: ['recalled'] },
    })
  })
})

describe('what the policy kept out of latest then', () => {
  const day = 86_400_000
  const moment = (ago: number) => new Date(Date.now() - ago * day)
  /** Somebody on an earlier day. */
  const on = (role: Parameters<TestOrganization['as']>[0], ago: number) => {
    const at = moment(ago)
    return { ...acme.as(role), now: () => at }
  }
  const latest = async (model: string, ago: number) => {
    const at = moment(ago).toISOString()
    return (await resolve(`model://${model}/latest?at=${at}`)) as { version: number }
  }
  const flaws = async (model: string, ago: number) => {
    const asked = { org: acme.slug, model, at: moment(ago).toISOString() }
    return (await getInUse(acme.as('reader'), asked)).latest?.flaws
  }
  /** A model with two versions, both approved: ten days ago, for three days, and nine days ago, for good. */
  async function aged(model: string) {
    const of = { org: acme.slug, model }
    const rules = (ago: number, more: object) =>
      setModelPolicy(on('admin', ago), { ...of, ...more })
    const approve = (version: number, ago: number) =>
      approveVersion(on('approver', ago), { ...of, version })
    await modelOf(on('maintainer', 12), acme.slug, model)
    for (const n of [1, 2])
      await registered(on('contributor', 11), acme.slug, { model, content: `${model} ${n}` })
    return { of, rules, approve }
  }

  it('was an approval once it had expired, from the moment on at which it did', async () => {
    const { rules, approve } = await aged('expiring')
    await approve(1, 10)
    await rules(9.5, { validDays: 3, exclude: ['expired'] })
    await approve(2, 9)
    expect(await latest('expiring', 9.2)).toMatchObject({ version: 1 })
    expect(await latest('expiring', 8)).toMatchObject({ version: 2 })
    expect(await latest('expiring', 6.01)).toMatchObject({ version: 2 })
    expect(await latest('expiring', 5.99)).toMatchObject({ version: 1 })
    // Without the rule it was latest again, and expired all the same.
    await rules(4, { validDays: 3 })
    expect(await latest('expiring', 4.5)).toMatchObject({ version: 1 })
    expect(await latest('expiring', 3.5)).toMatchObject({ version: 2 })
    expect(await flaws('expiring', 3.5)).toEqual(['expired'])
    expect(await flaws('expiring', 8)).toEqual([])
  })

  it('was an approval whose evidence had changed since, until it was given again', async () => {
    const { of, rules, approve } = await aged('changing')
    const write = (ago: number, body: string) =>
      updateCard(on('contributor', ago), {
        ...of,
        blocks: [{ category: 'Risks', title: 'Bias', body }],
      })
    await write(11, 'Low')
    await approve(1, 10)
    await rules(9.5, { evidence: ['card:Risks'], exclude: ['stale'] })
    await approve(2, 9)
    await write(6, 'High')
    await approve(2, 3)
    expect(await latest('changing', 7)).toMatchObject({ version: 2 })
    expect(await latest('changing', 5)).toMatchObject({ version: 1 })
    expect(await latest('changing', 2)).toMatchObject({ version: 2 })
  })

  it('is what the policy of a project kept out that was deleted since, before and after', async () => {
    const { of, approve } = await aged('housed')
    const project = { org: acme.slug, project: 'closed' }
    await createProject(on('maintainer', 12), { org: acme.slug, name: 'Closed', slug: 'closed' })
    await setProjectPolicy(on('admin', 11), { ...project, exclude: ['recalled'] })
    await approve(1, 10)
    await approve(2, 9)
    await createRecall(on('maintainer', 8), {
      ...{ org: acme.slug, uri: 'model://housed/v2', reason: 'Wrong labels.' },
    })
    await updateModel(on('admin', 6), { ...of, projects: ['closed'] })
    await deleteProject(on('maintainer', 3), { ...project, force: true })
    expect(await latest('housed', 7)).toMatchObject({ version: 2 })
    expect(await latest('housed', 5)).toMatchObject({ version: 1 })
    // What a project asks of its models holds on when it is deleted: nothing is loosened by that.
    expect(await latest('housed', 2)).toMatchObject({ version: 1 })
    expect(await resolve('model://housed/latest')).toMatchObject({ version: 1 })
  })
})

describe('a clock that was set back between two changes', () => {
  it('does not bring back what came before: of what was done by then, the last one counts', async () => {
    const of = { org: acme.slug, model: 'backwards' }
    const { approve } = await versionsOf('backwards', 2)
    await approve(1)
    await approve(2)
    const [first, second] = [new Date(Date.now() + 60), new Date(Date.now() + 30)]
    const move = (version: number, at: Date) =>
      moveAlias({ ...mia(), now: () => at }, { ...of, alias: 'live', version })
    await move(1, first)
    // The clock was set back by thirty milliseconds.
    await move(2, second)
    while (Date.now() <= first.getTime() + 1) await between()
    const name = (at: Date) => resolve(`model://backwards/live?at=${at.toISOString()}`)
    const late = new Date(first.getTime() + 1)
    for (const at of [second, first, late])
      expect(await name(at), at.toISOString()).toMatchObject({ version: 2 })
    const listed = { ...of, at: late.toISOString() }
    expect(await listAliasesThen(mia(), listed)).toMatchObject({
      items: [{ alias: 'live', version: 2 }],
    })
    expect(await getInUse(mia(), listed)).toMatchObject({ aliases: [{ version: 2 }] })
    // The history tells them in the order in which they were done.
    const { items } = await listAliasMoves(mia(), { ...of, alias: 'live' })
    expect(items.map(({ from, to }) => [from, to])).toEqual([
      ['model://backwards/v1', 'model://backwards/v2'],
      [null, 'model://backwards/v1'],
    ])
  })
})

describe('what was in use', () => {
  it('names for a moment what each model was called and what served it, with who, why and the receipt', async () => {
    const { approve } = await versionsOf('fraud', 2)
    const nothing = await between()
    await approve(1)
    await approve(2)
    const point = (version: number) =>
      moveAlias(mia(), { org: acme.slug, model: 'fraud', alias: 'live', version, note: 'On.' })
    await point(1)
    const name = await deploymentOf(acme, 'checkout')
    const split = { 'model://fraud/v1': 90, 'model://fraud/v2': 10 }
    await deploys(mia(), acme.slug, name, split)
    const noon = await between()
    await point(2)
    await deploys(mia(), acme.slug, name, { 'model://fraud/v2': 100 })
    const of = { org: acme.slug, model: 'fraud' }
    const found = await getInUse(acme.as('auditor'), { ...of, at: noon })
    expect(found).toMatchObject({
      latest: { version: 2, cause: { action: 'version.approve' } },
      aliases: [{ alias: 'live', version: 1, cause: { note: 'On.', action: 'alias.move' } }],
      serving: [
        {
          ...{ name, target: 'production', revision: 1, others: 0 },
          variants: [
            { version: 1, weight: 90 },
            { version: 2, weight: 10 },
          ],
          cause: { action: 'deployment.revise', by: { name: mia().actor.name } },
        },
      ],
    })
    const event = (await acme.events()).find(({ action }) => action === 'deployment.revise')
    expect(found.serving[0]?.cause?.receiptUrl).toContain(`audit/proof?event=${event?.id}`)
    const { items } = await listInUse(acme.as('reader'), { org: acme.slug, at: nothing })
    expect(items.map(({ model }) => model)).not.toContain('fraud')
    const later = await listInUse(acme.as('reader'), { org: acme.slug, at: noon })
    expect(later.items.find(({ model }) => model === 'fraud')).toEqual(found)
    const deployment = { org: acme.slug, deployment: name }
    expect(await getDeploymentThen(mia(), { ...deployment, at: noon })).toMatchObject({
      ...{ revision: 1, asOf: noon, hidden: 0, project: 'shop' },
    })
    await expect(getDeploymentThen(mia(), { ...deployment, at: nothing })).rejects.toMatchObject({
      message: expect.stringMatching(/^checkout was not there yet on /),
    })
    const all = await listDeploymentsThen(mia(), { org: acme.slug, at: noon })
    expect(all.items.map((one) => [one.name, one.revision])).toEqual([[name, 1]])
  })

  it('tells the story of a model page by page, latest first', async () => {
    const of = { org: acme.slug, model: 'fraud' }
    const { items } = await listHappenings(acme.as('reader'), { ...of, limit: 500 })
    expect(
      items.map(({ kind, version, state, alias, revision }) => [
        kind,
        version ?? revision,
        state ?? alias,
      ]),
    ).toEqual([
      ['traffic', 2, null],
      ['alias', 2, 'live'],
      ['traffic', 1, null],
      ['alias', 1, 'live'],
      ['version', 2, 'approved'],
      ['version', 1, 'approved'],
      ['version', 2, 'pending'],
      ['version', 1, 'pending'],
    ])
    expect(items.map(({ latest }) => latest)).toEqual([null, null, null, null, 2, 1, null, null])
    const paged = []
    for (let cursor: string | null | undefined; cursor !== null; ) {
      const part = await listHappenings(acme.as('reader'), {
        ...of,
        limit: 3,
        ...(cursor && { cursor }),
      })
      paged.push(...part.items)
      cursor = part.nextCursor
    }
    expect(paged).toEqual(items)
  })

  it('is told to nobody of a model that they may not see', async () => {
    await modelOf(mia(), acme.slug, 'secret')
    await registered(mia(), acme.slug, { model: 'secret' })
    await approveVersion(ben(), { org: acme.slug, model: 'secret', version: 1 })
    await deploymentOf(acme, 'hidden')
    await deploys(mia(), acme.slug, 'hidden', { 'model://secret/v1': 100 })
    await updateModel(mia(), { org: acme.slug, model: 'secret', accessMode: 'restricted' })
    const at = await between()
    const ref = { org: acme.slug, model: 'secret', at }
    await expect(getInUse(acme.as('reader'), ref)).rejects.toMatchObject({ kind: 'not_found' })
    const { items } = await listInUse(acme.as('reader'), { org: acme.slug, at })
    expect(items.map(({ model }) => model)).not.toContain('secret')
    const then = { org: acme.slug, deployment: 'hidden', at }
    expect(await getDeploymentThen(acme.as('reader'), then)).toMatchObject({
      ...{ variants: [], hidden: 1 },
    })
  })
})

describe('what was deleted since', () => {
  const org = () => ({ org: acme.slug })
  const auditor = () => acme.as('auditor')
  /** What each question about a moment tells of a model and the deployment that served it. */
  async function told(ctx: Ctx, { model, name }: { model: string; name: string }, at: string) {
    const orNull = <T>(asked: Promise<T>) =>
      asked.catch((error) => {
        if (isAppError(error) && error.kind === 'not_found') return null
        throw error
      })
    const one = await orNull(getInUse(ctx, { ...org(), model, at }))
    const list = await listInUse(ctx, { ...org(), at, limit: 500 })
    const listed = list.items.find((found) => found.model === model) ?? null
    expect(listed).toEqual(one)
    const deployment = await orNull(getDeploymentThen(ctx, { ...org(), deployment: name, at }))
    const deployments = await listDeploymentsThen(ctx, { ...org(), at, limit: 500 })
    expect(deployments.items.find((found) => found.name === name) ?? null).toEqual(deployment)
    const aliases = await orNull(listAliasesThen(ctx, { ...org(), model, at }))
    return {
      latest: one?.latest?.version ?? null,
      gone: one?.gone ?? null,
      aliases: aliases?.items.map(({ alias }) => alias) ?? [],
      serving: one?.serving.map((split) => [split.name, split.gone]) ?? [],
      deployment: deployment && [deployment.revision, deployment.gone],
    }
  }

  async function served(model: string, name: string) {
    const { approve } = await versionsOf(model, 1)
    await approve(1)
    await moveAlias(mia(), { ...org(), model, alias: 'live', version: 1 })
    await deploymentOf(acme, name, { project: `of-${name}` })
    await deploys(mia(), acme.slug, name, { [`model://${model}/v1`]: 100 })
    return { model, name }
  }

  it('is told of its time by every question alike, a model to whoever reads the whole log', async () => {
    const both = await served('lost-model', 'of-the-lost')
    const noon = await between()
    await deleteModel(mia(), { ...org(), model: both.model, force: true })
    const gone = await between()
    const then = { latest: 1, aliases: ['live'], serving: [[both.name, false]] }
    const split = { deployment: [1, false] }
    for (const ctx of [auditor(), acme.as('admin')])
      expect(await told(ctx, both, noon)).toEqual({ ...then, ...split, gone: true })
    const nothing = { latest: null, gone: null, aliases: [], serving: [] }
    expect(await told(acme.as('reader'), both, noon)).toEqual({ ...nothing, ...split })
    expect(await told(auditor(), both, gone)).toEqual({ ...nothing, ...split })
    await restoreModel(mia(), { ...org(), model: both.model })
    expect(await told(acme.as('reader'), both, noon)).toEqual({ ...then, ...split, gone: false })
    expect(await told(auditor(), both, gone)).toEqual({ ...nothing, ...split })
  })

  it('is told so of a deployment too, whose project went', async () => {
    const both = await served('kept-model', 'of-the-kept')
    const of = { org: acme.slug, model: both.model }
    const traffic = async (ctx: Ctx) =>
      (await listHappenings(ctx, of)).items.filter(({ kind }) => kind === 'traffic').length
    const noon = await between()
    await deleteProject(mia(), { ...org(), project: `of-${both.name}`, force: true })
    const gone = await between()
    const model = { latest: 1, gone: false, aliases: ['live'] }
    const then = { ...model, serving: [[both.name, true]], deployment: [1, true] }
    const without = { ...model, serving: [], deployment: null }
    expect(await told(auditor(), both, noon)).toEqual(then)
    expect(await told(acme.as('reader'), both, noon)).toEqual(without)
    expect(await told(auditor(), both, gone)).toEqual(without)
    expect([await traffic(auditor()), await traffic(acme.as('reader'))]).toEqual([1, 0])
    const ref = { org: acme.slug, deployment: both.name, at: gone }
    await expect(getDeploymentThen(auditor(), ref)).rejects.toMatchObject({
      message: expect.stringMatching(/^of-the-kept was deleted on .* UTC, with its project\.$/),
    })
    await restoreProject(mia(), { ...org(), project: `of-${both.name}` })
    expect(await told(acme.as('reader'), both, noon)).toMatchObject({ deployment: [1, false] })
  })
})
