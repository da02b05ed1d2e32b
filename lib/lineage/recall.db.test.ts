import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { newId } from '../ids'
import { ingest } from '../ingest'
import { updateModel } from '../models/update'
import { findOrganization } from '../organizations/find'
import { resolveUri } from '../resolve/resolve'
import { createRun } from '../runs/create'
import { finishRun } from '../runs/finish'
import { recordOutput } from '../runs/outputs'
import { getRun } from '../runs/queries'
import { type TestHub, type TestOrganization, testHub } from '../testing/hub'
import { uploaded } from '../testing/registry'
import { getVersion } from '../versions/queries'
import { registerVersion } from '../versions/register'
import { OrganizationRef } from '../view'
import { addEdges, type Edge } from './edges'
import { getImpactPage } from './impact'
import { liftRecall } from './lift'
import { createRecall } from './recall'
import { getRecall, getRecallNotices, listRecalls } from './recalls'
import { chainOf } from './testing'

let hub: TestHub
let acme: TestOrganization
let org: string
let scores: string
const ana = () => acme.as('contributor')
const mia = () => acme.as('maintainer')
const rita = () => acme.as('reader')
const today = new Date().toISOString().slice(0, 10)

beforeAll(async () => {
  hub = await testHub()
})
afterAll(() => hub.close())
beforeEach(async () => {
  acme = await hub.organization()
  org = acme.slug
  scores = (await chainOf(ana(), org)).scores
})

const recall = (uri: string, reason = 'Labels swapped.') =>
  createRecall(mia(), { org, uri, reason })
const warnings = async (version = 1, ctx = rita()) =>
  (await getVersion(ctx, { org, model: 'm', version })).warnings
const message = (of: string) => `Made from ${of}, which Mia recalled on ${today}: Labels swapped.`

/** What the recall has reached, by kind. */
async function reached(id: string) {
  const { rows } = await hub.database.read.execute<{ kind: string; count: number }>(sql`
    select kind, count(*)::int as count from recall_effects where recall_id = ${id}
    group by kind order by kind`)
  return Object.fromEntries(rows.map(({ kind, count }) => [kind, count]))
}

/** As another system would report: edges alone. */
const report = ingest({
  action: 'lineage.report',
  input: OrganizationRef.extend({}).loose(),
  load: (_tx, input, ctx) => findOrganization(ctx, input.org),
  run: ({ tx, ctx, input }) => addEdges(tx, ctx, acme.id, input.edges as Edge[]),
})

async function idOf(uri: string): Promise<string> {
  const { rows } = await hub.database.read.execute<{ id: string }>(sql`
    select v.id from versions v join models m on m.id = v.model_id
      where v.organization_id = ${acme.id} and 'model://' || m.slug || '/v' || v.number = ${uri}
    union all select r.id from runs r join projects p on p.id = r.project_id
      where r.organization_id = ${acme.id} and 'run://' || p.slug || '/' || r.number = ${uri}`)
  return rows[0]?.id ?? ''
}

describe('a recall', () => {
  it('warns of every version made of the data, where it is shown and where it is resolved', async () => {
    const made = await recall('dataset://pets/v1')
    expect(made).toMatchObject({
      uri: 'dataset://pets/v1',
      reason: 'Labels swapped.',
      by: { name: 'Mia' },
      affected: { versions: 1, runs: 3, datasetVersions: 0, aliases: 0, files: 0 },
      liftedAt: null,
    })
    const warning = { code: 'recalled', message: message('dataset://pets/v1') }
    expect(await warnings()).toEqual([warning])
    const uri = 'model://m/v1'
    expect(await resolveUri(rita(), { org, uri })).toMatchObject({ warnings: [warning] })
    expect(await resolveUri(rita(), { org, uri: 'dataset://pets/v1' })).toMatchObject({
      warnings: [{ code: 'recalled', message: `Mia recalled this on ${today}: Labels swapped.` }],
    })
    expect(await getRecallNotices(rita(), { org, uri: 'run://jobs/3' })).toEqual([
      {
        id: made.id,
        uri: 'dataset://pets/v1',
        reason: 'Labels swapped.',
        by: 'Mia',
        at: made.at,
        itself: false,
      },
    ])
    // What came before it is as good as ever.
    expect(await getRecallNotices(rita(), { org, uri: 's3://lake/raw.csv' })).toEqual([])
  })

  it('is of a file, a run, a version or data outside as well', async () => {
    expect((await recall('s3://lake/raw.csv')).affected).toMatchObject({ versions: 1, runs: 4 })
    expect((await recall('run://jobs/2')).affected).toMatchObject({ versions: 1, runs: 2 })
    expect((await recall('model://m/latest').catch((error) => error)).code).toBe('nothing_approved')
    expect((await recall('model://m/v1')).affected).toMatchObject({ versions: 0, runs: 2 })
    expect((await recall(scores)).affected).toMatchObject({ versions: 0, runs: 1 })
    expect((await warnings()).map((warning) => warning.message)).toEqual([
      message('s3://lake/raw.csv'),
      message('run://jobs/2'),
      `Mia recalled this on ${today}: Labels swapped.`,
    ])
  })

  it('is recorded with its reason, and so is the refusal of whoever may not', async () => {
    const { id } = await recall('dataset://pets/v1')
    await expect(
      createRecall(ana(), { org, uri: 'run://jobs/1', reason: 'x' }),
    ).rejects.toMatchObject({ kind: 'forbidden' })
    const [made, refused] = (await acme.events()).slice(-2)
    expect(made).toMatchObject({
      action: 'recall.create',
      outcome: 'done',
      note: 'Labels swapped.',
      subject: { kind: 'dataset_version', uri: 'dataset://pets/v1' },
      after: { recall: id, affected: { versions: 1 } },
    })
    expect(refused).toMatchObject({
      action: 'recall.create',
      outcome: 'refused',
      subject: { kind: 'run', uri: 'run://jobs/1' },
    })
  })

  it('has a reason, is of something that is there, and is made once at a time', async () => {
    for (const reason of ['', '  ', 'x'.repeat(2001)])
      await expect(recall('dataset://pets/v1', reason)).rejects.toMatchObject({ kind: 'invalid' })
    await expect(recall('dataset://pets/v7')).rejects.toMatchObject({ kind: 'not_found' })
    await expect(recall('nonsense')).rejects.toMatchObject({ kind: 'invalid' })
    const tries = await Promise.allSettled(Array.from({ length: 3 }, () => recall('run://jobs/1')))
    expect(tries.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected', 'rejected'])
    await expect(recall('run://jobs/1')).rejects.toMatchObject({
      kind: 'conflict',
      code: 'recalled_already',
    })
    expect((await listRecalls(rita(), { org })).items).toHaveLength(1)
  })

  it('tells what it reached on its own, and not in a list, where that may be without end', async () => {
    const { serving, stopped, ...made } = await recall('dataset://pets/v1')
    expect([serving, stopped]).toEqual([[], []])
    expect(await getRecall(rita(), { org, id: made.id })).toEqual(made)
    const { affected, ...item } = made
    expect(affected).toMatchObject({ versions: 1, runs: 3 })
    expect((await listRecalls(rita(), { org })).items).toEqual([item])
  })

  it('is lifted without a reason by who gives none', async () => {
    const { id } = await recall('dataset://pets/v1')
    await liftRecall(mia(), { org, id })
    expect(await warnings()).toEqual([])
    expect(await getRecall(rita(), { org, id })).toMatchObject({
      liftReason: null,
      liftedBy: { name: 'Mia' },
    })
  })

  it('ends when it is lifted with a reason, and then stands in the history', async () => {
    const { id } = await recall('dataset://pets/v1')
    for (const reason of ['', ' '])
      await expect(liftRecall(mia(), { org, id, reason })).rejects.toMatchObject({
        kind: 'invalid',
      })
    await expect(liftRecall(ana(), { org, id, reason: 'ok' })).rejects.toMatchObject({
      kind: 'forbidden',
    })
    await liftRecall(mia(), { org, id, reason: 'It was the test set.' })
    expect(await warnings()).toEqual([])
    await expect(liftRecall(mia(), { org, id, reason: 'again' })).rejects.toMatchObject({
      kind: 'conflict',
    })
    expect(await getRecall(rita(), { org, id })).toMatchObject({
      liftReason: 'It was the test set.',
      liftedBy: { name: 'Mia' },
      liftedAt: expect.any(String),
    })
    expect((await acme.events()).at(-1)).toMatchObject({
      action: 'recall.lift',
      note: 'It was the test set.',
      before: { recall: id, reason: 'Labels swapped.' },
    })
    await recall('dataset://pets/v1')
    expect(await warnings()).toHaveLength(1)
    const list = async (active?: boolean) =>
      (await listRecalls(rita(), { org, active })).items.map(({ liftedAt }) => liftedAt !== null)
    expect([await list(), await list(true), await list(false)]).toEqual([
      [false, true],
      [false],
      [true],
    ])
    const first = await listRecalls(rita(), { org, limit: 1 })
    const cursor = first.nextCursor ?? ''
    expect((await listRecalls(rita(), { org, limit: 1, cursor })).items).toMatchObject([{ id }])
  })

  it('is none of the business of who may not see what it is of', async () => {
    const { id } = await recall('model://m/v1', 'A secret reason.')
    await updateModel(acme.as('admin'), { org, model: 'm', accessMode: 'restricted' })
    expect((await listRecalls(rita(), { org })).items).toEqual([])
    await expect(getRecall(rita(), { org, id })).rejects.toMatchObject({ kind: 'not_found' })
    await expect(liftRecall(mia(), { org, id, reason: 'x' })).rejects.toMatchObject({
      kind: 'not_found',
    })
    const notices = await getRecallNotices(rita(), { org, uri: 'run://jobs/3' })
    expect(notices).toMatchObject([{ uri: null }])
    expect(JSON.stringify(notices)).not.toMatch(/secret|model:/)
    const data = await recall('dataset://pets/v1')
    expect(data.affected).toMatchObject({ versions: 0, runs: 3 })
    const stranger = (await hub.organization()).as('admin')
    await expect(getRecall(stranger, { org, id: data.id })).rejects.toMatchObject({
      kind: 'not_found',
    })
  })
})

it('stands with its impact on a page, beside what the caller may do', async () => {
  const uri = 'dataset://pets/v1'
  const { id } = await recall(uri)
  const page = await getImpactPage(rita(), { org, uri, limit: 2 })
  expect(page).toMatchObject({
    subject: { uri, kind: 'dataset_version', recalled: true },
    affected: { versions: 1, runs: 3, datasetVersions: 0, aliases: 0, files: 0 },
    recalls: [{ id }],
    items: [
      { uri: 'model://m/v1', url: `/${org}/models/m/versions/v1`, recalled: true },
      { uri: 'run://jobs/4', recalled: true },
    ],
    nextCursor: expect.any(String),
    abilities: { recall: { ok: false }, lift: { ok: false } },
  })
  expect((await getImpactPage(mia(), { org, uri })).abilities).toEqual({
    recall: { ok: true },
    lift: { ok: true },
  })
  await liftRecall(mia(), { org, id, reason: 'Fine.' })
  expect((await getImpactPage(rita(), { org, uri })).recalls).toEqual([])
})

describe('what is made of recalled data later', () => {
  it('warns as well: a run from its start, and the version that it makes', async () => {
    await recall('dataset://pets/v1')
    const inputs = [
      { name: 'pets', uri: 'dataset://pets/v1' },
      { name: 'clean', uri: 's3://lake/clean.csv' },
    ]
    const { run } = await createRun(ana(), { org, project: 'jobs', inputs })
    const at = { org, project: 'jobs', run }
    const alert = {
      code: 'recalled_input',
      message: `Input pets: Mia recalled this on ${today}: Labels swapped.`,
    }
    expect((await getRun(rita(), at)).alerts).toEqual([alert])
    const sha256 = await uploaded(ana(), org, 'more')
    await recordOutput(ana(), { ...at, name: 'm.bin', sha256 })
    const sidecars = { 'm.bin': { 'valohai.model-versions': ['model://m/'] } }
    const done = await finishRun(ana(), { ...at, state: 'completed', sidecars })
    expect(done.alerts).toEqual([alert])
    expect(await warnings(2)).toEqual([{ code: 'recalled', message: message('dataset://pets/v1') }])
  })

  it('is reached also where the link in the middle is reported last', async () => {
    const { id } = await recall('run://jobs/3')
    const [a, b, c] = [newId(), newId(), newId()]
    const edge = (from: Edge['from'], to: Edge['to']): Edge => ({ from, to, role: 'derived' })
    const outside = (id: string) => ({ kind: 'external_run' as const, id })
    const version = { kind: 'version' as const, id: await idOf('model://m/v1') }
    const start = { kind: 'run' as const, id: await idOf('run://jobs/3') }
    await report(ana(), { org, edges: [edge(outside(c), version)] })
    await report(ana(), { org, edges: [edge(outside(a), outside(b))] })
    await report(ana(), { org, edges: [edge(start, outside(a))] })
    expect(await warnings()).toEqual([])
    await report(ana(), { org, edges: [edge(outside(b), outside(c))] })
    expect(await warnings()).toEqual([{ code: 'recalled', message: message('run://jobs/3') }])
    // The version leads to the recalled run itself: a circle.
    expect(await reached(id)).toEqual({ external_run: 3, file: 1, run: 2, version: 1 })
  })

  it('tells nobody by its run why something was recalled that they may not see', async () => {
    const admin = acme.as('admin')
    await updateModel(admin, { org, model: 'm', accessMode: 'restricted' })
    await createRecall(admin, { org, uri: 'model://m/v1', reason: 'A secret reason.' })
    const inputs = [{ name: 'base', uri: 'model://m/v1' }]
    const { run } = await createRun(admin, { org, project: 'jobs', inputs })
    const { alerts, inputs: seen } = await getRun(rita(), { org, project: 'jobs', run })
    expect(seen).toEqual([])
    expect(alerts).toEqual([
      {
        code: 'recalled_input',
        message: expect.stringMatching(
          /^Input base: .* recalled this on .*: You may not see why\.$/,
        ),
      },
    ])
  })

  it('is left alone by a recall that was lifted', async () => {
    const { id } = await recall('dataset://pets/v1')
    await liftRecall(mia(), { org, id, reason: 'Fine.' })
    const before = await reached(id)
    const inputs = [{ name: 'pets', uri: 'dataset://pets/v1' }]
    const { run } = await createRun(ana(), { org, project: 'jobs', inputs })
    expect((await getRun(rita(), { org, project: 'jobs', run })).alerts).toEqual([])
    expect(await reached(id)).toEqual(before)
  })
})

describe('at the same moment', () => {
  it('a version registered from an affected run is warned of, whoever is first', async () => {
    const inputs = [{ name: 'pets', uri: 'dataset://pets/v1' }]
    for (let round = 0; round < 8; round++) {
      const { run } = await createRun(ana(), { org, project: 'jobs', inputs })
      const at = { org, project: 'jobs', run }
      const sha256 = await uploaded(ana(), org, `round ${round}`)
      await recordOutput(ana(), { ...at, name: 'm.bin', sha256 })
      const files = [{ name: 'm.bin', sha256 }]
      const [{ id }, { version }] = await Promise.all([
        recall('dataset://pets/v1'),
        registerVersion(ana(), { org, model: 'm', files, run: `run://jobs/${run}` }),
      ])
      expect(await warnings(version)).toHaveLength(1)
      await liftRecall(mia(), { org, id, reason: 'Next round.' })
      await finishRun(ana(), { ...at, state: 'completed' })
    }
  })

  it('two links of one chain are reported: the end of it is reached', async () => {
    const { id } = await recall('run://jobs/3')
    const outside = () => ({ kind: 'external_run' as const, id: newId() })
    const start = { kind: 'run' as const, id: await idOf('run://jobs/3') }
    const said = await reached(id)
    for (let round = 1; round <= 8; round++) {
      const chain = [start, outside(), outside(), outside(), outside()]
      const links = chain
        .slice(1)
        .map((to, index): Edge => ({ from: chain[index] ?? to, to, role: 'derived' }))
      await Promise.all(links.map((link) => report(ana(), { org, edges: [link] })))
      expect(await reached(id)).toEqual({ ...said, external_run: 4 * round })
    }
  })
})
