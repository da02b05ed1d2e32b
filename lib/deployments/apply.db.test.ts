import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createProject } from '../projects/create'
import { type TestHub, type TestOrganization, testHub } from '../testing/hub'
import { applyDeployment } from './apply'
import { createDeployment, mostInUse } from './create'
import { archiveDeployment, restoreDeployment } from './life'
import { getDeployment, listDeployments } from './queries'
import { approvedModel, deploymentOf } from './testing'

let hub: TestHub
let acme: TestOrganization
const mia = () => acme.as('maintainer')
const split = (version: number) => [{ model: `model://churn/v${version}`, weight: 100 }]
const apply = (deployment: string, more: object = {}, ctx = mia()) =>
  applyDeployment(ctx, {
    ...{ org: acme.slug, deployment, project: 'shop', variants: split(1) },
    ...more,
  })
const eventsOf = async (name: string) =>
  (await acme.events()).filter(({ subject }) => subject.uri === `/${acme.slug}/deployments/${name}`)
const at = (deployment: string) => ({ org: acme.slug, deployment })

beforeAll(async () => {
  hub = await testHub()
  acme = await hub.organization()
  await createProject(mia(), { org: acme.slug, name: 'shop' })
  await approvedModel(acme, 'churn', 2)
})
afterAll(() => hub.close())

describe('saying all of a deployment at once', () => {
  it('makes it with its first split, edits it with its next, and does nothing where nothing differs', async () => {
    const first = await apply('till', { target: 'staging', note: 'on with it' })
    expect(first).toMatchObject({
      ...{ deployment: 'till', created: true, edited: false },
      made: { revision: 1, target: 'staging', note: 'on with it', variants: [{ name: 'v1' }] },
    })
    const second = await apply('till', { follows: true, variants: split(2) })
    expect(second).toMatchObject({
      ...{ created: false, edited: true },
      made: { revision: 2, follows: true },
      diff: { changes: [{ change: 'added' }, { change: 'removed' }] },
    })
    expect((await eventsOf('till')).map(({ action }) => action)).toEqual([
      ...['deployment.create', 'deployment.revise', 'deployment.update', 'deployment.revise'],
    ])
    const same = await apply('till', { follows: true, variants: split(2) })
    expect(same).toMatchObject({ edited: false, made: null, diff: { changed: false } })
    expect(await eventsOf('till')).toHaveLength(4)
  })

  it('leaves nothing where any of it is refused, by a dry run in the same words', async () => {
    const refused = async (name: string, more: object, message: RegExp) => {
      const events = await eventsOf(name)
      for (const dryRun of [true, false])
        await expect(apply(name, { ...more, dryRun })).rejects.toThrow(message)
      expect(await eventsOf(name)).toEqual(events)
    }
    await refused('fresh', { variants: split(9) }, /v9/)
    await refused('fresh', { project: undefined }, /say which project/)
    await expect(getDeployment(mia(), at('fresh'))).rejects.toMatchObject({ kind: 'not_found' })
    await apply('stay')
    await refused('stay', { follows: true, variants: split(9) }, /v9/)
    await refused('stay', { target: 'staging' }, /Stop it before/)
    await refused('stay', { project: 'lab' }, /of the project shop/)
    expect(await getDeployment(mia(), at('stay'))).toMatchObject({ follows: false, revision: 1 })
    await deploymentOf(acme, 'shelf')
    await archiveDeployment(mia(), at('shelf'))
    await refused('shelf', {}, /archived/)
  })

  it('needs a maintainer, and records who tried to make one', async () => {
    const { length } = await acme.events()
    await expect(apply('theirs', {}, acme.as('contributor'))).rejects.toMatchObject({
      kind: 'forbidden',
    })
    expect((await acme.events()).slice(length)).toMatchObject([
      {
        action: 'deployment.revise',
        outcome: 'refused',
        subject: { kind: 'deployment', id: null },
      },
    ])
  })

  it('makes one of two that come at once', async () => {
    const both = await Promise.allSettled([apply('race'), apply('race', { variants: split(2) })])
    const made = both.filter(({ status }) => status === 'fulfilled')
    expect(made.length).toBeGreaterThan(0)
    const { revision } = await getDeployment(mia(), at('race'))
    expect(revision).toBe(made.length)
    expect(
      (await eventsOf('race')).filter(({ action }) => action === 'deployment.create'),
    ).toHaveLength(1)
  })
})

it('no more than may be asked for at once are in use, whoever makes or restores them', async () => {
  const there = await listDeployments(mia(), { org: acme.slug, limit: 100 })
  const make = (n: number) =>
    createDeployment(mia(), { org: acme.slug, name: `n-${n}`, project: 'shop', target: 'test' })
  const room = mostInUse - there.items.length
  for (let n = 1; n < room; n++) await make(n)
  const last = await Promise.allSettled([make(room), make(room + 1)])
  expect(last.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
  const most = { kind: 'conflict', message: expect.stringContaining('which is the most') }
  await expect(make(room + 2)).rejects.toMatchObject(most)
  await expect(apply('one-more', { dryRun: true })).rejects.toMatchObject(most)
  await expect(apply('one-more')).rejects.toMatchObject(most)
  await expect(restoreDeployment(mia(), at('shelf'))).rejects.toMatchObject(most)
  await archiveDeployment(mia(), at('n-1'))
  await restoreDeployment(mia(), at('shelf'))
})
