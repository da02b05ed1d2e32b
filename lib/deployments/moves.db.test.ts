import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type TestHub, type TestOrganization, testHub } from '../testing/hub'
import { rejectVersion } from '../versions/decide'
import { deleteVersion } from '../versions/life'
import { archiveDeployment, restoreDeployment } from './life'
import { getDeployment, listDeployments } from './queries'
import { reviseDeployment } from './revise'
import { rollbackDeployment } from './rollback'
import { stopDeployment } from './stop'
import { approvedModel, deploymentOf, deploys } from './testing'
import { updateDeployment } from './update'

let hub: TestHub
let acme: TestOrganization
const mia = () => acme.as('maintainer')
const at = (deployment: string) => ({ org: acme.slug, deployment })
const on = (name: string, split: Record<string, number>) => deploys(mia(), acme.slug, name, split)
const eventsOf = async (name: string) =>
  (await acme.events()).filter(({ subject }) => subject.uri === `/${acme.slug}/deployments/${name}`)
const shares = ({ variants }: { variants: { name: string; weight: number }[] }) =>
  variants.map(({ name, weight }) => `${name} ${weight}`)

beforeAll(async () => {
  hub = await testHub()
  acme = await hub.organization()
  await approvedModel(acme, 'churn', 4)
})
afterAll(() => hub.close())

describe('rolling back', () => {
  it('repeats an earlier revision as a new one, with its order and salt, and records it', async () => {
    await deploymentOf(acme, 'back')
    const first = await on('back', { 'model://churn/v1': 90, 'model://churn/v2': 10 })
    const variants = [{ model: 'model://churn/v3', weight: 100 }]
    await reviseDeployment(mia(), { ...at('back'), variants, reshuffle: true })
    const made = await rollbackDeployment(mia(), { ...at('back'), to: 1, note: 'v3 is slow' })
    expect(made).toMatchObject({
      ...{ revision: 3, kind: 'rollback', rolledBackTo: 1, salt: 'back', note: 'v3 is slow' },
      variants: first.variants,
    })
    expect((await eventsOf('back')).at(-1)).toMatchObject({
      ...{ action: 'deployment.rollback', note: 'v3 is slow' },
      before: { revision: 2, variants: [{ uri: 'model://churn/v3' }] },
      after: { revision: 3, rolledBackTo: 1, variants: [{ weight: 90 }, { weight: 10 }] },
    })
  })

  it('refuses the revision in force, one that is not there, and one that serves nothing', async () => {
    await deploymentOf(acme, 'nowhere')
    await on('nowhere', { 'model://churn/v1': 100 })
    await stopDeployment(mia(), at('nowhere'))
    await on('nowhere', { 'model://churn/v2': 100 })
    const back = (to: number) => rollbackDeployment(mia(), { ...at('nowhere'), to })
    await expect(back(3)).rejects.toMatchObject({ kind: 'conflict' })
    await expect(back(4)).rejects.toMatchObject({ kind: 'not_found' })
    await expect(back(2)).rejects.toMatchObject({
      kind: 'conflict',
      message: expect.stringContaining('serves nothing'),
    })
    expect(await getDeployment(mia(), at('nowhere'))).toMatchObject({ revision: 3 })
  })

  it('refuses versions that are rejected or gone by now', async () => {
    const model = await approvedModel(acme, 'brittle', 3)
    const of = { org: acme.slug, model, note: 'bad' }
    await deploymentOf(acme, 'glass')
    await on('glass', { 'model://brittle/v1': 100 })
    await on('glass', { 'model://brittle/v2': 100 })
    await on('glass', { 'model://brittle/v3': 100 })
    await rejectVersion(acme.as('approver'), { ...of, version: 1 })
    await deleteVersion(mia(), { ...of, version: 2, force: true })
    const back = (to: number) => rollbackDeployment(mia(), { ...at('glass'), to })
    await expect(back(1)).rejects.toMatchObject({ code: 'not_approved' })
    await expect(back(2)).rejects.toMatchObject({
      kind: 'conflict',
      message: expect.stringContaining('cannot be served again'),
    })
  })

  it('needs a maintainer', async () => {
    await deploymentOf(acme, 'held')
    await on('held', { 'model://churn/v1': 100 })
    await on('held', { 'model://churn/v2': 100 })
    const ana = acme.as('contributor')
    await expect(rollbackDeployment(ana, { ...at('held'), to: 1 })).rejects.toMatchObject({
      kind: 'forbidden',
    })
    await expect(stopDeployment(ana, at('held'))).rejects.toMatchObject({ kind: 'forbidden' })
    const refused = (await eventsOf('held')).filter(({ outcome }) => outcome === 'refused')
    expect(refused.map(({ action }) => action)).toEqual(['deployment.rollback', 'deployment.stop'])
  })
})

describe('stopping', () => {
  it('takes a version out, and the others share its part', async () => {
    await deploymentOf(acme, 'shared')
    const three = { 'model://churn/v1': 50, 'model://churn/v2': 33, 'model://churn/v3': 17 }
    await on('shared', three)
    const versions = ['model://churn/v2']
    const made = await stopDeployment(mia(), { ...at('shared'), versions, note: 'wrong' })
    expect(made).toMatchObject({ revision: 2, kind: 'stop', note: 'wrong' })
    expect(shares(made)).toEqual(['v1 75', 'v3 25'])
    expect((await eventsOf('shared')).at(-1)).toMatchObject({
      action: 'deployment.stop',
      after: { kind: 'stop', variants: [{ name: 'v1' }, { name: 'v3' }] },
    })
    const again = stopDeployment(mia(), { ...at('shared'), versions })
    await expect(again).rejects.toMatchObject({ kind: 'conflict', code: 'not_serving' })
  })

  it('stops all of it where no version is named, once', async () => {
    await deploymentOf(acme, 'off')
    await on('off', { 'model://churn/v1': 100 })
    expect(await stopDeployment(mia(), at('off'))).toMatchObject({ revision: 2, variants: [] })
    await expect(stopDeployment(mia(), at('off'))).rejects.toMatchObject({ kind: 'conflict' })
    const serving = { org: acme.slug, model: 'churn', limit: 500 }
    const { items } = await listDeployments(mia(), serving)
    expect(items.map(({ name }) => name)).not.toContain('off')
  })

  it('turns following off, and says so, as a roll back does', async () => {
    await deploymentOf(acme, 'trailing', { follows: true })
    await on('trailing', { 'model://churn/v1': 100 })
    await on('trailing', { 'model://churn/latest': 100 })
    const back = await rollbackDeployment(mia(), { ...at('trailing'), to: 1 })
    expect(back).toMatchObject({ follows: false, warnings: [{ code: 'follows_no_more' }] })
    expect((await eventsOf('trailing')).at(-1)).toMatchObject({
      before: { follows: true },
      after: { follows: false },
    })
    await updateDeployment(mia(), { ...at('trailing'), follows: true })
    expect(await stopDeployment(mia(), at('trailing'))).toMatchObject({ follows: false })
    expect(await getDeployment(mia(), at('trailing'))).toMatchObject({ follows: false })
  })
})

describe('changing a deployment', () => {
  it('records what it was and became, and wants something to change', async () => {
    await deploymentOf(acme, 'told')
    const edit = { ...at('told'), description: 'The till', follows: true, target: 'staging' }
    expect(await updateDeployment(mia(), edit)).toMatchObject({
      ...{ description: 'The till', follows: true, target: 'staging' },
    })
    expect((await eventsOf('told')).at(-1)).toMatchObject({
      before: { description: '', follows: false, target: 'production' },
      after: { description: 'The till', follows: true, target: 'staging' },
    })
    await expect(updateDeployment(mia(), at('told'))).rejects.toMatchObject({ kind: 'invalid' })
    await expect(updateDeployment(acme.as('contributor'), edit)).rejects.toMatchObject({
      kind: 'forbidden',
    })
  })

  it('takes no other target while it serves: what may serve depends on it', async () => {
    await deploymentOf(acme, 'fixed')
    await on('fixed', { 'model://churn/v1': 100 })
    const edit = { ...at('fixed'), target: 'staging' }
    await expect(updateDeployment(mia(), edit)).rejects.toMatchObject({ kind: 'conflict' })
  })

  it('is archived only when it serves nothing, takes nothing then, and comes back', async () => {
    await deploymentOf(acme, 'aside')
    await on('aside', { 'model://churn/v1': 100 })
    await expect(archiveDeployment(mia(), at('aside'))).rejects.toMatchObject({
      kind: 'conflict',
      message: expect.stringContaining('Stop it first'),
    })
    await stopDeployment(mia(), at('aside'))
    expect(await archiveDeployment(mia(), at('aside'))).toMatchObject({ archived: true })
    const names = async (archived: boolean) => {
      const { items } = await listDeployments(mia(), { org: acme.slug, archived, limit: 500 })
      return items.map(({ name }) => name)
    }
    expect(await names(false)).not.toContain('aside')
    expect(await names(true)).toContain('aside')
    await expect(on('aside', { 'model://churn/v1': 100 })).rejects.toMatchObject({
      kind: 'conflict',
    })
    await expect(rollbackDeployment(mia(), { ...at('aside'), to: 1 })).rejects.toMatchObject({
      kind: 'conflict',
    })
    expect(await restoreDeployment(mia(), at('aside'))).toMatchObject({ archived: false })
    await expect(restoreDeployment(mia(), at('aside'))).rejects.toMatchObject({ kind: 'conflict' })
    expect(await on('aside', { 'model://churn/v1': 100 })).toMatchObject({ revision: 3 })
  })
})

it('lists by project, target and model in pages, the last changed first', async () => {
  const of = { org: acme.slug, project: 'listed' }
  for (const name of ['l1', 'l2', 'l3'])
    await deploymentOf(acme, name, { project: 'listed', target: name === 'l2' ? 'edge' : 'cloud' })
  await on('l1', { 'model://churn/v4': 100 })
  const first = await listDeployments(mia(), { ...of, limit: 2 })
  expect(first.items.map(({ name }) => name)).toEqual(['l1', 'l3'])
  const cursor = first.nextCursor ?? undefined
  expect(await listDeployments(mia(), { ...of, limit: 2, cursor })).toMatchObject({
    items: [{ name: 'l2' }],
    nextCursor: null,
  })
  const named = async (more: object) =>
    (await listDeployments(mia(), { ...of, ...more })).items.map(({ name }) => name)
  expect(await named({ target: 'edge' })).toEqual(['l2'])
  expect(await named({ model: 'churn' })).toEqual(['l1'])
})
