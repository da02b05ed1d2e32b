import { readFileSync } from 'node:fs'
import { asc, eq } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import {
  externalData,
  externalJobs,
  externalRuns,
  lineageEdges,
  lineageEvents,
} from '@/db/schema/tables'
import type { Ctx } from '../../actor'
import { createDataset } from '../../datasets/create'
import { registerDatasetVersion } from '../../datasets/register'
import { updateModel } from '../../models/update'
import { createProject } from '../../projects/create'
import { createRun } from '../../runs/create'
import { recordOutput } from '../../runs/outputs'
import { type TestHub, type TestOrganization, testHub } from '../../testing/hub'
import { modelOf, registered, uploaded } from '../../testing/registry'
import { reportEvent, reportEvents } from './events'

type Event = { [key: string]: unknown }

const fixture = (name: string): Event[] =>
  JSON.parse(readFileSync(new URL(`./fixtures/${name}.json`, import.meta.url), 'utf8'))
const airflow = fixture('airflow-chain')
const everything = [...airflow, ...fixture('spark'), ...fixture('dbt'), ...fixture('odd')]

let hub: TestHub
let acme: TestOrganization
let ana: Ctx

beforeAll(async () => {
  hub = await testHub()
})
beforeEach(async () => {
  acme = await hub.organization()
  ana = acme.as('contributor')
})
afterAll(() => hub.close())

const runId = '0190a1b2-0000-7000-8000-000000000001'
const complete = {
  eventType: 'COMPLETE',
  eventTime: '2026-03-04T05:00:00Z',
  producer: 'https://example.com/p',
  schemaURL: 'https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/RunEvent',
  run: { runId },
  job: { namespace: 'jobs', name: 'train' },
}
const lake = (name: string) => ({ namespace: 's3://lake', name })
const model = (name: string, version?: string) => ({
  namespace: 'model://any-host.example:3000',
  name,
  facets: version ? { version: { datasetVersion: version } } : {},
})

/** Everything that an organization keeps of outside, with words in place of ids and no time of arrival. */
async function graph(org = acme) {
  const db = hub.database.read
  const data = await db.select().from(externalData).where(eq(externalData.organizationId, org.id))
  const jobs = await db.select().from(externalJobs).where(eq(externalJobs.organizationId, org.id))
  const runs = await db.select().from(externalRuns).where(eq(externalRuns.organizationId, org.id))
  const edges = await db.select().from(lineageEdges).where(eq(lineageEdges.organizationId, org.id))
  const events = await db
    .select()
    .from(lineageEvents)
    .where(eq(lineageEvents.organizationId, org.id))
    .orderBy(asc(lineageEvents.digest))
  const jobOf = new Map(jobs.map(({ id, namespace, name }) => [id, `${namespace} ${name}`]))
  const words = new Map([
    ...data.map(({ id, uri }): [string, string] => [id, uri]),
    ...runs.map(({ id, jobId }): [string, string] => [id, jobOf.get(jobId) ?? '']),
  ])
  const word = (kind: string, id: string) => words.get(id) ?? kind
  return {
    data: data
      .map(({ uri, namespace, name, version, facets }) => ({
        uri,
        namespace,
        name,
        version,
        facets,
      }))
      .sort(by('uri')),
    jobs: jobs.map(({ namespace, name, facets }) => ({ namespace, name, facets })).sort(by('name')),
    runs: runs
      .map(({ runId, parentRunId, jobId, state, startedAt, endedAt, eventAt, facets }) => ({
        ...{
          runId,
          parentRunId,
          job: jobOf.get(jobId),
          state,
          startedAt,
          endedAt,
          eventAt,
          facets,
        },
      }))
      .sort(by('runId')),
    edges: edges
      .map(
        ({ fromKind, fromId, toKind, toId, role, quiet }) =>
          `${word(fromKind, fromId)} → ${word(toKind, toId)} ${role}${quiet ? ' quiet' : ''}`,
      )
      .sort(),
    events: events.map(({ digest, warnings, body, externalRunId }) => ({
      digest,
      warnings,
      body,
      run: word('', externalRunId ?? ''),
    })),
  }
}

const by = (name: string) => (one: { [key: string]: unknown }, other: { [key: string]: unknown }) =>
  String(one[name]) < String(other[name]) ? -1 : 1

/** The same shuffle for the same seed. */
function shuffled<T>(list: readonly T[], seed: number): T[] {
  let state = seed
  const next = () => {
    state = (state * 1103515245 + 12345) % 2147483648
    return state
  }
  return list
    .map((item) => ({ item, at: next() }))
    .sort((one, other) => one.at - other.at)
    .map(({ item }) => item)
}

async function penguins(org: TestOrganization) {
  const mia = org.as('maintainer')
  await modelOf(mia, org.slug, 'penguins')
  return registered(mia, org.slug, { model: 'penguins' })
}

describe('a chain of Airflow', () => {
  it('leads from raw data to a version of ours, task by task', async () => {
    await penguins(acme)
    for (const event of airflow) await reportEvent(ana, acme.slug, event)
    const { edges, runs } = await graph()
    const task = (name: string) => `prod-airflow penguins_daily.${name}`
    const table = 'postgres://warehouse:5432/zoo.public.penguins'
    const features = 's3://zoo-features/penguins/train.parquet'
    expect(edges).toEqual(
      [
        `s3://zoo-raw/penguins/2026-03-03.csv → ${task('load')} input`,
        `${task('load')} → ${table} output`,
        `${table} → ${task('features')} input`,
        `${task('features')} → ${features} output`,
        `${features} → ${task('train')} input`,
        `${task('train')} → version output`,
        `version → ${task('score')} input`,
        `${table} → ${task('score')} input`,
        `${task('score')} → postgres://warehouse:5432/zoo.public.penguin_scores output`,
      ].sort(),
    )
    expect(runs.map(({ job, state }) => `${job} ${state}`)).toEqual([
      'prod-airflow penguins_daily error',
      `${task('load')} completed`,
      `${task('features')} completed`,
      `${task('train')} completed`,
      `${task('score')} error`,
    ])
    expect(new Set(runs.slice(1).map(({ parentRunId }) => parentRunId))).toEqual(
      new Set([runs[0]?.runId]),
    )
  })
})

describe('events', () => {
  it('make the same graph in any order, however often, one by one or in a batch', async () => {
    const told = async (play: (org: string, ctx: Ctx) => Promise<unknown>) => {
      const org = await hub.organization()
      await penguins(org)
      await play(org.slug, org.as('contributor'))
      return graph(org)
    }
    const expected = await told(async (org, ctx) => {
      for (const event of everything) await reportEvent(ctx, org, event)
    })
    expect(expected.events).toHaveLength(everything.length)
    for (const seed of [1, 2, 3]) {
      const order = shuffled([...everything, ...everything], seed)
      const found = await told(async (org, ctx) => {
        for (const event of order) await reportEvent(ctx, org, event)
      })
      expect(found).toEqual(expected)
    }
    const batched = await told((org, ctx) => reportEvents(ctx, org, shuffled(everything, 4)))
    expect(batched).toEqual(expected)
    const atOnce = await told((org, ctx) =>
      Promise.all(
        shuffled([...everything, ...everything], 5).map((event) => reportEvent(ctx, org, event)),
      ),
    )
    expect(atOnce).toEqual(expected)
  })

  it('that came before change nothing and are answered alike', async () => {
    const event = { ...complete, schemaURL: undefined, outputs: [model('absent', 'v1')] }
    const first = await reportEvent(ana, acme.slug, event)
    const before = await graph()
    expect(first.warnings).toHaveLength(2)
    expect(await reportEvent(ana, acme.slug, event)).toEqual(first)
    expect(await reportEvents(ana, acme.slug, [event, event])).toMatchObject({ status: 'success' })
    expect(await graph()).toEqual(before)
  })

  it('never take data back with an empty list', async () => {
    await reportEvent(ana, acme.slug, { ...complete, outputs: [lake('a.csv')] })
    await reportEvent(ana, acme.slug, {
      ...complete,
      eventTime: '2026-03-04T06:00:00Z',
      outputs: [],
      inputs: [],
    })
    expect((await graph()).edges).toEqual(['jobs train → s3://lake/a.csv output'])
  })

  it('replace a facet as a whole, and take it back', async () => {
    const run = (facets: object) => ({ runId, facets })
    await reportEvent(ana, acme.slug, { ...complete, run: run({ a: { x: 1, y: 1 }, b: { z: 1 } }) })
    await reportEvent(ana, acme.slug, {
      ...complete,
      eventTime: '2026-03-04T06:00:00Z',
      run: run({ a: { x: 2 }, b: { _deleted: true } }),
    })
    const [kept] = (await graph()).runs
    expect(kept?.facets).toMatchObject({ a: { facet: { x: 2 } }, b: { facet: null } })
  })

  it('keep no secret anywhere', async () => {
    await reportEvents(ana, acme.slug, everything)
    expect(JSON.stringify(await graph())).not.toContain('hunter2')
  })

  it('that cannot be taken do not keep the rest of a batch out', async () => {
    const report = await reportEvents(ana, acme.slug, [{}, complete, 'x'])
    expect(report).toMatchObject({
      status: 'partial_success',
      summary: { received: 3, successful: 1, failed: 2, retriable: 0, non_retriable: 2 },
      failed_events: [{ index: 0 }, { index: 2 }],
    })
    expect((await graph()).runs).toHaveLength(1)
  })

  it('are refused without the right, on record', async () => {
    for (const ctx of [acme.as('reader'), await acme.token('contributor', { scopes: ['read'] })])
      await expect(reportEvent(ctx, acme.slug, complete)).rejects.toMatchObject({
        kind: 'forbidden',
      })
    await expect(reportEvents(acme.as('reader'), acme.slug, [{}])).rejects.toMatchObject({
      kind: 'forbidden',
    })
    const events = await acme.events()
    expect(events.map(({ action, outcome }) => `${action} ${outcome}`)).toEqual(
      Array(3).fill('lineage.report refused'),
    )
    expect((await graph()).events).toEqual([])
  })
})

describe('what is ours', () => {
  it('is linked by version, alias and data, whatever the host', async () => {
    const mia = acme.as('maintainer')
    await penguins(acme)
    await createDataset(mia, { org: acme.slug, slug: 'rows' })
    await registerDatasetVersion(mia, { org: acme.slug, dataset: 'rows', version: 'v1', files: [] })
    const { warnings } = await reportEvent(ana, acme.slug, {
      ...complete,
      inputs: [
        { namespace: 'dataset://any', name: 'rows', facets: { version: { datasetVersion: 'v1' } } },
      ],
      outputs: [model('penguins/newest'), { namespace: 'mlflow', name: 'model://penguins/v1' }],
    })
    expect(warnings).toEqual([])
    expect((await graph()).edges).toEqual([
      'dataset_version → jobs train input',
      'jobs train → version output',
    ])
  })

  it('is found among many names, of which some mean nothing', async () => {
    await penguins(acme)
    const mia = acme.as('maintainer')
    await modelOf(mia, acme.slug, 'cats')
    for (let made = 0; made < 3; made++) await registered(mia, acme.slug, { model: 'cats' })
    const named = ['cats', 'penguins', 'dogs'].flatMap((name) =>
      [1, 2, 3, 4].map((number) => model(name, `v${number}`)),
    )
    const { warnings } = await reportEvent(ana, acme.slug, { ...complete, inputs: named })
    expect(warnings).toHaveLength(8)
    const versions = (await graph()).edges.filter((edge) => edge.startsWith('version →'))
    expect(versions).toHaveLength(4)
  })

  it('is outside data where no version is named, or none is seen', async () => {
    await penguins(acme)
    const mia = acme.as('maintainer')
    await modelOf(mia, acme.slug, 'secret')
    await registered(mia, acme.slug, { model: 'secret' })
    await updateModel(acme.as('admin'), {
      org: acme.slug,
      model: 'secret',
      accessMode: 'restricted',
    })
    const outputs = [model('penguins'), model('penguins', 'v9'), model('secret', 'v1')]
    const { warnings } = await reportEvent(ana, acme.slug, { ...complete, outputs })
    expect(warnings).toHaveLength(3)
    expect((await graph()).edges).toEqual([
      'jobs train → model://any-host.example:3000/penguins output',
      'jobs train → model://penguins/v9 output',
      'jobs train → model://secret/v1 output',
    ])
  })

  it('is not reached by a token for chosen models', async () => {
    await penguins(acme)
    const limited = await acme.token('contributor', { modelIds: [ana.newId()] })
    await expect(reportEvent(limited, acme.slug, complete)).rejects.toMatchObject({
      kind: 'forbidden',
    })
  })

  it('meets outside data by the address that a run of ours read', async () => {
    await createProject(acme.as('maintainer'), { org: acme.slug, name: 'Lab' })
    const inputs = [{ name: 'rows', uri: 's3://lake/a.csv' }]
    await createRun(ana, { org: acme.slug, project: 'lab', inputs })
    await reportEvent(ana, acme.slug, {
      ...complete,
      outputs: [{ namespace: 's3a://lake', name: '/a.csv' }],
    })
    expect((await graph()).data.map(({ uri }) => uri)).toEqual(['s3://lake/a.csv'])
  })

  it('is a run whose person reports for it; between things of ours nothing is said', async () => {
    await createProject(acme.as('maintainer'), { org: acme.slug, name: 'Lab' })
    await penguins(acme)
    await createRun(ana, { org: acme.slug, project: 'lab', inputs: [] })
    const event = {
      ...complete,
      run: { runId, facets: { modelHub_run: { uri: 'run://lab/1' } } },
      inputs: [lake('a.csv'), model('penguins', 'v1')],
      outputs: [lake('b.csv'), model('penguins', 'v1')],
    }
    await reportEvent(ana, acme.slug, event)
    expect((await graph()).edges).toEqual([
      'run → s3://lake/b.csv output',
      's3://lake/a.csv → run input',
    ])
    const other = await hub.organization()
    await createProject(other.as('maintainer'), { org: other.slug, name: 'Lab' })
    await createRun(other.as('maintainer'), { org: other.slug, project: 'lab', inputs: [] })
    await reportEvent(other.as('contributor'), other.slug, event)
    expect((await graph(other)).edges).not.toContain('run → s3://lake/b.csv output')
  })

  it('is a file, whose maker is told again when something outside used it', async () => {
    const { slug: org } = acme
    await createProject(acme.as('maintainer'), { org, name: 'Lab' })
    await createRun(ana, { org, project: 'lab', inputs: [] })
    const sha256 = await uploaded(ana, org, 'rows')
    await recordOutput(ana, { org, project: 'lab', run: 1, name: 'rows.csv', sha256 })
    const { rows } = await hub.database.read.execute<{ id: string }>('select id from run_outputs')
    await reportEvent(ana, org, {
      ...complete,
      inputs: [{ namespace: 'datum://', name: rows.at(-1)?.id }],
    })
    const { edges } = await graph()
    expect(edges).toContain('file → jobs train input')
    expect(edges).toContain('run → file output')
  })
})

describe('what is large or strange', () => {
  it('is kept at lengths that can be indexed', async () => {
    const long = 'x'.repeat(20_000)
    await reportEvent(ana, acme.slug, {
      ...complete,
      run: { runId: long, facets: { parent: { run: { runId: long } } } },
      job: { namespace: long, name: long },
      outputs: [{ namespace: long, name: long, facets: { version: { datasetVersion: long } } }],
    })
    const { runs } = await graph()
    expect(runs[0]?.runId.length).toBeLessThan(400)
    expect(runs[0]?.parentRunId).toBe(runs[0]?.runId)
  })

  it('is taken with NUL and half characters in it', async () => {
    await reportEvent(ana, acme.slug, {
      ...complete,
      run: { runId, facets: { 'a\0': { text: 'b\0\ud800' } } },
      job: { namespace: 'n\0', name: 'm\ud800' },
      outputs: [lake('c\0')],
    })
    expect((await graph()).jobs[0]?.namespace).toBe('n\ufffd')
  })

  it('is taken: 10 MB, and thousands of names that mean nothing', async () => {
    const outputs = Array.from({ length: 5000 }, (_, at) => model(`m${at}`, 'v1'))
    const large = { text: Array.from({ length: 100 }, () => 'x'.repeat(90_000)) }
    await reportEvent(ana, acme.slug, { ...complete, outputs, run: { runId, facets: { large } } })
    expect((await graph()).edges).toHaveLength(5000)
  })
})
