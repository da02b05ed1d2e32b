import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Ctx } from '../actor'
import { moveAlias } from '../aliases/move'
import { archiveDataset, deleteDataset, restoreDataset } from '../datasets/life'
import { getDataset } from '../datasets/queries'
import { archiveModel, deleteModel, restoreModel } from '../models/life'
import { getModel } from '../models/queries'
import { archiveProject, deleteProject, restoreProject } from '../projects/life'
import { getProject } from '../projects/queries'
import { resolveUri } from '../resolve/resolve'
import { createRun } from '../runs/create'
import { projectOf } from '../runs/testing'
import { type TestHub, type TestOrganization, testHub } from '../testing/hub'
import { modelOf, registered } from '../testing/registry'
import { approveVersion, withdrawVersion } from '../versions/decide'
import { archiveVersion, deleteVersion, restoreVersion } from '../versions/life'
import { getVersion } from '../versions/queries'
import { datasetOf, daysOn, trained } from './testing'

let hub: TestHub
let acme: TestOrganization
let mia: Ctx
let ben: Ctx

beforeAll(async () => {
  hub = await testHub()
  acme = await hub.organization()
  mia = acme.as('maintainer')
  ben = acme.as('approver')
})
afterAll(() => hub.close())

const org = () => acme.slug
const since = async (count: number) => (await acme.events()).slice(count)
const counted = async () => (await acme.events()).length

type Act = (ctx: Ctx, more?: { force?: boolean; note?: string }) => Promise<unknown>
interface Kind {
  noun: string
  /** Makes a thing of this name that nothing holds. */
  make(name: string): Promise<{
    called: string
    archive: Act
    restore: Act
    remove: Act
    read(ctx: Ctx): Promise<{ life: string }>
  }>
}

const kinds: Kind[] = [
  {
    noun: 'model',
    async make(model) {
      await modelOf(mia, org(), model)
      const ref = { org: org(), model }
      return {
        called: model,
        archive: (ctx, more) => archiveModel(ctx, { ...ref, ...more }),
        restore: (ctx, more) => restoreModel(ctx, { ...ref, ...more }),
        remove: (ctx, more) => deleteModel(ctx, { ...ref, ...more }),
        read: (ctx) => getModel(ctx, ref),
      }
    },
  },
  {
    noun: 'version',
    async make(model) {
      await modelOf(mia, org(), model)
      await registered(mia, org(), { model })
      const ref = { org: org(), model, version: 1 }
      return {
        called: `v1 of ${model}`,
        archive: (ctx, more) => archiveVersion(ctx, { ...ref, ...more }),
        restore: (ctx, more) => restoreVersion(ctx, { ...ref, ...more }),
        remove: (ctx, more) => deleteVersion(ctx, { ...ref, ...more }),
        read: (ctx) => getVersion(ctx, ref),
      }
    },
  },
  {
    noun: 'project',
    async make(project) {
      await projectOf(mia, org(), project)
      const ref = { org: org(), project }
      return {
        called: `The project ${project}`,
        archive: (ctx, more) => archiveProject(ctx, { ...ref, ...more }),
        restore: (ctx, more) => restoreProject(ctx, { ...ref, ...more }),
        remove: (ctx, more) => deleteProject(ctx, { ...ref, ...more }),
        read: (ctx) => getProject(ctx, ref),
      }
    },
  },
  {
    noun: 'dataset',
    async make(dataset) {
      await datasetOf(mia, org(), dataset)
      const ref = { org: org(), dataset }
      return {
        called: `The dataset ${dataset}`,
        archive: (ctx, more) => archiveDataset(ctx, { ...ref, ...more }),
        restore: (ctx, more) => restoreDataset(ctx, { ...ref, ...more }),
        remove: (ctx, more) => deleteDataset(ctx, { ...ref, ...more }),
        read: (ctx) => getDataset(ctx, ref),
      }
    },
  },
]

describe.each(kinds)('the life of a $noun', ({ noun, make }) => {
  it('is archived, restored, deleted and restored again, each with its event', async () => {
    const thing = await make(`turns-${noun}`)
    const before = await counted()
    await thing.archive(mia, { note: 'superseded' })
    expect((await thing.read(acme.as('reader'))).life).toBe('archived')
    await thing.restore(mia)
    await thing.remove(mia, { note: 'a mistake' })
    await expect(thing.read(acme.as('admin'))).rejects.toMatchObject({ kind: 'not_found' })
    await thing.restore(mia)
    expect((await thing.read(acme.as('reader'))).life).toBe('live')
    const events = await since(before)
    expect(events).toMatchObject([
      { action: `${noun}.archive`, note: 'superseded', after: { life: 'archived' } },
      { action: `${noun}.restore`, before: { life: 'archived' }, after: { life: 'live' } },
      {
        action: `${noun}.delete`,
        note: 'a mistake',
        before: { life: 'live' },
        after: { life: 'deleted', restorableUntil: expect.any(String) },
      },
      { action: `${noun}.restore`, before: { life: 'deleted' }, after: { life: 'live' } },
    ])
    expect(events).toHaveLength(4)
  })

  it('is not for a contributor, and the refusal is recorded', async () => {
    const thing = await make(`guarded-${noun}`)
    const before = await counted()
    for (const act of [thing.archive, thing.restore, thing.remove])
      await expect(act(acme.as('contributor'))).rejects.toMatchObject({ kind: 'forbidden' })
    expect(await since(before)).toMatchObject(
      ['archive', 'restore', 'delete'].map((verb) => ({
        action: `${noun}.${verb}`,
        outcome: 'refused',
        reason: 'Needs the maintainer role. You are a contributor.',
      })),
    )
  })

  it('says what to do when it is so already, and writes nothing', async () => {
    const thing = await make(`twice-${noun}`)
    await expect(thing.restore(mia)).rejects.toThrow(
      `${thing.called} is neither archived nor deleted.`,
    )
    await thing.archive(mia)
    const before = await counted()
    await expect(thing.archive(mia)).rejects.toMatchObject({
      kind: 'conflict',
      message: `${thing.called} is already archived. Restore it to use it.`,
    })
    await thing.remove(mia)
    await expect(thing.remove(mia)).rejects.toMatchObject({
      kind: 'conflict',
      message: expect.stringContaining('is already deleted. It can be restored until'),
    })
    await expect(thing.archive(mia)).rejects.toMatchObject({ kind: 'not_found' })
    expect(await since(before)).toHaveLength(1)
  })

  it('comes back for 30 days, and is not there for who could not bring it back', async () => {
    const thing = await make(`late-${noun}`)
    await thing.remove(mia)
    const before = await counted()
    await expect(thing.restore(acme.as('contributor'))).rejects.toMatchObject({
      kind: 'not_found',
    })
    await expect(thing.restore(daysOn(mia, 30.01))).rejects.toMatchObject({
      kind: 'conflict',
      code: 'too_late',
    })
    expect(await since(before)).toEqual([])
    await thing.restore(daysOn(mia, 29.99))
    expect((await thing.read(mia)).life).toBe('live')
  })

  it('refuses a note and a force that are none, and changes nothing', async () => {
    const thing = await make(`bad-${noun}`)
    await expect(thing.archive(mia, { note: 'a\0b' })).rejects.toMatchObject({ kind: 'invalid' })
    await expect(thing.remove(mia, { force: 'perhaps' as never })).rejects.toMatchObject({
      kind: 'invalid',
    })
    expect((await thing.read(mia)).life).toBe('live')
  })
})

const approved = async (model: string, versions: number) => {
  await modelOf(mia, org(), model)
  for (let version = 1; version <= versions; version++) {
    await registered(acme.as('contributor'), org(), { model })
    await approveVersion(ben, { org: org(), model, version })
  }
}

describe('what holds a version', () => {
  it('is named with what latest would then mean, and force overrides it', async () => {
    await approved('held', 2)
    await moveAlias(mia, { org: org(), model: 'held', alias: 'production', version: 2 })
    await projectOf(mia, org(), 'serving')
    const inputs = [{ name: 'm', uri: 'model://held/v2' }]
    await createRun(mia, { org: org(), project: 'serving', inputs })
    const ref = { org: org(), model: 'held', version: 2 }
    await expect(archiveVersion(mia, ref)).rejects.toMatchObject({
      kind: 'conflict',
      code: 'held',
      message:
        'v2 of held is held by model://held/production, model://held/latest (which would then mean v1) and run://serving/1. First point the aliases elsewhere, approve a higher version and wait for the runs to end, or say force to archive it all the same.',
      details: {
        heldBy: ['model://held/production', 'model://held/latest', 'run://serving/1'],
        holders: [
          { uris: ['model://held/production'], way: 'point the aliases elsewhere' },
          { aside: ' (which would then mean v1)', way: 'approve a higher version' },
          { way: 'wait for the runs to end' },
        ],
      },
    })
    await archiveVersion(mia, { ...ref, force: true })
    expect((await acme.events()).at(-1)).toMatchObject({
      action: 'version.archive',
      after: { heldBy: ['model://held/production', 'model://held/latest', 'run://serving/1'] },
    })
    const meant = async (name: string) =>
      resolveUri(mia, { org: org(), uri: `model://held/${name}` })
    expect(await meant('latest')).toMatchObject({ version: 1, warnings: [] })
    expect(await meant('production')).toMatchObject({
      version: 2,
      warnings: [{ code: 'archived', message: 'v2 is archived.' }],
    })
    await expect(moveAlias(mia, { ...ref, alias: 'canary' })).rejects.toThrow(
      'v2 is archived. Restore it first.',
    )
    await expect(withdrawVersion(ben, { ...ref, note: 'no' })).rejects.toThrow(
      'v2 is archived. Restore it first.',
    )
  })

  it('says when latest would mean nothing', async () => {
    await approved('lonely', 1)
    await expect(deleteVersion(mia, { org: org(), model: 'lonely', version: 1 })).rejects.toThrow(
      'v1 of lonely is held by model://lonely/latest (which would then mean nothing). First approve a higher version, or say force to delete it all the same.',
    )
  })

  it('goes with it when it is deleted: each alias with an event of its own', async () => {
    await modelOf(mia, org(), 'aliased')
    await registered(mia, org(), { model: 'aliased' })
    const ref = { org: org(), model: 'aliased', version: 1 }
    for (const alias of ['canary', 'production']) await moveAlias(mia, { ...ref, alias })
    const before = await counted()
    await deleteVersion(mia, { ...ref, force: true })
    expect(await since(before)).toMatchObject([
      { action: 'version.delete', subject: { uri: 'model://aliased/v1' } },
      {
        action: 'alias.remove',
        subject: { uri: 'model://aliased/canary' },
        before: { version: 1 },
      },
      { action: 'alias.remove', subject: { uri: 'model://aliased/production' } },
    ])
    const uri = 'model://aliased/production'
    await expect(resolveUri(mia, { org: org(), uri })).rejects.toMatchObject({ kind: 'not_found' })
    await restoreVersion(mia, ref)
    expect((await getVersion(mia, ref)).aliases).toEqual([])
  })

  it('is its model, where that is deleted: restore that first', async () => {
    await modelOf(mia, org(), 'parent')
    await registered(mia, org(), { model: 'parent' })
    const ref = { org: org(), model: 'parent', version: 1 }
    await deleteVersion(mia, ref)
    await deleteModel(mia, ref)
    await expect(restoreVersion(mia, ref)).rejects.toMatchObject({
      kind: 'conflict',
      message: 'parent is deleted. Restore it first.',
    })
    await expect(restoreVersion(acme.as('reader'), ref)).rejects.toMatchObject({
      kind: 'not_found',
    })
  })
})

describe('what holds a model', () => {
  it('is each name that leads to a version of it, and each run that takes one', async () => {
    await approved('named', 1)
    await moveAlias(mia, { org: org(), model: 'named', alias: 'production', version: 1 })
    await projectOf(mia, org(), 'batch')
    const inputs = [{ name: 'm', uri: 'model://named/v1' }]
    await createRun(mia, { org: org(), project: 'batch', inputs })
    await expect(deleteModel(mia, { org: org(), model: 'named' })).rejects.toMatchObject({
      code: 'held',
      details: { heldBy: ['model://named/production', 'model://named/latest', 'run://batch/1'] },
    })
    await deleteModel(mia, { org: org(), model: 'named', force: true })
    await restoreModel(mia, { org: org(), model: 'named' })
    expect((await getModel(mia, { org: org(), model: 'named' })).latest?.version).toBe(1)
  })
})

it('names five of many aliases, and records how many more were overridden', async () => {
  await modelOf(mia, org(), 'much')
  await registered(mia, org(), { model: 'much' })
  const ref = { org: org(), model: 'much', version: 1 }
  for (let n = 1; n <= 7; n++) await moveAlias(mia, { ...ref, alias: `a${n}` })
  const heldBy = [1, 2, 3, 4, 5].map((n) => `model://much/a${n}`)
  for (const refused of [() => deleteModel(mia, ref), () => archiveVersion(mia, ref)])
    await expect(refused()).rejects.toMatchObject({ code: 'held', details: { heldBy, more: 2 } })
  await archiveVersion(mia, { ...ref, force: true })
  expect((await acme.events()).at(-1)).toMatchObject({ after: { heldBy, more: 2 } })
})

describe('what holds a project', () => {
  it('is a run under way, and every live version that its runs made, five of them by name', async () => {
    await projectOf(mia, org(), 'busy')
    for (let n = 0; n < 7; n++)
      await trained(mia, org(), { project: 'busy', model: 'grown', content: `weights ${n}` })
    await createRun(mia, { org: org(), project: 'busy', inputs: [] })
    await expect(archiveProject(mia, { org: org(), project: 'busy' })).rejects.toMatchObject({
      code: 'held',
      message:
        'The project busy is held by run://busy/8, model://grown/v7, model://grown/v6, model://grown/v5, model://grown/v4, model://grown/v3 and 2 more. First wait for the runs to end and archive these versions, or say force to archive it all the same.',
      details: { more: 2 },
    })
    await archiveProject(mia, { org: org(), project: 'busy', force: true })
    await expect(createRun(mia, { org: org(), project: 'busy', inputs: [] })).rejects.toThrow(
      'The project busy is archived. Restore it first.',
    )
  })
})

describe('what holds a dataset', () => {
  it('is a version that a run made of it, also by latest, until that is out of use', async () => {
    await projectOf(mia, org(), 'learning')
    await datasetOf(mia, org(), 'flowers')
    const training = { project: 'learning', model: 'iris', content: 'petals' }
    await trained(mia, org(), { ...training, inputs: ['dataset://flowers/latest'] })
    const ref = { org: org(), dataset: 'flowers' }
    await expect(deleteDataset(mia, ref)).rejects.toMatchObject({
      code: 'held',
      details: { heldBy: ['model://iris/v1'], more: 0 },
    })
    await archiveVersion(mia, { org: org(), model: 'iris', version: 1 })
    await deleteDataset(mia, ref)
  })

  it('is a run under way that takes it', async () => {
    await projectOf(mia, org(), 'reading')
    await datasetOf(mia, org(), 'texts')
    const inputs = [{ name: 'd', uri: 'dataset://texts/v1' }]
    await createRun(mia, { org: org(), project: 'reading', inputs })
    await expect(archiveDataset(mia, { org: org(), dataset: 'texts' })).rejects.toMatchObject({
      details: { heldBy: ['run://reading/1'] },
    })
  })
})
