import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { getDatasetVersion } from '../datasets/queries'
import { updateModel } from '../models/update'
import { type TestHub, type TestOrganization, testHub } from '../testing/hub'
import { modelOf, registered, uploaded } from '../testing/registry'
import { approveVersion } from '../versions/decide'
import { getVersion } from '../versions/queries'
import { registerVersion } from '../versions/register'
import type { Json } from '../view'
import { createRun } from './create'
import { finishRun } from './finish'
import { logMetrics } from './metrics'
import { recordOutput } from './outputs'
import { getRun } from './queries'
import { projectOf, ranJob } from './testing'

let hub: TestHub
let acme: TestOrganization
const ana = () => acme.as('contributor')
const org = () => acme.slug
const models = (...entries: Json[]) => ({ 'valohai.model-versions': entries })
const datasets = (...entries: Json[]) => ({ 'valohai.dataset-versions': entries })

beforeAll(async () => {
  hub = await testHub()
  acme = await hub.organization()
  await projectOf(ana(), acme.slug, 'jobs')
})
afterAll(() => hub.close())

const job = (options: Parameters<typeof ranJob>[3], ctx = ana()) =>
  ranJob(ctx, acme.slug, 'jobs', options)
const runOf = (run: number) => getRun(ana(), { org: org(), project: 'jobs', run })
const versionOf = (model: string, version = 1) => getVersion(ana(), { org: org(), model, version })

/** Actions and subjects of the events that came after `before`. */
async function eventsSince(before: number) {
  const events = (await acme.events()).slice(before)
  return events.map(({ action, subject }) => `${action} ${subject.uri}`)
}

describe('a completed run', () => {
  it('makes one version of all files for one model, with an event for each thing it made', async () => {
    const ci = await acme.token('contributor')
    const before = (await acme.events()).length
    const full = {
      model_uri: 'model://penguins/',
      model_version_tags: ['candidate'],
      model_release_note: 'First.',
    }
    const { run, ...finished } = await job(
      {
        params: { trees: 50 },
        outputs: { 'model.json': '{}', 'sub/labels.txt': 'a', 'train.csv': '1', 'extra.txt': 'x' },
        sidecars: {
          'model.json': { ...models(full), accuracy: 0.9 },
          'sub/labels.txt': models('model://penguins/'),
          'train.csv': datasets('dataset://penguins/v1'),
        },
      },
      ci,
    )
    const versions = ['model://penguins/v1']
    const data = ['dataset://penguins/v1']
    expect(finished).toEqual({ versions, datasets: data, alerts: [] })
    expect(await eventsSince(before)).toEqual([
      `run.create run://jobs/${run}`,
      `run.finish run://jobs/${run}`,
      'model.create model://penguins/',
      'version.register model://penguins/v1',
      'dataset.create dataset://penguins/',
      'dataset_version.register dataset://penguins/v1',
    ])
    const version = await versionOf('penguins')
    expect(version).toMatchObject({
      state: 'pending',
      tags: ['candidate'],
      note: 'First.',
      params: { trees: 50 },
      run: `run://jobs/${run}`,
      source: { kind: 'run' },
      registeredBy: { kind: 'token' },
    })
    expect(version.files.map(({ name }) => name)).toEqual(['model.json', 'sub/labels.txt'])
    expect(await runOf(run)).toMatchObject({
      state: 'completed',
      exitCode: 0,
      versions,
      datasets: data,
    })
    const made = await getDatasetVersion(ana(), { org: org(), dataset: 'penguins', version: 'v1' })
    expect(made).toMatchObject({ run: `run://jobs/${run}`, files: [{ name: 'train.csv' }] })
    const finish = (await acme.events()).find(
      (event) => event.subject.uri === `run://jobs/${run}` && event.action === 'run.finish',
    )
    expect(finish).toMatchObject({
      before: { state: 'running' },
      after: { state: 'completed', exitCode: 0, versions, datasets: data, alerts: [], updated: [] },
    })
  })

  it('puts the model and dataset that it had to make into its project, owned by its person', async () => {
    const { run } = await job({
      outputs: { 'a.bin': 'a' },
      sidecars: {
        'a.bin': { ...models('model://made-here/'), ...datasets('dataset://made-here/1') },
      },
    })
    const events = (await acme.events()).filter(({ subject }) => /made-here/.test(subject.uri))
    const { project } = await runOf(run)
    expect(project).toBe('jobs')
    expect(events.find(({ action }) => action === 'model.create')).toMatchObject({
      after: {
        slug: 'made-here',
        ownerId: acme.personId('contributor'),
        projectIds: [expect.any(String)],
      },
    })
    expect(events.find(({ action }) => action === 'dataset.create')).toMatchObject({
      after: { projectIds: [expect.any(String)] },
    })
  })

  it('copies the latest numbers, NaN too, but no words, and the pinned inputs', async () => {
    const { run } = await createRun(ana(), { org: org(), project: 'jobs', params: { lr: 0.1 } })
    const ref = { org: org(), project: 'jobs', run }
    const event = (values: Record<string, number | string>) => ({
      time: '2026-03-03T12:00:00Z',
      values,
    })
    await logMetrics(ana(), {
      ...ref,
      events: [event({ loss: 1, acc: 0.5, note: 'warm' }), event({ loss: 'NaN', acc: 0.75 })],
    })
    const sha256 = await uploaded(ana(), org(), 'numbers')
    await recordOutput(ana(), { ...ref, name: 'm.bin', sha256 })
    const sidecars = { 'm.bin': models('model://numbers/') }
    await finishRun(ana(), { ...ref, state: 'completed', sidecars })
    expect(await versionOf('numbers')).toMatchObject({
      metrics: { acc: 0.75, loss: 'NaN' },
      params: { lr: 0.1 },
    })
  })

  it('keeps every property of a file with the file', async () => {
    const properties = {
      'valohai.tags': ['prod'],
      quality: { a: [1, null] },
      ...models('model://p/'),
    }
    const { run } = await job({ outputs: { 'a.bin': 'a' }, sidecars: { 'a.bin': properties } })
    expect((await runOf(run)).outputs[0]?.properties).toEqual(properties)
  })

  it('adds the next version to a model that exists', async () => {
    const sidecars = { 'a.bin': models('model://grows/') }
    await job({ outputs: { 'a.bin': 'one' }, sidecars })
    const { versions } = await job({ outputs: { 'a.bin': 'two' }, sidecars })
    expect(versions).toEqual(['model://grows/v2'])
  })

  it('numbers the versions of runs that finish at once', async () => {
    await modelOf(ana(), org(), 'raced')
    await modelOf(ana(), org(), 'raced-too')
    const entries = models('model://raced/', 'model://raced-too/')
    const made = await Promise.all(
      Array.from({ length: 8 }, (_, n) =>
        job({ outputs: { 'a.bin': `${n}` }, sidecars: { 'a.bin': entries } }),
      ),
    )
    const numbered = (model: string) =>
      Array.from({ length: 8 }, (_, n) => `model://${model}/v${n + 1}`)
    expect(made.flatMap(({ versions }) => versions).sort()).toEqual(
      [...numbered('raced'), ...numbered('raced-too')].sort(),
    )
  })

  it('shares a new model and dataset with other runs that make it at once', async () => {
    const before = (await acme.events()).length
    const made = await Promise.all(
      Array.from({ length: 6 }, (_, n) =>
        job({
          outputs: { 'a.bin': `${n}` },
          sidecars: {
            'a.bin': { ...models('model://fresh/'), ...datasets(`dataset://fresh/${n}`) },
          },
        }),
      ),
    )
    expect(made.flatMap(({ alerts }) => alerts)).toEqual([])
    const versions = made.flatMap(({ versions }) => versions).sort()
    expect(versions).toEqual(Array.from({ length: 6 }, (_, n) => `model://fresh/v${n + 1}`))
    expect(made.flatMap(({ datasets }) => datasets)).toHaveLength(6)
    const creations = (await eventsSince(before)).filter((one) =>
      /\.create \w+:\/\/fresh/.test(one),
    )
    expect(creations.sort()).toEqual([
      'dataset.create dataset://fresh/',
      'model.create model://fresh/',
    ])
  })

  it('brings a version registered while it ran up to date, which makes its approval stale', async () => {
    await modelOf(ana(), org(), 'early')
    const { run } = await createRun(ana(), { org: org(), project: 'jobs', params: { lr: 0.1 } })
    const ref = { org: org(), project: 'jobs', run }
    await registerVersion(ana(), { org: org(), model: 'early', run: `run://jobs/${run}` })
    await logMetrics(ana(), {
      ...ref,
      events: [{ time: '2026-03-03T12:00:00Z', values: { acc: 0.8 } }],
    })
    await approveVersion(acme.as('approver'), { org: org(), model: 'early', version: 1 })
    const finished = await finishRun(ana(), { ...ref, state: 'completed' })
    expect(finished.versions).toEqual(['model://early/v1'])
    expect(await versionOf('early')).toMatchObject({
      metrics: { acc: 0.8 },
      params: { lr: 0.1 },
      warnings: [{ code: 'stale' }, { code: 'no_files' }],
    })
    expect((await acme.events()).at(-1)).toMatchObject({
      action: 'run.finish',
      after: { versions: ['model://early/v1'], updated: ['model://early/v1'] },
    })
  })
})

describe('what becomes an alert', () => {
  const codes = (alerts: { code: string }[]) => alerts.map(({ code }) => code)

  it('is a dataset version that exists already: the outputs are kept, nothing is overwritten', async () => {
    const options = (content: string) => ({
      outputs: { 'a.csv': content },
      sidecars: { 'a.csv': datasets('dataset://taken/v1') },
    })
    await job(options('one'))
    const { run, datasets: made, alerts } = await job(options('two'))
    expect(made).toEqual([])
    expect(alerts).toEqual([
      {
        code: 'dataset_version_exists',
        message: expect.stringContaining('dataset://taken/v1 exists'),
      },
    ])
    const after = await runOf(run)
    expect(after).toMatchObject({ state: 'completed', alerts })
    expect(after.outputs).toHaveLength(1)
  })

  it('is a model that the token may not write or make; the rest is made', async () => {
    const hidden = await acme.token('contributor', { modelIds: [] })
    const {
      versions,
      datasets: made,
      alerts,
    } = await job(
      {
        outputs: { 'a.bin': 'a' },
        sidecars: { 'a.bin': { ...models('model://beyond/'), ...datasets('dataset://beyond/v1') } },
      },
      hidden,
    )
    expect(versions).toEqual([])
    expect(made).toEqual(['dataset://beyond/v1'])
    expect(alerts).toEqual([
      {
        code: 'model_not_writable',
        message: expect.stringContaining('model://beyond/: This token is limited to chosen models'),
      },
    ])
    expect(
      (await acme.events()).filter(({ subject }) => subject.uri === 'model://beyond/'),
    ).toEqual([])
  })

  it('is a name that no model can have', async () => {
    const { alerts } = await job({
      outputs: { 'a.bin': 'a' },
      sidecars: { 'a.bin': models('model://latest/') },
    })
    expect(codes(alerts)).toEqual(['model_not_writable'])
  })

  it('is a sidecar of a file that is not there, or that cannot be kept', async () => {
    const { versions, alerts } = await job({
      outputs: { 'a.bin': 'a' },
      sidecars: {
        '\0\ud800': models('model://absent/'),
        'a.bin': { bad: '\0', ...models('model://absent/') },
      },
    })
    expect(versions).toEqual([])
    expect(codes(alerts)).toEqual(['output_missing', 'properties_invalid'])
  })

  it('is never more than anyone reads', async () => {
    const missing = Array.from({ length: 500 }, (_, n) => [`f${n}`, {}])
    const { alerts } = await job({ sidecars: Object.fromEntries(missing) })
    expect(alerts).toHaveLength(200)
    expect(alerts.at(-1)).toEqual({ code: 'more_alerts', message: 'There were 301 more alerts.' })
  })
})

describe('a run that did not complete', () => {
  it.each(['error', 'stopped'] as const)('makes no version when its state is %s', async (state) => {
    const { run, ...finished } = await job({
      state,
      outputs: { 'a.bin': 'a' },
      sidecars: { 'a.bin': models(`model://not-${state}/`) },
    })
    expect(finished).toEqual({ versions: [], datasets: [], alerts: [] })
    const after = await runOf(run)
    expect(after).toMatchObject({ state, versions: [] })
    expect(after.outputs[0]?.properties).toEqual(models(`model://not-${state}/`))
    await expect(versionOf(`not-${state}`)).rejects.toMatchObject({ kind: 'not_found' })
  })
})

describe('finishing twice', () => {
  it('answers the same for the same state and changes nothing', async () => {
    const options = { outputs: { 'a.bin': 'a' }, sidecars: { 'a.bin': models('model://twice/') } }
    const { run, ...first } = await job(options)
    const before = (await acme.events()).length
    const again = { org: org(), project: 'jobs', run, state: 'completed' as const }
    expect(await finishRun(ana(), { ...again, sidecars: options.sidecars })).toEqual(first)
    expect(await acme.events()).toHaveLength(before)
  })

  it('is a conflict for another state', async () => {
    const { run } = await job({ state: 'error' })
    await expect(
      finishRun(ana(), { org: org(), project: 'jobs', run, state: 'completed' }),
    ).rejects.toMatchObject({
      kind: 'conflict',
      message: `run://jobs/${run} has already finished: error.`,
    })
  })

  it('happens once when it is asked many times at once', async () => {
    const { run } = await createRun(ana(), { org: org(), project: 'jobs' })
    const end = { org: org(), project: 'jobs', run, state: 'completed' as const }
    await Promise.all(Array.from({ length: 8 }, () => finishRun(ana(), end)))
    const events = (await acme.events()).filter(
      ({ subject }) => subject.uri === `run://jobs/${run}`,
    )
    expect(events.map(({ action }) => action)).toEqual(['run.create', 'run.finish'])
  })

  it('is refused to those who may not, and hidden from others', async () => {
    const { run } = await createRun(ana(), { org: org(), project: 'jobs' })
    const end = { org: org(), project: 'jobs', run, state: 'completed' as const }
    await expect(finishRun(acme.as('reader'), end)).rejects.toMatchObject({ kind: 'forbidden' })
    expect((await acme.events()).at(-1)).toMatchObject({ action: 'run.finish', outcome: 'refused' })
    const globex = await hub.organization()
    await expect(finishRun(globex.as('admin'), end)).rejects.toMatchObject({ kind: 'not_found' })
  })
})

it('does not let a run reach into a model its person may not see', async () => {
  await modelOf(acme.as('maintainer'), org(), 'closed')
  await registered(acme.as('maintainer'), org(), { model: 'closed' })
  const closed = { org: org(), model: 'closed', accessMode: 'restricted' as const }
  await updateModel(acme.as('maintainer'), closed)
  const { versions, alerts } = await job({
    outputs: { 'a.bin': 'a' },
    sidecars: { 'a.bin': models('model://closed/') },
  })
  expect(versions).toEqual([])
  expect(alerts).toMatchObject([{ code: 'model_not_writable' }])
})
