import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type TestHub, type TestOrganization, testHub } from '../testing/hub'
import { createRun } from './create'
import { exportMetrics } from './export'
import { logMetrics } from './metrics'
import { projectOf } from './testing'

let hub: TestHub
let acme: TestOrganization
const ana = () => acme.as('contributor')

beforeAll(async () => {
  hub = await testHub()
  acme = await hub.organization()
  await projectOf(ana(), acme.slug, 'jobs')
})
afterAll(() => hub.close())

async function started() {
  const { run } = await createRun(ana(), { org: acme.slug, project: 'jobs' })
  return { org: acme.slug, project: 'jobs', run }
}

async function told(
  ref: Awaited<ReturnType<typeof started>>,
  format: 'csv' | 'json',
  key?: string,
) {
  const { name, pieces } = await exportMetrics(acme.as('reader'), { ...ref, format, key })
  const read: string[] = []
  for await (const piece of pieces) read.push(piece)
  return { name, text: read.join('') }
}

const time = '2026-03-03T12:00:00.000Z'

describe('the metrics of a run as a file', () => {
  it('hold no formula for a spreadsheet, and numbers below zero as they are', async () => {
    const ref = await started()
    const values = { '=HYPERLINK("http://x")': '@SUM(1)', loss: -0.5, low: '-Infinity' }
    await logMetrics(ana(), { ...ref, events: [{ time, step: 1, values }] })
    expect((await told(ref, 'csv')).text.split('\r\n').slice(1, -1)).toEqual([
      `"'=HYPERLINK(""http://x"")",1,${time},'@SUM(1)`,
      `loss,1,${time},-0.5`,
      `low,1,${time},-Infinity`,
    ])
  })

  it('hold every value as it was reported', async () => {
    const ref = await started()
    const values = { loss: 0.5, 'a,"b"': 'NaN', note: 'line\nbreak', ok: true }
    const events = [
      { time, step: 1, values },
      { time, values: { loss: 0.25 } },
    ]
    await logMetrics(ana(), { ...ref, events })
    expect(await told(ref, 'csv')).toEqual({
      name: `jobs-${ref.run}-metrics.csv`,
      text: [
        'key,step,time,value',
        `"a,""b""",1,${time},NaN`,
        `loss,1,${time},0.5`,
        `loss,,${time},0.25`,
        `note,1,${time},"line\nbreak"`,
        `ok,1,${time},true`,
        '',
      ].join('\r\n'),
    })
    expect(JSON.parse((await told(ref, 'json')).text)).toEqual([
      { key: 'a,"b"', step: 1, time, value: 'NaN' },
      { key: 'loss', step: 1, time, value: 0.5 },
      { key: 'loss', step: null, time, value: 0.25 },
      { key: 'note', step: 1, time, value: 'line\nbreak' },
      { key: 'ok', step: 1, time, value: true },
    ])
    expect(JSON.parse((await told(ref, 'json', 'ok')).text)).toHaveLength(1)
  })

  it('hold no formula that a spreadsheet would take, and numbers as they are', async () => {
    const ref = await started()
    const values = { '=1+1': -0.5, word: '=HYPERLINK("https://h")', low: '-Infinity' }
    await logMetrics(ana(), { ...ref, events: [{ time, step: 1, values }] })
    expect((await told(ref, 'csv')).text.split('\r\n').slice(1)).toEqual([
      `'=1+1,1,${time},-0.5`,
      `low,1,${time},-Infinity`,
      `word,1,${time},"'=HYPERLINK(""https://h"")"`,
      '',
    ])
    expect((await told(ref, 'json', 'word')).text).toContain('"=HYPERLINK')
  })

  it('lose none of 25,000, and are empty where there are none', async () => {
    const ref = await started()
    expect((await told(ref, 'csv')).text).toBe('key,step,time,value\r\n')
    expect((await told(ref, 'json')).text).toBe('[]\n')
    await hub.database.write.execute(sql`
      insert into run_metrics (run_id, key, step, time, value)
      select r.id, 'k' || i % 3, i, ${time}, i from generate_series(1, 25000) i, runs r
      where r.number = ${ref.run} and r.organization_id = ${acme.id}`)
    const items = JSON.parse((await told(ref, 'json')).text) as { value: number }[]
    expect(new Set(items.map(({ value }) => value)).size).toBe(25_000)
  })
})
