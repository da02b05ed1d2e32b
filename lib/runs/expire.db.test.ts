import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Ctx } from '../actor'
import { systemContext } from '../context'
import { arrival, type TestHub, type TestOrganization, testHub } from '../testing/hub'
import { createRun } from './create'
import { expireRuns } from './expire'
import { finishRun } from './finish'
import { appendLog } from './log'
import { logMetrics } from './metrics'
import { getRun } from './queries'
import { projectOf } from './testing'

let hub: TestHub
let acme: TestOrganization
const minute = 60_000
const start = Date.UTC(2026, 2, 3, 12)

beforeAll(async () => {
  hub = await testHub()
  acme = await hub.organization()
  await projectOf(acme.as('contributor'), acme.slug, 'jobs')
})
afterAll(() => hub.close())

const later = (ctx: Ctx, minutes: number): Ctx => ({
  ...ctx,
  now: () => new Date(start + minutes * minute),
})
const ana = (minutes = 0) => later(acme.as('contributor'), minutes)
const worker = (minutes: number) =>
  later(systemContext('worker', { ...arrival(), via: 'worker' }), minutes)

async function started() {
  const { run } = await createRun(ana(), { org: acme.slug, project: 'jobs' })
  return { org: acme.slug, project: 'jobs', run }
}

describe('a run that falls silent', () => {
  it('is marked as failed by the hub after 15 minutes, with an alert and an event', async () => {
    const ref = await started()
    expect(await expireRuns(worker(15))).toBe(0)
    expect(await expireRuns(worker(16))).toBe(1)
    expect(await getRun(ana(), ref)).toMatchObject({
      state: 'error',
      finishedAt: '2026-03-03T12:16:00.000Z',
      alerts: [{ code: 'no_heartbeat', message: expect.stringContaining('2026-03-03T12:00:00') }],
    })
    const uri = `run://jobs/${ref.run}`
    const events = (await acme.events()).filter(({ subject }) => subject.uri === uri)
    expect(events.at(-1)).toMatchObject({
      action: 'run.finish',
      actor: { id: null, kind: 'system' },
      via: 'worker',
      before: { state: 'running' },
      after: { state: 'error', alerts: ['no_heartbeat'] },
    })
    expect(await expireRuns(worker(60))).toBe(0)
  })

  it('lives on while it says anything at all', async () => {
    const ref = await started()
    await logMetrics(ana(10), { ...ref, events: [] })
    expect(await expireRuns(worker(24))).toBe(0)
    expect((await getRun(ana(), ref)).state).toBe('running')
    expect(await expireRuns(worker(26))).toBe(1)
  })

  it('is left alone once it has finished', async () => {
    const ref = await started()
    await finishRun(ana(1), { ...ref, state: 'completed' })
    expect(await expireRuns(worker(60))).toBe(0)
  })

  it('is handled in batches, the longest silent first', async () => {
    const refs = [await started(), await started(), await started()]
    await logMetrics(ana(1), { ...(refs[0] ?? (await started())), events: [] })
    expect(await expireRuns(worker(30), { limit: 2 })).toBe(2)
    const states = await Promise.all(refs.map(async (ref) => (await getRun(ana(), ref)).state))
    expect(states).toEqual(['running', 'error', 'error'])
    expect(await expireRuns(worker(30), { limit: 2 })).toBe(1)
  })

  it('may still be told of by whoever ran it, and then has the end that it really had', async () => {
    const ref = await started()
    await expireRuns(worker(16))
    const events = [{ time: new Date(start).toISOString(), values: { loss: 1 } }]
    await logMetrics(ana(60), { ...ref, events })
    const bytes = Buffer.from('late\n')
    expect(await appendLog(ana(60), { ...ref, offset: 0, bytes })).toEqual({ size: 5 })
    expect(await expireRuns(worker(90))).toBe(0)
    await finishRun(ana(61), { ...ref, state: 'completed', exitCode: 0 })
    expect(await getRun(ana(), ref)).toMatchObject({
      state: 'completed',
      summary: { loss: 1 },
      alerts: [],
      finishedAt: '2026-03-03T13:01:00.000Z',
    })
    expect((await acme.events()).at(-1)).toMatchObject({
      action: 'run.finish',
      before: { state: 'error' },
      after: { state: 'completed' },
    })
    await expect(logMetrics(ana(62), { ...ref, events })).rejects.toMatchObject({
      code: 'run_finished',
    })
  })
})
