import { readFileSync } from 'node:fs'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Ctx } from '../../actor'
import { updateModel } from '../../models/update'
import { system } from '../../system'
import { type TestHub, type TestOrganization, testHub } from '../../testing/hub'
import { modelOf, registered } from '../../testing/registry'
import { dayMs } from '../../time'
import { reportEvent, reportEvents } from './events'
import { forgetEvents } from './forget'
import { getOutsideData } from './outside-data'
import { listOutsideJobs } from './outside-jobs'
import { getOutsideRun } from './outside-run'

const fixture = (name: string): { [key: string]: unknown }[] =>
  JSON.parse(readFileSync(new URL(`./fixtures/${name}.json`, import.meta.url), 'utf8'))

let hub: TestHub
let acme: TestOrganization
let org: string
let rita: Ctx

beforeAll(async () => {
  hub = await testHub()
  acme = await hub.organization()
  org = acme.slug
  rita = acme.as('reader')
  const mia = acme.as('maintainer')
  await modelOf(mia, org, 'penguins')
  await registered(mia, org, { model: 'penguins' })
  for (const event of fixture('airflow-chain'))
    await reportEvent(acme.as('contributor'), org, event)
  await reportEvents(acme.as('contributor'), org, [...fixture('spark'), ...fixture('odd')])
})
afterAll(() => hub.close())

const runOf = async (name: string) => {
  const { items } = await listOutsideJobs(rita, { org, q: name })
  const id = items.find((job) => job.name === name)?.latest?.id
  if (!id) throw new Error(`No run of ${name} was heard of.`)
  return getOutsideRun(rita, { org, id })
}

describe('jobs of other systems', () => {
  it('are found by words, with the run heard of last, page by page', async () => {
    const { items } = await listOutsideJobs(rita, { org, q: 'airflow penguins score' })
    expect(items).toEqual([
      expect.objectContaining({
        name: 'penguins_daily.score',
        latest: expect.objectContaining({ state: 'error' }),
      }),
    ])
    const names: string[] = []
    for (let cursor: string | undefined; ; ) {
      const next = await listOutsideJobs(rita, { org, limit: 3, cursor })
      names.push(...next.items.map(({ name }) => name))
      if (!next.nextCursor) break
      cursor = next.nextCursor
    }
    const all = await listOutsideJobs(rita, { org, limit: 500 })
    expect(names).toEqual(all.items.map(({ name }) => name))
    expect(new Set(names).size).toBe(names.length)
    expect((await listOutsideJobs(rita, { org, q: '100%_' })).items).toEqual([])
  })
})

describe('a run of another system', () => {
  it('is told with what it took and made, its parameters and its metrics', async () => {
    const run = await runOf('penguins_daily.train')
    expect(run).toMatchObject({
      state: 'completed',
      startedAt: '2026-03-04T00:02:05.123Z',
      endedAt: '2026-03-04T00:09:00.123Z',
      engine: 'Airflow 2.10.4',
      job: { namespace: 'prod-airflow', type: 'AIRFLOW TASK', owners: ['ana'] },
      parent: { name: 'penguins_daily', id: expect.any(String) },
      inputs: [{ uri: 's3://zoo-features/penguins/train.parquet', external: true }],
      outputs: [{ uri: 'model://penguins/v1', kind: 'version', external: false }],
      params: { learning_rate: '0.05', trees: '300', db_password: '(hidden)' },
      metrics: [{ of: null, values: { accuracy: 0.981, log_loss: 0.071 } }],
    })
    expect(run.events.map(({ type }) => type)).toEqual(['COMPLETE', 'RUNNING', 'START'])
    expect(JSON.stringify(run)).not.toContain('hunter2')
  })

  it('has the runs that are parts of it, and what went wrong', async () => {
    const dag = await runOf('penguins_daily')
    expect(dag.children.map(({ name, state }) => `${name} ${state}`).sort()).toEqual([
      'penguins_daily.features completed',
      'penguins_daily.load completed',
      'penguins_daily.score error',
      'penguins_daily.train completed',
    ])
    const { failure } = await runOf('penguins_daily.score')
    expect(failure?.message).toContain('does not exist')
  })

  it('does not tell of a version that the reader does not see', async () => {
    const change = { org, model: 'penguins' } as const
    await updateModel(acme.as('admin'), { ...change, accessMode: 'restricted' })
    const run = await runOf('penguins_daily.train')
    expect(run.outputs).toEqual([])
    expect(JSON.stringify(run)).not.toContain('model://')
    expect(run.events).toHaveLength(3)
    await updateModel(acme.as('admin'), { ...change, accessMode: 'organization' })
  })

  it('is not there for another organization, nor under an id of something else', async () => {
    const { id } = await runOf('penguins_daily.train')
    const other = await hub.organization()
    const asked = { org: other.slug, id }
    await expect(getOutsideRun(other.as('admin'), asked)).rejects.toMatchObject({
      kind: 'not_found',
    })
    await expect(getOutsideRun(rita, asked)).rejects.toMatchObject({ kind: 'not_found' })
    await expect(getOutsideData(rita, { org, id })).rejects.toMatchObject({ kind: 'not_found' })
  })
})

describe('outside data', () => {
  it('is told with its columns, other names, and who made and used it', async () => {
    const { outputs } = await runOf('penguins_daily.load')
    const table = await getOutsideData(rita, { org, id: outputs[0]?.id ?? '' })
    expect(table).toMatchObject({
      uri: 'postgres://warehouse:5432/zoo.public.penguins',
      isFile: false,
      fields: [{ name: 'species', type: 'VARCHAR' }, { name: 'bill_length_mm' }],
      madeBy: [{ name: 'penguins_daily.load' }],
    })
    expect(table.usedBy.map(({ name }) => name).sort()).toEqual([
      'penguins_daily.features',
      'penguins_daily.score',
    ])
    const { inputs } = await runOf('penguins_daily.train')
    const file = await getOutsideData(rita, { org, id: inputs[0]?.id ?? '' })
    expect(file.aliases).toEqual([
      { uri: 'hive://metastore:9083/zoo.penguin_features', id: expect.any(String) },
    ])
  })

  it('leads to its other versions', async () => {
    const of = (version: string) => ({
      namespace: 's3://lake',
      name: 'rows_v%.csv',
      facets: { version: { datasetVersion: version } },
    })
    const job = { namespace: 'jobs', name: 'copy' }
    const run = { runId: 'copy-1' }
    await reportEvent(acme.as('contributor'), org, {
      job,
      run,
      inputs: [of('1')],
      outputs: [of('2')],
    })
    const { inputs } = await runOf('copy')
    const data = await getOutsideData(rita, { org, id: inputs[0]?.id ?? '' })
    expect(data.version).toBe('1')
    expect(data.versions).toEqual([{ id: expect.any(String), version: '2' }])
  })
})

describe('events', () => {
  it('are forgotten after their time; what they told of stays', async () => {
    await system((tx) =>
      tx.execute(sql`update lineage_events set received_at = received_at - interval '91 days'
        where body ->> 'eventType' = 'START'`),
    )
    expect(await forgetEvents(rita)).toBeGreaterThan(3)
    const run = await runOf('penguins_daily.train')
    expect(run.events.map(({ type }) => type)).toEqual(['COMPLETE', 'RUNNING'])
    expect(run.startedAt).not.toBeNull()
    const later = { ...rita, now: () => new Date(Date.now() + 91 * dayMs) }
    await forgetEvents(later)
    expect((await runOf('penguins_daily.train')).events).toEqual([])
    expect(await forgetEvents(later)).toBe(0)
  })
})
