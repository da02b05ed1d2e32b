import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type TestHub, type TestOrganization, testHub } from '../testing/hub'
import { sha256, uploaded } from '../testing/registry'
import { createRun } from './create'
import { finishRun } from './finish'
import { appendLog, readLog } from './log'
import { logMetrics } from './metrics'
import { getOutput, recordOutput } from './outputs'
import { getRun } from './queries'
import { getSeries } from './series'
import { projectOf } from './testing'

let hub: TestHub
let acme: TestOrganization
const ana = () => acme.as('contributor')
const at = (second: number) => new Date(Date.UTC(2026, 2, 3, 12, 0, second)).toISOString()

beforeAll(async () => {
  hub = await testHub()
  acme = await hub.organization()
  await projectOf(ana(), acme.slug, 'jobs')
})
afterAll(() => hub.close())

async function started() {
  const { run, inputs } = await createRun(ana(), { org: acme.slug, project: 'jobs' })
  const ref = { org: acme.slug, project: 'jobs', run }
  const seriesOf = async (key?: string) => (await getSeries(ana(), { ...ref, key })).series
  return { ref, inputs, seriesOf, read: () => getRun(ana(), ref) }
}

type Values = Record<string, number | string | boolean>
const event = (step: number | null, values: Values) => ({ time: at(step ?? 0), step, values })

describe('logging metrics', () => {
  it('keeps every value in order and the latest of each as the summary, without an event', async () => {
    const { ref, seriesOf, read } = await started()
    const before = (await acme.events()).length
    await logMetrics(ana(), { ...ref, events: [event(1, { loss: 0.9, acc: 0.5 })] })
    await logMetrics(ana(), {
      ...ref,
      events: [event(2, { loss: 0.5 }), event(3, { loss: 0.25 }), event(2, { loss: 0.4 })],
    })
    expect(await seriesOf('loss')).toEqual([
      {
        key: 'loss',
        total: 4,
        notFinite: 0,
        points: [
          { step: 1, time: at(1), value: 0.9 },
          { step: 2, time: at(2), value: 0.5 },
          { step: 3, time: at(3), value: 0.25 },
          { step: 2, time: at(2), value: 0.4 },
        ],
      },
    ])
    expect((await read()).summary).toEqual({ acc: 0.5, loss: 0.4 })
    expect(await acme.events()).toHaveLength(before)
  })

  it('takes NaN and the infinities as values, and words and truth values beside them', async () => {
    const { ref, seriesOf, read } = await started()
    const values = { a: 'NaN', b: 'Infinity', c: '-Infinity', d: true, e: 'overfit', f: -0.5e-9 }
    await logMetrics(ana(), { ...ref, events: [event(null, values)] })
    expect((await read()).summary).toEqual({ ...values })
    expect(await seriesOf()).toEqual(
      ['a', 'b', 'c', 'f'].map((key) => ({
        key,
        total: 1,
        notFinite: key === 'f' ? 0 : 1,
        points: [{ step: null, time: at(0), value: values[key as 'a'] }],
      })),
    )
  })

  it('takes values once, however often they are sent after the same others', async () => {
    const { ref, seriesOf } = await started()
    const first = { ...ref, after: 0, events: [event(1, { loss: 3, acc: 0 })] }
    const second = { ...ref, after: 2, events: [event(2, { loss: 2, acc: 1 })] }
    await Promise.all([logMetrics(ana(), first), logMetrics(ana(), first)])
    await logMetrics(ana(), second)
    await logMetrics(ana(), second)
    expect((await seriesOf('loss'))[0]?.points.map(({ value }) => value)).toEqual([3, 2])
    const gap = { ...ref, after: 5, events: [event(3, { loss: 1 })] }
    await expect(logMetrics(ana(), gap)).rejects.toMatchObject({
      kind: 'conflict',
      details: { expected: 4 },
    })
    await expect(logMetrics(ana(), { ...gap, after: 1 })).rejects.toMatchObject({
      details: { expected: 4 },
    })
  })

  it('takes 10,000 values in one call, and no more', async () => {
    const { ref, seriesOf } = await started()
    const values = Object.fromEntries(Array.from({ length: 10 }, (_, n) => [`k${n}`, n]))
    const events = Array.from({ length: 1000 }, (_, step) => event(step, values))
    await logMetrics(ana(), { ...ref, events })
    const series = await seriesOf()
    expect(series).toHaveLength(10)
    expect(series[9]?.points).toHaveLength(1000)
    const more = { ...values, extra: 1 }
    await expect(
      logMetrics(ana(), { ...ref, events: events.map((one) => ({ ...one, values: more })) }),
    ).rejects.toMatchObject({ kind: 'invalid', message: expect.stringContaining('11000 values') })
  })

  it('keeps 5 million values of a run, and no more', async () => {
    const { ref, seriesOf } = await started()
    await logMetrics(ana(), { ...ref, events: [event(1, { loss: 1, acc: 0 })] })
    // As though they had been logged over weeks.
    await hub.database.write.execute(sql`update run_summaries set points = 4999998
      where key = 'loss' and run_id = (select r.id from runs r join projects p on p.id = r.project_id
        where r.number = ${ref.run} and r.organization_id = ${acme.id} and p.slug = 'jobs')`)
    await logMetrics(ana(), { ...ref, events: [event(2, { loss: 2 })] })
    await expect(
      logMetrics(ana(), { ...ref, events: [event(3, { loss: 3 })] }),
    ).rejects.toMatchObject({
      kind: 'too_large',
      message: expect.stringContaining('at most 5 million values'),
    })
    expect((await seriesOf('loss'))[0]?.points).toHaveLength(2)
  })

  it('thins a long series to its ends and extremes', async () => {
    const { ref, seriesOf } = await started()
    for (let call = 0; call < 5; call++) {
      const events = Array.from({ length: 1000 }, (_, n) => {
        const step = call * 1000 + n
        return event(step, { loss: step === 2345 ? 99 : 1 / (step + 1) })
      })
      await logMetrics(ana(), { ...ref, events })
    }
    const [loss] = await seriesOf('loss')
    const points = loss?.points ?? []
    expect(points.length).toBeGreaterThan(1000)
    expect(points.length).toBeLessThanOrEqual(2000)
    expect(points[0]?.step).toBe(0)
    expect(points.at(-1)?.step).toBe(4999)
    expect(points.find(({ value }) => value === 99)?.step).toBe(2345)
    const steps = points.map(({ step }) => step ?? 0)
    expect(steps).toEqual([...steps].sort((a, b) => a - b))
    expect([loss?.total, loss?.notFinite]).toEqual([5000, 0])
    const few = await getSeries(ana(), { ...ref, points: 50, x: 'time' })
    expect(few.series[0]?.points.length).toBeLessThanOrEqual(50)
    expect(few.series[0]?.points.some(({ value }) => value === 99)).toBe(true)
  })

  it('counts what is no finite number in a long series, and draws a line without it', async () => {
    const { ref, seriesOf } = await started()
    for (let call = 0; call < 3; call++) {
      const events = Array.from({ length: 1000 }, (_, n) => {
        const step = call * 1000 + n
        return event(step, { loss: step % 100 === 0 ? 'NaN' : step === 1501 ? -7 : 1 })
      })
      await logMetrics(ana(), { ...ref, events })
    }
    const [loss] = await seriesOf('loss')
    expect([loss?.total, loss?.notFinite]).toEqual([3000, 30])
    expect(loss?.points.every(({ value }) => typeof value === 'number')).toBe(true)
    expect(loss?.points.some(({ value }) => value === -7)).toBe(true)
  })

  it('keeps the summary right when calls arrive at once', async () => {
    const { ref, seriesOf, read } = await started()
    await Promise.all(
      Array.from({ length: 10 }, (_, n) =>
        logMetrics(ana(), { ...ref, events: [event(n, { loss: n })] }),
      ),
    )
    const [loss] = await seriesOf('loss')
    expect(loss?.points).toHaveLength(10)
    expect((await read()).summary.loss).toBe(loss?.points.at(-1)?.value)
  })

  it('refuses what is no metric', async () => {
    const { ref } = await started()
    for (const wrong of [
      [{ time: 'yesterday', values: { a: 1 } }],
      [{ time: at(0), values: { a: [1] } }],
      [{ time: at(0), values: { '': 1 } }],
      [{ time: at(0), values: { a: '\0' } }],
      [{ time: at(0), values: { a: 'x'.repeat(1001) } }],
      [{ time: at(0), values: { '\ud800': 1 } }],
      [{ time: at(0), step: Number.NaN, values: { a: 1 } }],
    ])
      await expect(
        logMetrics(ana(), { ...ref, events: wrong as ReturnType<typeof event>[] }),
      ).rejects.toMatchObject({ kind: 'invalid' })
  })

  it('refuses a finished run, a reader and another organization', async () => {
    const { ref } = await started()
    const events = [event(1, { loss: 1 })]
    await expect(logMetrics(acme.as('reader'), { ...ref, events })).rejects.toMatchObject({
      kind: 'forbidden',
    })
    const globex = await hub.organization()
    await expect(logMetrics(globex.as('admin'), { ...ref, events })).rejects.toMatchObject({
      kind: 'not_found',
    })
    await finishRun(ana(), { ...ref, state: 'completed' })
    await expect(logMetrics(ana(), { ...ref, events })).rejects.toMatchObject({
      kind: 'conflict',
      message: expect.stringContaining('has finished'),
    })
    await expect(logMetrics(ana(), { ...ref, events: [] })).rejects.toMatchObject({
      kind: 'conflict',
    })
  })
})

describe('the log', () => {
  const bytes = (text: string) => Buffer.from(text)

  async function textOf(ref: { org: string; project: string; run: number }, range = {}) {
    const log = await readLog(ana(), ref)
    const chunks: Buffer[] = []
    for await (const chunk of log.read(range)) chunks.push(chunk)
    return Buffer.concat(chunks).toString()
  }

  it('grows at its end and reads back by range, across pieces', async () => {
    const { ref, read } = await started()
    await appendLog(ana(), { ...ref, offset: 0, bytes: bytes('hello ') })
    await appendLog(ana(), { ...ref, offset: 6, bytes: bytes('wörld\n') })
    expect((await read()).logBytes).toBe(13)
    expect(await textOf(ref)).toBe('hello wörld\n')
    expect(await textOf(ref, { start: 4, end: 7 })).toBe('o w')
    expect(await textOf(ref, { start: 12 })).toBe('\n')
    expect(await textOf(ref, { start: 13 })).toBe('')
  })

  it('takes the same bytes again, also with more behind them', async () => {
    const { ref } = await started()
    await appendLog(ana(), { ...ref, offset: 0, bytes: bytes('abc') })
    await appendLog(ana(), { ...ref, offset: 0, bytes: bytes('abc') })
    await appendLog(ana(), { ...ref, offset: 3, bytes: bytes('def') })
    await appendLog(ana(), { ...ref, offset: 1, bytes: bytes('bcdefgh') })
    expect(await textOf(ref)).toBe('abcdefgh')
  })

  it('refuses a gap and other bytes in the same place, and says where to go on', async () => {
    const { ref } = await started()
    await appendLog(ana(), { ...ref, offset: 0, bytes: bytes('abc') })
    for (const wrong of [
      { offset: 4, bytes: bytes('x') },
      { offset: 1, bytes: bytes('xx') },
    ])
      await expect(appendLog(ana(), { ...ref, ...wrong })).rejects.toMatchObject({
        kind: 'conflict',
        details: { expected: 3 },
      })
    expect(await textOf(ref)).toBe('abc')
  })

  it('carries any bytes, and a log longer than one piece', async () => {
    const { ref } = await started()
    const mebibyte = Buffer.alloc(1024 * 1024, 0xfe)
    mebibyte[0] = 0
    for (const n of [0, 1, 2]) {
      const offset = n * mebibyte.length
      await appendLog(ana(), { ...ref, offset, bytes: mebibyte })
    }
    const log = await readLog(ana(), ref)
    const chunks: Buffer[] = []
    for await (const chunk of log.read()) chunks.push(chunk)
    expect(log.size).toBe(3 * mebibyte.length)
    expect(Buffer.concat(chunks).equals(Buffer.concat([mebibyte, mebibyte, mebibyte]))).toBe(true)
    await expect(
      appendLog(ana(), { ...ref, offset: log.size, bytes: Buffer.alloc(mebibyte.length + 1) }),
    ).rejects.toMatchObject({ kind: 'invalid', message: expect.stringContaining('1 MiB') })
  })

  it('is one log when the same piece arrives many times at once', async () => {
    const { ref } = await started()
    const piece = { ...ref, offset: 0, bytes: bytes('once') }
    await Promise.all(Array.from({ length: 8 }, () => appendLog(ana(), piece)))
    expect(await textOf(ref)).toBe('once')
  })

  it('takes nothing after the end of the run', async () => {
    const { ref } = await started()
    await finishRun(ana(), { ...ref, state: 'stopped' })
    await expect(
      appendLog(ana(), { ...ref, offset: 0, bytes: bytes('late') }),
    ).rejects.toMatchObject({ kind: 'conflict' })
  })
})

describe('outputs', () => {
  it('records a file once, however often it is told', async () => {
    const { ref, read } = await started()
    const digest = await uploaded(ana(), acme.slug, 'weights')
    const output = { ...ref, name: 'sub/model.bin', sha256: digest }
    const made = await recordOutput(ana(), output)
    expect(made).toEqual({
      name: 'sub/model.bin',
      size: 7,
      sha256: sha256('weights'),
      url: `/api/v1/${acme.slug}/projects/jobs/runs/${ref.run}/outputs/sub/model.bin`,
      uri: expect.stringMatching(/^datum:\/\/[0-9a-f-]{36}$/),
      properties: {},
    })
    expect(await recordOutput(ana(), output)).toEqual(made)
    expect((await read()).outputs).toEqual([made])
    expect(await getOutput(ana(), { ...ref, name: 'sub/model.bin' })).toEqual(made)
  })

  it('replaces other bytes by another file, unless a run has used them', async () => {
    const { ref, read } = await started()
    const record = async (content: string) =>
      recordOutput(ana(), {
        ...ref,
        name: 'a.txt',
        sha256: await uploaded(ana(), acme.slug, content),
      })
    const one = await record('one')
    const two = await record('two')
    expect(two.uri).not.toBe(one.uri)
    expect((await read()).outputs).toEqual([two])
    const inputs = [{ name: 'in', uri: two.uri }]
    await createRun(ana(), { org: acme.slug, project: 'jobs', inputs })
    await expect(record('three')).rejects.toMatchObject({
      kind: 'conflict',
      message: expect.stringContaining('input of another run'),
    })
  })

  it('does not buy bytes with a hash, and refuses names that leave the folder', async () => {
    const { ref } = await started()
    const globex = await hub.organization()
    const foreign = await uploaded(globex.as('contributor'), globex.slug, 'their secret')
    for (const digest of [foreign, sha256('never uploaded')])
      await expect(
        recordOutput(ana(), { ...ref, name: 'a.txt', sha256: digest }),
      ).rejects.toMatchObject({ kind: 'not_found' })
    const digest = await uploaded(ana(), acme.slug, 'mine')
    for (const name of ['../a', '/a', 'a//b', 'a\0'])
      await expect(recordOutput(ana(), { ...ref, name, sha256: digest })).rejects.toMatchObject({
        kind: 'invalid',
      })
  })

  it('takes nothing after the end of the run', async () => {
    const { ref } = await started()
    await finishRun(ana(), { ...ref, state: 'completed' })
    const digest = await uploaded(ana(), acme.slug, 'late')
    await expect(
      recordOutput(ana(), { ...ref, name: 'a.txt', sha256: digest }),
    ).rejects.toMatchObject({ kind: 'conflict' })
  })
})
