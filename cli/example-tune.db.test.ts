import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Run } from '@/lib/runs/view'
import type { Version } from '@/lib/versions/view'
import { root } from '@/scripts/paths.mjs'
import { cliHub } from './testing/hub'

const hub = cliHub()
const cwd = join(root, 'examples/penguins')
const data = 'dataset://penguins/v1'
let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hub-tune-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const address = () => `${hub.server.url}/mlflow/p/penguins`

async function tune(): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, ['tune.js', folder, data], {
    cwd,
    env: {
      ...process.env,
      MLFLOW_TRACKING_URI: address(),
      MLFLOW_TRACKING_TOKEN: hub.secret,
    },
  })
  return stdout
}

/** What an MLflow client reads. */
async function mlflow<T>(call: string, body?: object): Promise<T> {
  const answer = await fetch(`${address()}/api/2.0/mlflow/${call}`, {
    method: body ? 'POST' : 'GET',
    headers: { authorization: `Bearer ${hub.secret}`, 'content-type': 'application/json' },
    ...(body && { body: JSON.stringify(body) }),
  })
  expect(answer.status).toBe(200)
  return (await answer.json()) as T
}

interface Logged {
  info: { run_id: string; run_name: string; status: string }
  data: { tags: { key: string; value: string }[]; metrics: { key: string; value: number }[] }
}

const told = <T>(all: { key: string; value: T }[], wanted: string) =>
  all.find(({ key }) => key === wanted)?.value

it('logs a search by REST alone: runs below one, their curves, and a version of the best', {
  timeout: 120_000,
}, async () => {
  const { ana } = hub
  await ana.hub(['run', 'prepare'], { cwd })
  expect(await ana.hub(['pull', data, folder], { cwd })).toMatchObject({ exitCode: 0 })
  const said = await tune()
  expect(said).toContain('It is version 1 of penguins-softmax, and waits for review.')

  const { experiment } = await mlflow<{ experiment: { experiment_id: string } }>(
    'experiments/get-by-name?experiment_name=softmax%20regression',
  )
  const { runs } = await mlflow<{ runs: Logged[] }>('runs/search', {
    experiment_ids: [experiment.experiment_id],
    order_by: ['metrics.log_loss ASC'],
  })
  expect(runs.map(({ info }) => info.status)).toEqual(Array(7).fill('FINISHED'))
  const search = runs.find(({ info }) => info.run_name === 'search')
  const below = runs.filter((run) => run !== search)
  expect(below.map(({ data }) => told(data.tags, 'mlflow.parentRunId'))).toEqual(
    Array(6).fill(search?.info.run_id),
  )
  const [best] = below
  const loss = told(best?.data.metrics ?? [], 'log_loss') ?? Number.NaN
  expect(said).toContain(`The best of 6 is ${best?.info.run_name}: log loss ${loss}.`)
  expect(loss).toBeLessThan(0.1)
  const { metrics: curve } = await mlflow<{ metrics: { step: number; value: number }[] }>(
    `metrics/get-history?run_id=${best?.info.run_id}&metric_key=train_log_loss`,
  )
  const steps = Array.from({ length: 20 }, (_, index) => (index + 1) * 10)
  expect(curve.map(({ step }) => step)).toEqual(steps)
  expect(curve.at(-1)?.value).toBeLessThan(curve[0]?.value ?? 0)

  const version = await hub.json<Version>('/models/penguins-softmax/versions/1')
  expect(version).toMatchObject({
    state: 'pending',
    metrics: { log_loss: loss },
    files: [{ name: 'MLmodel' }, { name: 'model.json' }],
  })
  const run = await hub.json<Run>(`/projects/penguins/runs/${version.run?.split('/').at(-1)}`)
  expect(run.inputs).toMatchObject([{ name: 'train', resolved: data }])
})

it('finds its experiment and its model again', { timeout: 120_000 }, async () => {
  await hub.ana.hub(['run', 'prepare'], { cwd })
  await hub.ana.hub(['pull', data, folder], { cwd })
  await tune()
  expect(await tune()).toContain('It is version 2 of penguins-softmax')
  const { experiments } = await mlflow<{ experiments: { name: string }[] }>('experiments/search', {
    max_results: 10,
  })
  expect(experiments.map(({ name }) => name)).toEqual(['softmax regression', 'Default'])
})

it('says of its runs that they failed where it fails', { timeout: 120_000 }, async () => {
  await hub.ana.hub(['run', 'prepare'], { cwd })
  await hub.ana.hub(['pull', data, folder], { cwd })
  const test = join(folder, 'test.csv')
  await writeFile(test, (await readFile(test, 'utf8')).replace('beak_length_mm', 'length'))
  await expect(tune()).rejects.toThrow(/runs\/log-batch: 400/)
  const { runs } = await mlflow<{ runs: Logged[] }>('runs/search', { experiment_ids: ['1'] })
  expect(runs.map(({ info }) => info.status)).toEqual(['FAILED', 'FAILED'])
})
