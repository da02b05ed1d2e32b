import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type TestHub, type TestOrganization, testHub } from '@/lib/testing/hub'
import { startServer, type TestServer } from '../testing/server'
import { callMlflow } from './testing'

let hub: TestHub
let server: TestServer
let acme: TestOrganization
let secret: string

beforeAll(async () => {
  hub = await testHub()
  server = await startServer()
  acme = await hub.organization()
  secret = await acme.secret('contributor')
})
afterAll(async () => {
  await server.close()
  await hub.close()
})

const call = (method: string, path: string, body: Record<string, unknown>) =>
  callMlflow(server, secret, method, `/api/2.0/mlflow/${path}`, body)

async function start(fields: Record<string, unknown> = {}): Promise<string> {
  const { status, body } = await call('POST', 'runs/create', { experiment_id: '0', ...fields })
  expect(status).toBe(200)
  return (body.run as { info: { run_id: string } }).info.run_id
}

async function refused(path: string, body: Record<string, unknown>, word: string | RegExp) {
  const answer = await call('POST', path, body)
  expect([answer.status, answer.body]).toEqual([
    400,
    { error_code: 'INVALID_PARAMETER_VALUE', message: expect.stringMatching(word) },
  ])
}

describe('times', () => {
  const last = 253_402_300_799_999

  it('are taken up to the end of the year 9999, and pages are turned behind them', async () => {
    const experiment = await call('POST', 'experiments/create', { name: 'times' })
    const { experiment_id } = experiment.body
    const runs: string[] = []
    for (let n = 0; n < 3; n++)
      runs.unshift(await start({ experiment_id, start_time: last - 1 + Math.min(n, 1) }))
    const run_id = runs[0]
    expect(
      (await call('POST', 'runs/update', { run_id, status: 'FINISHED', end_time: last })).status,
    ).toBe(200)
    expect(
      (await call('POST', 'runs/log-metric', { run_id, key: 'a', value: 1, timestamp: last }))
        .status,
    ).toBe(200)
    const found: unknown[] = []
    let page_token: unknown
    do {
      const { status, body } = await call('POST', 'runs/search', {
        ...{ experiment_ids: [experiment_id], max_results: 1, page_token },
      })
      expect(status).toBe(200)
      found.push(...(body.runs as { info: { run_id: string; start_time: number } }[]))
      page_token = body.next_page_token
    } while (page_token)
    const infos = (found as { info: { run_id: string; start_time: number } }[]).map(
      ({ info }) => info,
    )
    expect(infos.map((info) => info.run_id).sort()).toEqual([...runs].sort())
    expect(infos.map((info) => info.start_time)).toEqual([last, last, last - 1])
  })

  it.each([last + 1, 8_640_000_000_000_000, Number.MAX_SAFE_INTEGER])(
    'are refused behind it, such as those in microseconds: %i',
    async (ms) => {
      const run_id = await start()
      const word = /before the year 10000/
      await refused('runs/create', { experiment_id: '0', start_time: ms }, word)
      await refused('runs/update', { run_id, end_time: ms }, word)
      await refused('runs/update', { run_id, status: 'FINISHED', end_time: ms }, word)
      await refused('runs/log-metric', { run_id, key: 'a', value: 1, timestamp: ms }, word)
      const metrics = [{ key: 'a', value: 1, timestamp: ms, step: 0 }]
      await refused('runs/log-batch', { run_id, metrics }, word)
    },
  )
})

describe('what a run holds', () => {
  const value = 'x'.repeat(8000)
  const pairs = (from: number, length = 100, text = value) =>
    Array.from({ length }, (_, n) => ({ key: `k${from + n}`, value: text }))

  it('is bounded over all its tags, whether they are new or changed', async () => {
    const run_id = await start()
    for (let n = 0; n < 4; n++)
      expect((await call('POST', 'runs/log-batch', { run_id, tags: pairs(n * 100) })).status).toBe(
        200,
      )
    const word = /at most 4000000 bytes together/
    expect((await call('POST', 'runs/log-batch', { run_id, tags: pairs(400, 90) })).status).toBe(
      200,
    )
    await refused('runs/log-batch', { run_id, tags: pairs(500, 20) }, word)
    // Set again, they count once; larger, as much as they are now.
    expect((await call('POST', 'runs/log-batch', { run_id, tags: pairs(0) })).status).toBe(200)
    await refused('runs/log-batch', { run_id, tags: pairs(0, 100, 'ä'.repeat(8000)) }, word)
    expect((await call('POST', 'runs/set-tag', { run_id, key: 'small', value: 'x' })).status).toBe(
      200,
    )
  })

  it('is bounded over all its parameters', async () => {
    const run_id = await start()
    const params = (n: number) => pairs(n * 100, 100, 'ä'.repeat(6000))
    for (let n = 0; n < 3; n++)
      expect((await call('POST', 'runs/log-batch', { run_id, params: params(n) })).status).toBe(200)
    await refused('runs/log-batch', { run_id, params: params(3) }, /at most 4000000 bytes together/)
  })

  it('is bounded over what is said of its datasets', async () => {
    const run_id = await start()
    const datasets = (digest: string) => [
      {
        dataset: {
          ...{ name: 'd', digest, source_type: 'local', source: '{}' },
          profile: 'x'.repeat(12_000_000),
        },
      },
    ]
    const first = await call('POST', 'runs/log-inputs', { run_id, datasets: datasets('a') })
    expect(first.status).toBe(200)
    const second = { run_id, datasets: datasets('b') }
    await refused('runs/log-inputs', second, /at most 20000000 bytes together/)
  })

  it('is bounded from its start', async () => {
    const tags = pairs(0, 600)
    await refused('runs/create', { experiment_id: '0', tags }, /at most 4000000 bytes together/)
  })
})

describe('texts that are JSON, nested without end', () => {
  const deep = `${'['.repeat(12_000)}${']'.repeat(12_000)}`

  it.each(['source', 'schema', 'profile'])('are refused as the %s of a dataset', async (field) => {
    const run_id = await start()
    const dataset = { name: 'd', digest: field, source_type: 'local', source: '{}', [field]: deep }
    await refused('runs/log-inputs', { run_id, datasets: [{ dataset }] }, /nested/)
    const half = JSON.stringify({ a: [[['x']]] })
    const fine = { ...dataset, [field]: half }
    expect(
      (await call('POST', 'runs/log-inputs', { run_id, datasets: [{ dataset: fine }] })).status,
    ).toBe(200)
  })

  it('are refused within what a client says of a model', async () => {
    const run_id = await start()
    const said = { artifact_path: 'm', utc_time_created: '', run_id, model_uuid: 'u' }
    const model_json = `${JSON.stringify(said).slice(0, -1)},"flavors":{"f":{"x":${deep}}}}`
    await refused('runs/log-model', { run_id, model_json }, /nested/)
  })

  it('are passed over in the tag of the models that were logged', async () => {
    const run_id = await start()
    const value = `${'['.repeat(4000)}${']'.repeat(4000)}`
    expect(
      (await call('POST', 'runs/set-tag', { run_id, key: 'mlflow.log-model.history', value }))
        .status,
    ).toBe(200)
    const said = { artifact_path: 'm', utc_time_created: '', run_id, model_uuid: 'u', flavors: {} }
    expect(
      (await call('POST', 'runs/log-model', { run_id, model_json: JSON.stringify(said) })).status,
    ).toBe(200)
  })

  it('leave nothing but a name and a number of what the versions of a logged model are said to be', async () => {
    const value = `[{"name":"a","version":"1","x":${deep}}]`
    const tags = [{ key: 'mlflow.modelVersions', value }]
    const { status, body } = await call('POST', 'logged-models', {
      experiment_id: '0',
      name: 'lm',
      tags,
    })
    expect(status).toBe(200)
    expect(JSON.stringify(body)).not.toContain('[[[[')
  })
})
