import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { recorded } from '@/bench/record'
import { moveAlias } from '../aliases/move'
import { createDataset } from '../datasets/create'
import { registerDatasetVersion } from '../datasets/register'
import { defineMetric } from '../metrics/define'
import { updateModel } from '../models/update'
import { createRun } from '../runs/create'
import { finishRun } from '../runs/finish'
import { recordOutput } from '../runs/outputs'
import { projectOf } from '../runs/testing'
import { type TestHub, type TestOrganization, testHub } from '../testing/hub'
import { modelOf, registered, uploaded } from '../testing/registry'
import { approveVersion } from '../versions/decide'
import { deleteVersion } from '../versions/life'
import { registerVersion } from '../versions/register'
import { compareAsCsv } from './csv'
import { compareVersions } from './queries'

let hub: TestHub
let acme: TestOrganization
let org: string

beforeAll(async () => {
  hub = await testHub()
})
afterAll(() => hub.close())
beforeEach(async () => {
  acme = await hub.organization()
  org = acme.slug
})

const mia = () => acme.as('maintainer')
const rita = () => acme.as('reader')

/** A model with a version for each set of metrics. */
async function measured(model: string, ...metrics: Record<string, number | 'NaN'>[]) {
  await modelOf(mia(), org, model)
  for (const [index, values] of metrics.entries())
    await registered(mia(), org, { model, metrics: values, content: `${model} ${index}` })
}

/** A version that a run made of `data`, with its code and packages. */
async function trained(model: string, { seed = 1, data = 'v1', numpy = '2.0.0' } = {}) {
  const sha256 = await uploaded(mia(), org, `${model} ${seed} ${data}`)
  const { run } = await createRun(mia(), {
    ...{ org, project: 'lab', step: 'train', params: { seed, layers: [1, 2] } },
    ...{ image: 'node:24', commit: { id: 'c0ffee', dirty: seed === 2 } },
    // Some tools list a package more than once.
    packages: [
      { name: 'numpy', version: numpy },
      { name: 'pip', version: '24' },
      { name: 'pip', version: '23' },
    ],
    inputs: [{ name: 'rows', uri: `dataset://rows/${data}` }],
  })
  await recordOutput(mia(), { org, project: 'lab', run, name: 'model.bin', sha256 })
  await finishRun(mia(), {
    org,
    project: 'lab',
    run,
    state: 'completed',
    exitCode: 0,
    sidecars: {},
  })
  const files = [{ name: 'model.bin', sha256 }]
  await registerVersion(mia(), { org, model, files, run: `run://lab/${run}` })
}

async function lab() {
  await projectOf(mia(), org, 'lab')
  await createDataset(mia(), { org, slug: 'rows' })
  const sha256 = await uploaded(mia(), org, 'rows')
  for (const version of ['v1', 'v2'])
    await registerDatasetVersion(mia(), {
      ...{ org, dataset: 'rows', version },
      files: [{ name: `${version}.csv`, sha256 }],
    })
}

describe('versions side by side', () => {
  it('tell what each was measured, given, made of and made by, in the order of the versions', async () => {
    await lab()
    await modelOf(mia(), org, 'm')
    await trained('m')
    await trained('m', { seed: 2, data: 'v2', numpy: '2.1.0' })
    await measured('n', { accuracy: 0.5, loss: 'NaN' })
    await defineMetric(mia(), { org, key: 'loss', direction: 'lower', unit: 'nat' })
    const found = await compareVersions(rita(), {
      org,
      v: 'model://m/v2,model://n/v1,model://m/v1',
      base: 'model://m/v1',
    })
    expect(found).toMatchObject({
      base: 'model://m/v1',
      versions: [
        { uri: 'model://m/v2', run: 'run://lab/2', commit: { id: 'c0ffee', dirty: true } },
        {
          uri: 'model://n/v1',
          model: 'n',
          version: 1,
          state: 'pending',
          run: null,
          duration: null,
        },
        { uri: 'model://m/v1', registeredBy: { name: 'Mia' }, duration: expect.any(Number) },
      ],
      metrics: [
        {
          key: 'accuracy',
          direction: 'higher',
          unit: '',
          guessed: true,
          values: [null, 0.5, null],
        },
        {
          key: 'loss',
          direction: 'lower',
          unit: 'nat',
          guessed: false,
          values: [null, 'NaN', null],
        },
      ],
      params: [
        { key: 'layers', values: [[1, 2], null, [1, 2]] },
        { key: 'seed', values: [2, null, 1] },
      ],
      data: [{ name: 'rows', values: [['dataset://rows/v2'], [], ['dataset://rows/v1']] }],
      environment: [
        { key: 'image', values: ['node:24', null, 'node:24'] },
        { key: 'commit', values: ['c0ffee', null, 'c0ffee'] },
        { key: 'uncommitted changes', values: ['yes', null, null] },
        { key: 'package numpy', values: ['2.1.0', null, '2.0.0'] },
        { key: 'package pip', values: ['23, 24', null, '23, 24'] },
      ],
      durations: [expect.any(Number), null, expect.any(Number)],
    })
    const file = { size: expect.any(Number), sha256: expect.stringMatching(/^[0-9a-f]{64}$/) }
    expect(found.files).toEqual([{ name: 'model.bin', values: [file, file, file] }])
  })

  it('are found by alias, latest, newest and number alike, each once; the first is the base', async () => {
    await measured('m', { a: 1 }, { a: 2 }, { a: 3 })
    await approveVersion(acme.as('approver'), { org, model: 'm', version: 2 })
    await moveAlias(mia(), { org, model: 'm', alias: 'live', version: 1 })
    const { base, versions } = await compareVersions(rita(), {
      org,
      v: ['model://m/latest', `model://${org}/m/v2,model://m/newest, model://m/live,model://m/v3`],
    })
    expect(base).toBe('model://m/v2')
    expect(versions).toMatchObject([
      { uri: 'model://m/v2', latest: true, state: 'approved', aliases: [] },
      { uri: 'model://m/v3', latest: false },
      { uri: 'model://m/v1', aliases: ['live'] },
    ])
    const asked = { org, v: 'model://m/v1,model://m/v2', base: 'model://m/latest' }
    expect((await compareVersions(rita(), asked)).base).toBe('model://m/v2')
  })

  it('take as many queries for fifty versions of several models as for two', async () => {
    await lab()
    const names = ['a', 'b', 'c', 'd', 'e']
    for (const name of names) {
      await measured(name, ...Array.from({ length: 10 }, (_, n) => ({ accuracy: n / 10 })))
      await trained(name)
    }
    const all = names.flatMap((name) =>
      Array.from({ length: 10 }, (_, n) => `model://${name}/v${n + 2}`),
    )
    const two = await recorded(() => compareVersions(rita(), { org, v: all.slice(0, 2) }))
    const fifty = await recorded(() => compareVersions(rita(), { org, v: all }))
    expect(fifty.result.versions).toHaveLength(50)
    expect(fifty.sent.length).toBe(two.sent.length)
    expect(fifty.sent.length).toBe(4)
  })
})

describe('what cannot be compared', () => {
  const asking = (v: string | string[], base?: string) => compareVersions(rita(), { org, v, base })

  it('is one version, however often it is named, or more than fifty', async () => {
    await measured('m', ...Array.from({ length: 51 }, () => ({ a: 1 })))
    await expect(asking('model://m/v1,model://m/1')).rejects.toMatchObject({
      kind: 'invalid',
      message: 'v: Name at least two versions, each of them another.',
    })
    await expect(asking([])).rejects.toMatchObject({ kind: 'invalid' })
    const all = Array.from({ length: 51 }, (_, n) => `model://m/v${n + 1}`)
    await expect(asking(all)).rejects.toMatchObject({
      kind: 'invalid',
      message: 'v: These are 51 versions. At most 50 are compared at once.',
    })
    expect((await asking(all.slice(1))).versions).toHaveLength(50)
  })

  it('is what is no version', async () => {
    await measured('m', { a: 1 }, { a: 2 })
    for (const text of ['m', 'dataset://m/v1', 'model://m/', 'model://m/v1/model.bin'])
      await expect(asking(['model://m/v1', text])).rejects.toMatchObject({
        kind: 'invalid',
        message: expect.stringContaining(`${text}: `),
        fields: { v: expect.any(String) },
      })
    await expect(asking('model://m/v1,model://m/v2', 'model://m/v3')).rejects.toMatchObject({
      kind: 'not_found',
      message: 'model://m/v3: There is no version v3 of m.',
    })
  })

  it('is a base that is not among them', async () => {
    await measured('m', { a: 1 }, { a: 2 }, { a: 3 })
    await expect(asking('model://m/v1,model://m/v2', 'model://m/v3')).rejects.toMatchObject({
      kind: 'invalid',
      message: 'base: model://m/v3 is not one of the versions that are compared.',
    })
  })

  it('is what is not there or deleted, and the answer names it', async () => {
    await measured('m', { a: 1 }, { a: 2 })
    await deleteVersion(mia(), { org, model: 'm', version: 2, note: 'Gone.' })
    for (const uri of ['model://m/v2', 'model://m/v9', 'model://none/v1', 'model://m/latest'])
      await expect(asking(['model://m/v1', uri])).rejects.toMatchObject({
        kind: 'not_found',
        message: expect.stringContaining(`${uri}: `),
      })
  })

  it('is a version of a restricted model, which looks as if it were not there', async () => {
    await measured('open', { a: 1 })
    await measured('closed', { a: 1 })
    await updateModel(mia(), { org, model: 'closed', accessMode: 'restricted' })
    const v = ['model://open/v1', 'model://closed/v1']
    const hidden = asking(v).catch((error: Error) => error.message.replaceAll('closed', 'x'))
    const absent = asking(['model://open/v1', 'model://gone/v1']).catch((error: Error) =>
      error.message.replaceAll('gone', 'x'),
    )
    expect(await hidden).toBe(await absent)
    expect((await compareVersions(acme.as('admin'), { org, v })).versions).toHaveLength(2)
    await expect(
      compareVersions((await hub.organization()).as('admin'), { org, v }),
    ).rejects.toMatchObject({ kind: 'not_found' })
  })
})

describe('inputs that the caller may not see', () => {
  it('are left out', async () => {
    await lab()
    await measured('teacher', { a: 1 })
    await modelOf(mia(), org, 'student')
    const { run } = await createRun(mia(), {
      ...{ org, project: 'lab', step: 'distil' },
      inputs: [{ name: 'teacher', uri: 'model://teacher/v1' }],
    })
    await finishRun(mia(), {
      org,
      project: 'lab',
      run,
      state: 'completed',
      exitCode: 0,
      sidecars: {},
    })
    for (const note of ['one', 'two'])
      await registerVersion(mia(), { org, model: 'student', run: `run://lab/${run}`, note })
    const asked = { org, v: 'model://student/v1,model://student/v2' }
    expect((await compareVersions(rita(), asked)).data).toMatchObject([{ name: 'teacher' }])
    await updateModel(mia(), { org, model: 'teacher', accessMode: 'restricted' })
    expect((await compareVersions(rita(), asked)).data).toEqual([])
  })
})

describe('the comparison as CSV', () => {
  it('has a row for each thing and a column for each version, the base first', async () => {
    await measured('m', { '=cmd()': -1, loss: 'NaN' }, { '=cmd()': 2, loss: 0.5 })
    const v = 'model://m/v1,model://m/v2'
    const text = await compareAsCsv(rita(), { org, v, base: 'model://m/v2' })
    const lines = text.split('\n')
    expect(lines[0]).toBe('section,key,unit,better,model://m/v2,model://m/v1')
    expect(lines).toContain('version,state,,,pending,pending')
    expect(lines).toContain('metric,loss,,lower,0.5,NaN')
    // Neither a name that a spreadsheet would run, nor a number spoilt by guarding against it.
    expect(lines).toContain("metric,'=cmd(),,higher,2,-1")
    expect(lines.some((line) => line.startsWith('file sha256,model.bin,,,'))).toBe(true)
  })

  it('leaves out what agrees where only differences are asked for', async () => {
    await measured('m', { same: 1, other: 1 }, { same: 1, other: 2 })
    const v = 'model://m/v1,model://m/v2'
    const text = await compareAsCsv(rita(), { org, v, diff: '1' })
    expect(text).toContain('metric,other')
    expect(text).not.toContain('metric,same')
    expect(text).not.toContain('version,state')
  })
})
