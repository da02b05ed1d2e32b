import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { connect } from '@/db/connection'
import { systemContext } from '../context'
import { createExperiment } from '../experiments/create'
import { deleteExperiment } from '../experiments/delete'
import { createModel } from '../models/create'
import { expireRuns } from '../runs/expire'
import { getRun } from '../runs/queries'
import { arrival, type TestHub, type TestOrganization, testHub } from '../testing/hub'
import { queriesOf } from '../testing/queries'
import { getVersion } from '../versions/queries'
import { registerVersion } from '../versions/register'
import { createTrackedRun } from './create'
import { deleteTrackedRun, restoreTrackedRun } from './delete'
import { hexOf } from './ids'
import { loadTrackedRuns } from './load'
import { getTrackedRun } from './queries'
import { reportRun } from './report'
import { updateTrackedRun } from './update'

let hub: TestHub
let acme: TestOrganization
const project = 'default'

beforeAll(async () => {
  hub = await testHub()
  acme = await hub.organization()
})
afterAll(() => hub.close())

async function started(name = 'run') {
  const run = await createTrackedRun(acme.as('contributor'), {
    ...{ org: acme.slug, project, experiment: 0, name },
  })
  const after = (await acme.events()).at(-1)?.after
  const ref = { org: acme.slug, project, run: hexOf(run.id) }
  return { id: run.id, ref, number: Number(after?.run) }
}

const later = (hours: number) => {
  const ctx = systemContext('test', arrival())
  const at = new Date(Date.now() + hours * 3_600_000)
  return { ...ctx, now: () => at }
}

describe('a tracked run', () => {
  it('is recorded as the run that it is', async () => {
    const { number } = await started('recorded')
    expect((await acme.events()).at(-1)).toMatchObject({
      action: 'run.create',
      outcome: 'done',
      subject: { kind: 'run', uri: `run://default/${number}` },
      before: null,
      after: { run: number, experiment: 0, name: 'recorded' },
    })
  })

  it('is given up after a day, takes reports even then, and tells how it ended', async () => {
    const { ref, number } = await started()
    await expireRuns(later(23))
    expect(await getTrackedRun(acme.as('reader'), ref)).toMatchObject({ status: 'RUNNING' })
    await expireRuns(later(25))
    const endTime = expect.any(Number)
    expect(await getTrackedRun(acme.as('reader'), ref)).toMatchObject({ status: 'FAILED', endTime })
    const page = { org: acme.slug, project, run: number }
    const given = await getRun(acme.as('reader'), page)
    expect(given.state).toBe('error')
    expect(given.alerts[0]?.message).toMatch(/^Nothing was heard of the run for 24 hours/)

    const mine = acme.as('contributor')
    const metrics = [{ key: 'loss', value: 1, time: 1 }]
    await reportRun(mine, { ...ref, metrics, params: [{ key: 'lr', value: '0.1' }] })
    await updateTrackedRun(mine, { ...ref, status: 'FINISHED' })
    expect(await getRun(acme.as('reader'), page)).toMatchObject({
      state: 'completed',
      alerts: [],
      params: { lr: 0.1 },
      summary: { loss: 1 },
    })
  })

  it('lasts from the last report on', async () => {
    const { ref } = await started()
    const inTenHours = { ...acme.as('contributor'), now: later(10).now }
    await reportRun(inTenHours, { ...ref, tags: [{ key: 'a', value: 'b' }] })
    await expireRuns(later(26))
    expect(await getTrackedRun(acme.as('reader'), ref)).toMatchObject({ status: 'RUNNING' })
  })

  it('copies what it reported into its versions when it ends, and not after', async () => {
    const mine = acme.as('contributor')
    const { ref, number } = await started()
    await createModel(mine, { org: acme.slug, name: 'tracked', slug: 'tracked' })
    const place = { org: acme.slug, model: 'tracked' }
    await registerVersion(mine, { ...place, run: `run://default/${number}` })
    await reportRun(mine, {
      ...ref,
      metrics: [{ key: 'acc', value: 0.5, time: 1 }],
      params: [{ key: 'depth', value: '3' }],
    })
    const version = () => getVersion(acme.as('reader'), { ...place, version: 1 })
    expect((await version()).metrics).toEqual({})
    await updateTrackedRun(mine, { ...ref, status: 'FINISHED' })
    expect((await acme.events()).at(-1)).toMatchObject({
      action: 'run.finish',
      before: { state: 'running' },
      after: { state: 'completed', updated: ['model://tracked/v1'] },
    })
    expect(await version()).toMatchObject({ metrics: { acc: 0.5 }, params: { depth: 3 } })
    await reportRun(mine, { ...ref, metrics: [{ key: 'acc', value: 0.9, time: 2, step: 1 }] })
    expect((await version()).metrics).toEqual({ acc: 0.5 })
  })

  it('ends once, however often that is said at the same time', async () => {
    const { ref, id } = await started()
    const ending = Array.from({ length: 10 }, () =>
      updateTrackedRun(acme.as('contributor'), { ...ref, status: 'FAILED' }),
    )
    const told = await Promise.all(ending)
    expect(told.map(({ status }) => status)).toEqual(told.map(() => 'FAILED'))
    const events = (await acme.events()).filter(({ subject }) => subject.id === id)
    expect(events.map(({ action }) => action)).toEqual(['run.create', 'run.finish'])
  })

  it('is not made in an experiment or project that is not there', async () => {
    const mine = acme.as('contributor')
    const before = await acme.events()
    for (const place of [
      { project, experiment: 77 },
      { project: 'nowhere', experiment: 0 },
    ])
      await expect(createTrackedRun(mine, { org: acme.slug, ...place })).rejects.toMatchObject({
        kind: 'not_found',
      })
    expect(await acme.events()).toEqual(before)
  })

  it('is not deleted by another person, which is recorded', async () => {
    const { ref, id } = await started()
    await expect(deleteTrackedRun(acme.as('admin'), ref)).rejects.toMatchObject({
      kind: 'forbidden',
    })
    const last = (await acme.events()).at(-1)
    expect([last?.action, last?.outcome, last?.subject.id]).toEqual(['run.delete', 'refused', id])
  })

  it('keeps its page when it is deleted', async () => {
    const { ref, number } = await started()
    await deleteTrackedRun(acme.as('contributor'), ref)
    const page = { org: acme.slug, project, run: number }
    expect(await getRun(acme.as('reader'), page)).toMatchObject({ run: number })
  })
})

describe('an experiment that is deleted while its run is restored', () => {
  it('takes the run with it, also when the restoring began first', async () => {
    const mine = acme.as('contributor')
    const { experiment } = await createExperiment(mine, { org: acme.slug, project, name: 'ending' })
    const { id } = await createTrackedRun(mine, { org: acme.slug, project, experiment })
    const ref = { org: acme.slug, project, run: hexOf(id) }
    await deleteTrackedRun(mine, ref)
    const others = connect(hub.ownerUrl, { max: 2 })
    const holder = await others.connect()
    try {
      const waiting = async (count: number) => {
        const sql = `select 1 from pg_locks l join pg_stat_activity a using (pid)
          where a.datname = current_database() and not l.granted`
        await vi.waitUntil(async () => (await others.query(sql)).rowCount === count, 10_000)
      }
      await holder.query('begin')
      await holder.query('select 1 from runs where id = $1 for update', [id])
      const restoring = restoreTrackedRun(mine, ref)
      await waiting(1)
      const deleting = deleteExperiment(acme.as('maintainer'), {
        ...{ org: acme.slug, project, experiment },
      })
      await Promise.race([deleting, waiting(2)])
      await holder.query('commit')
      await Promise.allSettled([restoring, deleting])
    } finally {
      holder.release()
      await others.end()
    }
    expect(await getTrackedRun(mine, ref)).toMatchObject({ isDeleted: true })
  })
})

describe('many tracked runs', () => {
  it('are read in the order that was asked for, by one query', async () => {
    const ids = []
    for (const name of ['a', 'b', 'c']) ids.push((await started(name)).id)
    const asked = ids.toReversed()
    const read = hub.database.read
    let loaded: Awaited<ReturnType<typeof loadTrackedRuns>> = []
    const queries = await queriesOf(async () => {
      loaded = await loadTrackedRuns(read, asked)
    })
    expect([queries, loaded.map(({ name }) => name)]).toEqual([1, ['c', 'b', 'a']])
    expect(await loadTrackedRuns(read, [])).toEqual([])
  })
})
