import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { updateModel } from '../models/update'
import { type TestHub, type TestOrganization, testHub } from '../testing/hub'
import { createRun } from './create'
import { finishRun } from './finish'
import { listRuns } from './list'
import { readLog } from './log'
import { logMetrics } from './metrics'
import { getOutput } from './outputs'
import { getRun } from './queries'
import { getSeries } from './series'
import { projectOf, ranJob } from './testing'

let hub: TestHub
let acme: TestOrganization
const ana = () => acme.as('contributor')

beforeAll(async () => {
  hub = await testHub()
  acme = await hub.organization()
})
afterAll(() => hub.close())

describe('listing runs', () => {
  it('pages through all of them, newest first, once each', async () => {
    const other = await hub.organization()
    const who = other.as('contributor')
    for (const project of ['one', 'two']) await projectOf(who, other.slug, project)
    for (let n = 0; n < 7; n++)
      await createRun(who, { org: other.slug, project: n % 2 ? 'one' : 'two' })
    const uris = async (filter: { project?: string }) => {
      const seen: string[] = []
      for (let cursor: string | undefined; ; ) {
        const page = await listRuns(who, { org: other.slug, limit: 2, cursor, ...filter })
        seen.push(...page.items.map(({ uri }) => uri))
        if (page.nextCursor === null) return seen
        cursor = page.nextCursor
      }
    }
    const two = ['run://two/4', 'run://two/3', 'run://two/2', 'run://two/1']
    expect(await uris({ project: 'two' })).toEqual(two)
    const all = await uris({})
    expect(all).toHaveLength(7)
    expect(new Set(all).size).toBe(7)
    expect(all.filter((uri) => uri.startsWith('run://two'))).toEqual(two)
  })

  it('filters by project and state, and finds nothing in a project that is not there', async () => {
    await projectOf(ana(), acme.slug, 'filtered')
    await ranJob(ana(), acme.slug, 'filtered', { state: 'error' })
    await ranJob(ana(), acme.slug, 'filtered')
    const found = async (filter: object) =>
      (await listRuns(ana(), { org: acme.slug, ...filter })).items.map(({ run }) => run)
    expect(await found({ project: 'filtered' })).toEqual([2, 1])
    expect(await found({ project: 'filtered', state: 'error' })).toEqual([1])
    expect(await found({ project: 'nowhere' })).toEqual([])
  })

  it('tells 20 keys of a summary and 200 characters of a word; the run alone has all', async () => {
    const org = acme.slug
    const project = await projectOf(ana(), org, 'wordy')
    const { run } = await createRun(ana(), { org, project })
    const words = Array.from({ length: 30 }, (_, n) => [`k${n}`, 'x'.repeat(1000)])
    const values = Object.fromEntries(words) as Record<string, string>
    const events = [{ time: '2026-03-03T12:00:00Z', values }]
    await logMetrics(ana(), { org, project, run, events })
    const { items } = await listRuns(ana(), { org, project })
    const told = Object.values(items[0]?.summary ?? {})
    expect(told).toHaveLength(20)
    expect(told.every((word) => word === 'x'.repeat(200))).toBe(true)
    expect((await getRun(ana(), { org, project, run })).summary).toEqual(values)
  })

  it('shows state, summary, versions made and who started it', async () => {
    await projectOf(ana(), acme.slug, 'shown')
    const { run } = await createRun(ana(), { org: acme.slug, project: 'shown', step: 'train' })
    const ref = { org: acme.slug, project: 'shown', run }
    const values = { acc: 0.9, loss: 'NaN', ok: true }
    await logMetrics(ana(), { ...ref, events: [{ time: '2026-03-03T12:00:00Z', values }] })
    await finishRun(ana(), { ...ref, state: 'completed' })
    const { items } = await listRuns(ana(), { org: acme.slug, project: 'shown' })
    expect(items).toEqual([
      {
        run: 1,
        uri: 'run://shown/1',
        project: 'shown',
        step: 'train',
        state: 'completed',
        summary: values,
        versions: [],
        tags: [],
        group: null,
        node: null,
        reproduces: null,
        stopRequested: false,
        alertCount: 0,
        createdBy: { id: acme.personId('contributor'), kind: 'person', name: 'Ana' },
        createdAt: expect.any(String),
        finishedAt: expect.any(String),
      },
    ])
  })

  it('refuses a cursor of another list', async () => {
    const { nextCursor } = await listRuns(ana(), { org: acme.slug, project: 'filtered', limit: 1 })
    expect(nextCursor).not.toBeNull()
    for (const cursor of [nextCursor ?? '', 'nonsense'])
      await expect(listRuns(ana(), { org: acme.slug, cursor })).rejects.toMatchObject({
        kind: 'invalid',
      })
  })
})

describe('reading a run', () => {
  it('is open to every member and to nobody else', async () => {
    await projectOf(ana(), acme.slug, 'open')
    const { run } = await ranJob(ana(), acme.slug, 'open', { outputs: { 'a.txt': 'a' } })
    const ref = { org: acme.slug, project: 'open', run }
    for (const role of ['reader', 'approver', 'auditor'] as const)
      expect((await getRun(acme.as(role), ref)).outputs).toHaveLength(1)
    const globex = (await hub.organization()).as('admin')
    for (const read of [getRun, getSeries, readLog])
      await expect(read(globex, ref)).rejects.toMatchObject({ kind: 'not_found' })
    await expect(getOutput(globex, { ...ref, name: 'a.txt' })).rejects.toMatchObject({
      kind: 'not_found',
    })
    await expect(getRun(ana(), { ...ref, run: 99 })).rejects.toMatchObject({ kind: 'not_found' })
    await expect(getRun(ana(), { ...ref, run: 'x' })).rejects.toMatchObject({ kind: 'invalid' })
  })

  it('does not open what a restricted model closes: its name, its inputs, its bytes', async () => {
    await projectOf(ana(), acme.slug, 'mixed')
    const made = await ranJob(ana(), acme.slug, 'mixed', {
      outputs: { 'model.bin': 'closed weights', 'report.txt': 'open' },
      sidecars: { 'model.bin': { 'valohai.model-versions': ['model://closed/'] } },
    })
    const used = await createRun(ana(), {
      org: acme.slug,
      project: 'mixed',
      inputs: [
        { name: 'a', uri: 'model://closed/newest' },
        { name: 'b', uri: 's3://bucket/b' },
      ],
    })
    const makerRef = { org: acme.slug, project: 'mixed', run: made.run }
    const userRef = { org: acme.slug, project: 'mixed', run: used.run }
    const admin = acme.as('admin')
    await updateModel(acme.as('maintainer'), {
      org: acme.slug,
      model: 'closed',
      accessMode: 'restricted',
    })

    const reader = acme.as('reader')
    const maker = await getRun(reader, makerRef)
    expect(maker.versions).toEqual([])
    expect(maker.outputs.map(({ name }) => name)).toEqual(['report.txt'])
    expect((await getRun(reader, userRef)).inputs.map(({ name }) => name)).toEqual(['b'])
    await expect(getOutput(reader, { ...makerRef, name: 'model.bin' })).rejects.toMatchObject({
      kind: 'not_found',
    })

    const whole = await getRun(admin, makerRef)
    expect(whole.versions).toEqual(['model://closed/v1'])
    expect(whole.outputs).toHaveLength(2)
    expect((await getRun(admin, userRef)).inputs).toHaveLength(2)
    const datum = whole.outputs[0]?.uri ?? ''
    await expect(
      createRun(acme.as('maintainer'), {
        org: acme.slug,
        project: 'mixed',
        inputs: [{ name: 'a', uri: datum }],
      }),
    ).rejects.toMatchObject({ kind: 'not_found' })
  })
})
