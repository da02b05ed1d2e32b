import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Ctx } from '../actor'
import { systemContext } from '../context'
import { arrival, type TestHub, type TestOrganization, testHub } from '../testing/hub'
import { createRun } from './create'
import { expireRuns } from './expire'
import { finishRun } from './finish'
import { logMetrics } from './metrics'
import { getProgress, setStatus } from './progress'
import { getRun } from './queries'
import { stopRun } from './stop'
import { projectOf } from './testing'
import { updateRun } from './update'

let hub: TestHub
let acme: TestOrganization
const start = Date.UTC(2026, 2, 3, 12)

beforeAll(async () => {
  hub = await testHub()
  acme = await hub.organization()
  await projectOf(acme.as('contributor'), acme.slug, 'jobs')
})
afterAll(() => hub.close())

const later = (ctx: Ctx, minutes: number): Ctx => ({
  ...ctx,
  now: () => new Date(start + minutes * 60_000),
})
const ana = (minutes = 0) => later(acme.as('contributor'), minutes)
const mia = (minutes = 0) => later(acme.as('maintainer'), minutes)
const worker = (minutes: number) =>
  later(systemContext('worker', { ...arrival(), via: 'worker' }), minutes)
const eventsOf = async (run: number) =>
  (await acme.events()).filter(({ subject }) => subject.uri === `run://jobs/${run}`)

async function started() {
  const { run } = await createRun(ana(), { org: acme.slug, project: 'jobs' })
  return { org: acme.slug, project: 'jobs', run }
}

describe('asking a run to stop', () => {
  it('tells whoever runs it, says who wanted it and why, and leaves the end to the runner', async () => {
    const ref = await started()
    expect(await getProgress(ana(), ref)).toMatchObject({ state: 'running', stopRequested: false })
    const asked = await stopRun(mia(1), { ...ref, note: 'The loss is NaN.' })
    expect(asked).toMatchObject({ state: 'running', stopRequested: true })
    expect(await getProgress(ana(), ref)).toMatchObject({ state: 'running', stopRequested: true })
    expect(await getRun(ana(), ref)).toMatchObject({
      stopRequested: true,
      stop: { by: { name: 'Mia' }, at: '2026-03-03T12:01:00.000Z' },
      finishedAt: null,
    })
    await finishRun(ana(1), { ...ref, state: 'stopped' })
    expect(await getProgress(ana(), ref)).toMatchObject({ state: 'stopped' })
    expect((await eventsOf(ref.run)).slice(1)).toMatchObject([
      {
        action: 'run.stop',
        note: 'The loss is NaN.',
        before: { state: 'running', stopRequested: false },
        after: { state: 'running', stopRequested: true },
      },
      { action: 'run.finish', after: { state: 'stopped' } },
    ])
  })

  it('is a conflict when it was asked or has ended', async () => {
    const ref = await started()
    await stopRun(mia(), ref)
    await expect(stopRun(ana(), ref)).rejects.toMatchObject({ code: 'stop_requested' })
    await finishRun(ana(), { ...ref, state: 'completed' })
    await expect(stopRun(ana(), ref)).rejects.toMatchObject({ code: 'run_finished' })
  })

  it('is not for readers, and that is recorded', async () => {
    const ref = await started()
    await expect(stopRun(acme.as('reader'), ref)).rejects.toMatchObject({ kind: 'forbidden' })
    expect((await eventsOf(ref.run)).at(-1)).toMatchObject({
      action: 'run.stop',
      outcome: 'refused',
    })
    expect(await getProgress(ana(), ref)).toMatchObject({ stopRequested: false })
  })

  it('refuses a reason that is no reason of reasonable length', async () => {
    const ref = await started()
    await expect(stopRun(ana(), { ...ref, note: 'x'.repeat(10_001) })).rejects.toMatchObject({
      kind: 'invalid',
    })
    expect(await getProgress(ana(), ref)).toMatchObject({ stopRequested: false })
  })

  it('ends a run at once of which nothing was heard for 2 minutes', async () => {
    const ref = await started()
    expect(await stopRun(mia(3), ref)).toMatchObject({ state: 'stopped', stopRequested: true })
    expect(await getRun(ana(), ref)).toMatchObject({
      state: 'stopped',
      finishedAt: '2026-03-03T12:03:00.000Z',
      alerts: [{ code: 'no_answer' }],
    })
    // A runner that comes back is not at odds with it.
    expect(await finishRun(ana(4), { ...ref, state: 'stopped' })).toMatchObject({
      alerts: [{ code: 'no_answer' }],
    })
  })

  it('and its finish at the same moment come one after the other', async () => {
    for (let round = 0; round < 5; round++) {
      const ref = await started()
      const [, finished] = await Promise.allSettled([
        stopRun(mia(), ref),
        finishRun(ana(), { ...ref, state: 'completed' }),
      ])
      expect(finished.status).toBe('fulfilled')
      expect(await getProgress(ana(), ref)).toMatchObject({ state: 'completed' })
    }
  })
})

describe('a run that was asked to stop and does not answer', () => {
  it('is stopped by the hub after 2 minutes, where another is left alone', async () => {
    const [asked, other] = [await started(), await started()]
    await stopRun(mia(1), asked)
    await logMetrics(ana(2), { ...asked, events: [] })
    await expireRuns(worker(3.9))
    expect(await getProgress(ana(), asked)).toMatchObject({ state: 'running' })
    await expireRuns(worker(4.1))
    expect(await getProgress(ana(), asked)).toMatchObject({ state: 'stopped' })
    expect(await getProgress(ana(), other)).toMatchObject({ state: 'running' })
    expect((await eventsOf(asked.run)).at(-1)).toMatchObject({
      action: 'run.finish',
      via: 'worker',
      after: { state: 'stopped', alerts: ['no_answer'] },
    })
  })
})

describe('what a job says it is doing', () => {
  it('is shown, is taken back by an empty text, and counts as news', async () => {
    const ref = await started()
    await setStatus(ana(10), { ...ref, detail: 'epoch 3 of 10' })
    expect(await getProgress(ana(), ref)).toMatchObject({ statusDetail: 'epoch 3 of 10' })
    expect(await getRun(ana(), ref)).toMatchObject({ statusDetail: 'epoch 3 of 10' })
    await setStatus(ana(10), { ...ref, detail: '' })
    expect(await getProgress(ana(), ref)).toMatchObject({ statusDetail: null })
    await expireRuns(worker(20))
    expect(await getProgress(ana(), ref)).toMatchObject({ state: 'running' })
  })

  it('is only for the person whose run it is to say, while it runs', async () => {
    const ref = await started()
    await expect(setStatus(mia(), { ...ref, detail: 'x' })).rejects.toMatchObject({
      kind: 'forbidden',
    })
    await finishRun(ana(), { ...ref, state: 'completed' })
    await expect(setStatus(ana(), { ...ref, detail: 'x' })).rejects.toMatchObject({
      code: 'run_finished',
    })
  })
})

describe('the tags of a run', () => {
  it('are set by any contributor, also afterwards, and are on record', async () => {
    const ref = await started()
    await finishRun(ana(), { ...ref, state: 'completed' })
    const tagged = await updateRun(mia(), { ...ref, tags: ['baseline', 'wide', 'wide'] })
    expect(tagged.tags).toEqual(['baseline', 'wide'])
    expect((await getRun(ana(), ref)).tags).toEqual(['baseline', 'wide'])
    expect((await eventsOf(ref.run)).at(-1)).toMatchObject({
      action: 'run.update',
      before: { tags: [] },
      after: { tags: ['baseline', 'wide'] },
    })
  })

  it('are not for readers to set, and a tag with a space is none', async () => {
    const ref = await started()
    const tags = ['x']
    await expect(updateRun(acme.as('reader'), { ...ref, tags })).rejects.toMatchObject({
      kind: 'forbidden',
    })
    expect((await eventsOf(ref.run)).at(-1)).toMatchObject({ outcome: 'refused' })
    await expect(updateRun(ana(), { ...ref, tags: ['two words'] })).rejects.toMatchObject({
      kind: 'invalid',
    })
    expect((await getRun(ana(), ref)).tags).toEqual([])
  })
})
