import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Ctx } from '../actor'
import { createExperiment } from '../experiments/create'
import { deleteExperiment } from '../experiments/delete'
import { getExperiment } from '../experiments/get'
import { listExperiments } from '../experiments/list'
import { ensureExperiments } from '../experiments/project'
import { runsBeside } from '../runs/beside'
import { createRun } from '../runs/create'
import { projectOf } from '../runs/testing'
import { type TestHub, type TestOrganization, testHub } from '../testing/hub'
import { getTracking } from './about'
import { listExperimentRuns } from './list'
import { seedCandidate, seedTracked } from './seeded'

let hub: TestHub
let acme: TestOrganization
let mia: Ctx
let org: string
const project = 'lab'

beforeAll(async () => {
  hub = await testHub()
})
afterAll(() => hub.close())
beforeEach(async () => {
  acme = await hub.organization()
  org = acme.slug
  mia = acme.as('maintainer')
  await projectOf(mia, org, project)
  await ensureExperiments(mia, { org, project })
})

const at = (minute: number) => new Date(Date.UTC(2026, 0, 1, 0, minute))
const seed = (more: Partial<Parameters<typeof seedTracked>[2]> = {}) =>
  seedTracked(mia, org, { project, ...more })
const runs = (more: object = {}) =>
  listExperimentRuns(mia, { org, project, experiment: 0, ...more })

describe('the experiments of a project', () => {
  it('are listed newest first, with how much is in each and what ran last', async () => {
    await createExperiment(mia, { org, project, name: 'Größe / 2' })
    await seed({ name: 'older', startedAt: at(1) })
    const { run } = await seed({ name: 'newer', startedAt: at(2) })
    await seed({ isDeleted: true, startedAt: at(3) })
    const { items, nextCursor } = await listExperiments(mia, { org, project })
    expect(items.map(({ experiment, name, runs }) => [experiment, name, runs.count])).toEqual([
      [1, 'Größe / 2', 0],
      [0, 'Default', 2],
    ])
    expect(items[1]?.latest).toMatchObject({ run, name: 'newer', state: 'running' })
    expect(nextCursor).toBeNull()
  })

  it('come page by page down to number 0, none twice', async () => {
    for (const name of ['a', 'b', 'c']) await createExperiment(mia, { org, project, name })
    const seen: number[] = []
    let cursor: string | undefined
    do {
      const page = await listExperiments(mia, { org, project, limit: 1, cursor })
      seen.push(...page.items.map(({ experiment }) => experiment))
      cursor = page.nextCursor ?? undefined
    } while (cursor)
    expect(seen).toEqual([3, 2, 1, 0])
  })

  it('keep those that were deleted apart, with the runs they had', async () => {
    const { experiment } = await createExperiment(mia, { org, project, name: 'gone' })
    await seed({ experiment })
    await deleteExperiment(mia, { org, project, experiment })
    const live = await listExperiments(mia, { org, project })
    expect(live.items.map(({ name }) => name)).toEqual(['Default'])
    const deleted = await listExperiments(mia, { org, project, life: 'deleted' })
    expect(deleted.items).toMatchObject([{ name: 'gone', runs: { count: 1, more: false } }])
    expect(await getExperiment(mia, { org, project, experiment })).toMatchObject({ name: 'gone' })
  })

  it('tell what a client says of one, its description apart from its tags', async () => {
    const tags = [
      { key: 'mlflow.note.content', value: '**Why**' },
      { key: 'team', value: 'risk' },
    ]
    const { experiment } = await createExperiment(mia, { org, project, name: 'said', tags })
    expect(await getExperiment(mia, { org, project, experiment })).toMatchObject({
      description: '**Why**',
      tags: [{ key: 'team', value: 'risk' }],
    })
  })

  it('are not there for somebody of another organization', async () => {
    const stranger = (await hub.organization()).as('admin')
    await expect(listExperiments(stranger, { org, project })).rejects.toMatchObject({
      kind: 'not_found',
    })
  })
})

describe('the runs of an experiment', () => {
  it('come last started first, each nested one below its parent', async () => {
    const first = await seed({ startedAt: at(1) })
    const second = await seed({ startedAt: at(2) })
    const inFirst = [
      await seed({ startedAt: at(5), parent: first.run }),
      await seed({ startedAt: at(6), parent: first.run }),
    ]
    const { items } = await runs()
    expect(items.map(({ run, nested }) => [run, nested])).toEqual([
      [second.run, false],
      [first.run, false],
      [inFirst[1]?.run, true],
      [inFirst[0]?.run, true],
    ])
    expect(items.find(({ run }) => run === first.run)?.children).toEqual({ count: 2, more: false })
  })

  it('are cut into pages by those that are nested in none, none twice and none left out', async () => {
    const tops = []
    for (const minute of [1, 2, 3, 4, 5]) tops.push(await seed({ startedAt: at(minute % 3) }))
    for (const { run } of tops) await seed({ startedAt: at(9), parent: run })
    const seen: number[] = []
    let cursor: string | undefined
    do {
      const page = await runs({ limit: 2, cursor })
      seen.push(...page.items.map(({ run }) => run))
      cursor = page.nextCursor ?? undefined
    } while (cursor)
    expect(seen).toHaveLength(10)
    expect(new Set(seen).size).toBe(10)
  })

  it('show ten of many nested runs, and how many there are', async () => {
    const { run } = await seed({ startedAt: at(1) })
    for (let minute = 0; minute < 12; minute++) await seed({ startedAt: at(minute), parent: run })
    const { items } = await runs()
    expect(items).toHaveLength(11)
    expect(items[0]?.children.count).toBe(12)
  })

  it('stand below the run that they are nested in, however deep', async () => {
    const top = await seed({ startedAt: at(1) })
    const trials = [
      await seed({ startedAt: at(2), parent: top.run }),
      await seed({ startedAt: at(3), parent: top.run }),
    ]
    const fold = await seed({ startedAt: at(4), parent: trials[1]?.run ?? 0 })
    const step = await seed({ startedAt: at(5), parent: fold.run })
    const { items } = await runs()
    expect(items.map(({ run, nested }) => [run, nested])).toEqual([
      [top.run, false],
      [trials[1]?.run, true],
      [fold.run, true],
      [step.run, true],
      [trials[0]?.run, true],
    ])
  })

  it('stand side by side where a state is asked for, or those that were deleted', async () => {
    const parent = await seed({ startedAt: at(1) })
    const child = await seed({ startedAt: at(2), parent: parent.run })
    const deleted = await seed({ startedAt: at(3), isDeleted: true })
    const running = await runs({ state: 'running' })
    expect(running.items.map(({ run, nested }) => [run, nested])).toEqual([
      [child.run, false],
      [parent.run, false],
    ])
    expect(running.items[0]?.parent).toMatchObject({ run: parent.run })
    const gone = await runs({ life: 'deleted' })
    expect(gone.items.map(({ run }) => run)).toEqual([deleted.run])
  })

  it('stand alone where their parent was deleted', async () => {
    const parent = await seed({ startedAt: at(1), isDeleted: true })
    const child = await seed({ startedAt: at(2), parent: parent.run })
    expect((await runs()).items).toMatchObject([{ run: child.run, nested: false, parent: null }])
  })

  it('tell their parameters, their metrics and who the client says it is', async () => {
    await seed({ user: 'mallory', params: { depth: '3' }, metrics: { rmse: 0.4 }, name: 'n' })
    const { items, meanings } = await runs()
    expect(items).toMatchObject([
      { name: 'n', reportedUser: 'mallory', params: { depth: '3' }, summary: { rmse: 0.4 } },
    ])
    expect(items[0]?.createdBy.name).toBe('Mia')
    expect(meanings.rmse?.direction).toBe('lower')
  })

  it('stand side by side with all their parameters, as the values that they were', async () => {
    const a = await seed({ params: { depth: '3', on: 'True' }, metrics: { rmse: 1 } })
    const b = await seed({ params: { depth: '5' }, name: 'b' })
    const found = await runsBeside(mia, { org, project, runs: [b.run, a.run, 999, b.run] })
    expect(found.runs.map(({ run, params }) => [run, params])).toEqual([
      [b.run, { depth: 5 }],
      [a.run, { depth: 3, on: true }],
    ])
  })
})

describe('the page of a tracked run', () => {
  it('has what its client says: description, tags of its own, relatives and models', async () => {
    const parent = await seed({ name: 'sweep' })
    const made = await seed({
      parent: parent.run,
      name: 'child',
      tags: { 'mlflow.note.content': '# Note', 'mlflow.runName': 'child', team: 'risk' },
    })
    await seedCandidate(mia, made, { name: 'forest' })
    const child = await getTracking(mia, { org, project, run: made.run })
    expect(child).toMatchObject({
      name: 'child',
      id: made.id.replaceAll('-', ''),
      description: '# Note',
      tags: [{ key: 'team', value: 'risk' }],
      parent: { project, run: parent.run, name: 'sweep' },
      experiment: { experiment: 0, name: 'Default' },
      models: [{ name: 'forest', status: 'READY', role: 'output', versions: [] }],
    })
    expect(child?.models[0]?.metrics.map(({ dataset }) => dataset)).toEqual(['held-out', 'train'])
    const above = await getTracking(mia, { org, project, run: parent.run })
    expect(above?.children).toMatchObject([{ run: made.run, name: 'child', state: 'running' }])
  })

  it('says nothing of a run that no MLflow client reports to', async () => {
    const { run } = await createRun(mia, { org, project })
    expect(await getTracking(mia, { org, project, run })).toBeNull()
  })
})
