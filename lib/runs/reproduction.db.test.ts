import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { updateModel } from '../models/update'
import { type TestHub, type TestOrganization, testHub } from '../testing/hub'
import { modelOf, registered, sha256, uploaded } from '../testing/registry'
import { deleteVersion } from '../versions/life'
import { registerVersion } from '../versions/register'
import { getCode } from './code'
import { createRun } from './create'
import { finishRun } from './finish'
import { logMetrics } from './metrics'
import { getRun } from './queries'
import { getReproduction, getVersionReproduction } from './reproduction'
import { projectOf } from './testing'

let hub: TestHub
let acme: TestOrganization
const ana = () => acme.as('contributor')
const mia = () => acme.as('maintainer')
let at: { org: string; project: string }

beforeAll(async () => {
  hub = await testHub()
  acme = await hub.organization()
  at = { org: acme.slug, project: await projectOf(ana(), acme.slug, 'lab') }
})
afterAll(() => hub.close())

const commit = { id: 'abc1234', branch: 'main', dirty: false, remote: 'https://git.example/lab' }

async function measured(run: number, values: Record<string, number | 'NaN'>) {
  const time = new Date().toISOString()
  await logMetrics(ana(), { ...at, run, events: [{ time, values }] })
}

describe('the record of a run', () => {
  it('is all that it was started with, and says nothing is missing when nothing is', async () => {
    await modelOf(ana(), acme.slug, 'base')
    const { digest } = await registered(ana(), acme.slug, { model: 'base' })
    const code = await uploaded(ana(), acme.slug, 'an archive')
    const outside = {
      name: 'raw',
      uri: 's3://rows/a.csv?X-Amz-Signature=1',
      sha256: sha256('rows'),
    }
    const { run } = await createRun(ana(), {
      ...at,
      step: 'train',
      command: 'node train.mjs',
      image: 'node:20',
      commit: { id: `~${code}` },
      code,
      definition: { yaml: 'valohai.yaml', step: { name: 'train', command: ['node train.mjs'] } },
      params: { trees: 50 },
      packages: [{ name: 'zod', version: '4.0.0' }],
      inputs: [
        { name: 'model', uri: 'model://base/newest' },
        { ...outside, size: 4 },
      ],
    })
    const bare = digest.replace('sha256:', '')
    expect(await getReproduction(acme.as('reader'), { ...at, run })).toEqual({
      ...{ run, project: 'lab', uri: `run://lab/${run}`, step: 'train' },
      ...{ command: 'node train.mjs', image: 'node:20', commit: { id: `~${code}` } },
      code: { sha256: code, url: `/api/v1/${acme.slug}/projects/lab/runs/${run}/code` },
      definition: { yaml: 'valohai.yaml', step: { name: 'train', command: ['node train.mjs'] } },
      params: { trees: 50 },
      inputs: [
        {
          name: 'model',
          uri: 'model://base/newest',
          resolved: `model://base/v1@${digest}`,
          digest: bare,
        },
        {
          name: 'raw',
          uri: 's3://rows/a.csv?X-Amz-Signature=***',
          resolved: 's3://rows/a.csv?X-Amz-Signature=***',
          digest: sha256('rows'),
        },
      ],
      packages: [{ name: 'zod', version: '4.0.0' }],
      command_line: `hub reproduce run://lab/${run}`,
      problems: [],
      reproductions: [],
    })
    expect(await getRun(ana(), { ...at, run })).toMatchObject({ code: { sha256: code, size: 10 } })
    expect(await getCode(acme.as('reader'), { ...at, run })).toEqual({
      ...{ name: 'code.tar.gz', sha256: code, size: 10 },
    })
  })

  it('says what is missing', async () => {
    const { run } = await createRun(ana(), {
      ...at,
      commit: { ...commit, dirty: true },
      inputs: [{ name: 'raw', uri: 's3://rows/b.csv' }],
    })
    expect((await getReproduction(ana(), { ...at, run })).problems).toEqual([
      'It does not say which command it ran.',
      'The code had changes that commit abc1234 does not hold, and no archive of it was kept.',
      'Input raw: it was not recorded what s3://rows/b.csv held then. It is taken as it is now.',
      'It does not say in which environment it ran: neither an image nor packages were recorded.',
    ])
    const bare = await createRun(ana(), { ...at, command: 'x', image: 'node:20' })
    expect((await getReproduction(ana(), { ...at, run: bare.run })).problems).toEqual([
      'It does not say which code it ran: there is no commit and no archive of it.',
    ])
  })

  it('says of an input that was deleted, and counts those that the caller may not see', async () => {
    for (const model of ['gone', 'closed']) {
      await modelOf(mia(), acme.slug, model)
      await registered(mia(), acme.slug, { model })
    }
    const { run } = await createRun(mia(), {
      ...at,
      ...{ command: 'x', image: 'node:20', commit },
      inputs: [
        { name: 'one', uri: 'model://gone/v1' },
        { name: 'two', uri: 'model://closed/v1' },
      ],
    })
    await finishRun(mia(), { ...at, run, state: 'completed' })
    await deleteVersion(mia(), { org: acme.slug, model: 'gone', version: 1, note: 'bad' })
    await updateModel(mia(), { org: acme.slug, model: 'closed', accessMode: 'restricted' })
    const record = await getReproduction(acme.as('reader'), { ...at, run })
    expect(record.inputs.map(({ name }) => name)).toEqual(['one'])
    expect(record.problems).toEqual([
      expect.stringMatching(/^Input one: model:\/\/gone\/v1@sha256:[0-9a-f]+ was deleted\.$/),
      'You may not see one of its inputs.',
    ])
  })

  it('of a version is that of the run that made it; one that was uploaded has none', async () => {
    await modelOf(ana(), acme.slug, 'made')
    const { run } = await createRun(ana(), { ...at, command: 'x', commit, image: 'node:20' })
    await registerVersion(ana(), { org: acme.slug, model: 'made', run: `run://lab/${run}` })
    await registered(ana(), acme.slug, { model: 'made' })
    const ref = { org: acme.slug, model: 'made' }
    expect(await getVersionReproduction(ana(), { ...ref, version: 1 })).toMatchObject({
      ...{ run, uri: `run://lab/${run}`, command_line: 'hub reproduce model://made/v1' },
      problems: [],
    })
    await expect(getVersionReproduction(ana(), { ...ref, version: 2 })).rejects.toMatchObject({
      code: 'no_run',
    })
  })
})

describe('a run that follows a record', () => {
  it('is linked with it, and compared metric by metric', async () => {
    const first = await createRun(ana(), at)
    await measured(first.run, { accuracy: 0.9, loss: 0.5, odd: 'NaN', only: 1 })
    const again = await createRun(mia(), { ...at, reproduces: first.uri })
    const time = new Date().toISOString()
    const values = { accuracy: 0.9, loss: 0.25, odd: 'NaN', extra: 2 }
    await logMetrics(mia(), { ...at, run: again.run, events: [{ time, values }] })
    expect(await getRun(ana(), { ...at, run: again.run })).toMatchObject({ reproduces: first.uri })
    const { reproductions } = await getReproduction(ana(), { ...at, run: first.run })
    expect(reproductions).toMatchObject([
      {
        ...{ run: again.run, uri: again.uri, state: 'running', by: { name: 'Mia' } },
        metrics: [
          { key: 'accuracy', original: 0.9, reproduced: 0.9, difference: 0, equal: true },
          { key: 'extra', original: null, reproduced: 2, difference: null, equal: false },
          { key: 'loss', original: 0.5, reproduced: 0.25, difference: -0.25, equal: false },
          { key: 'odd', original: 'NaN', reproduced: 'NaN', difference: null, equal: true },
          { key: 'only', original: 1, reproduced: null, difference: null, equal: false },
        ],
      },
    ])
    const told = (await acme.events()).find(({ subject }) => subject.uri === again.uri)
    expect(told?.after).toMatchObject({ reproduces: first.uri })
  })

  it.each([
    ['a run that is not there', 'run://lab/999', 'not_found'],
    ['a run of another organization', 'run://other/lab/1', 'not_found'],
    ['no run', 'model://base/v1', 'invalid'],
  ])('cannot follow %s', async (_what, reproduces, kind) => {
    await expect(createRun(ana(), { ...at, reproduces })).rejects.toMatchObject({ kind })
  })
})

describe('code', () => {
  it('that the caller did not upload or may not see buys no bytes', async () => {
    const other = await hub.organization()
    const code = await uploaded(other.as('contributor'), other.slug, 'their code')
    await expect(createRun(ana(), { ...at, code })).rejects.toMatchObject({ kind: 'not_found' })
  })

  it('of a run may be named again by whoever sees the run', async () => {
    const code = await uploaded(ana(), acme.slug, 'shared code')
    await createRun(ana(), { ...at, code })
    const { run } = await createRun(mia(), { ...at, code })
    expect((await getRun(ana(), { ...at, run })).code?.sha256).toBe(code)
  })

  it('stays closed where a restricted model holds the same bytes', async () => {
    await modelOf(mia(), acme.slug, 'hidden')
    await registered(mia(), acme.slug, { model: 'hidden', content: 'weights as code' })
    const { run } = await createRun(mia(), { ...at, code: sha256('weights as code') })
    await updateModel(mia(), { org: acme.slug, model: 'hidden', accessMode: 'restricted' })
    await expect(getCode(acme.as('reader'), { ...at, run })).rejects.toMatchObject({
      code: 'no_code',
    })
    expect((await getCode(mia(), { ...at, run })).size).toBe(15)
    expect((await getRun(acme.as('reader'), { ...at, run })).code).toBeNull()
    expect((await getRun(mia(), { ...at, run })).code).not.toBeNull()
  })
})

describe('what is found at an address', () => {
  it('is only said of an address outside of the hub', async () => {
    const input = { name: 'm', uri: 'model://base/v1', sha256: sha256('x') }
    await expect(createRun(ana(), { ...at, inputs: [input] })).rejects.toMatchObject({
      kind: 'invalid',
      message: expect.stringContaining('Input m:'),
    })
  })
})
