import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { pythonWith } from '@/cli/testing/python'
import { edgesOf } from '@/lib/lineage/testing'
import { type TestHub, testHub } from '@/lib/testing/hub'
import { mlflow2x, mlflow3x } from '../testing/mlflow-clients'
import { startServer, type TestServer } from '../testing/server'

const three = await pythonWith(...mlflow3x)
const two = await pythonWith(...mlflow2x)

const script = join(import.meta.dirname, 'candidates-client.py')

let hub: TestHub
let server: TestServer
let folder: string

beforeAll(async () => {
  hub = await testHub()
  server = await startServer()
  folder = await mkdtemp(join(tmpdir(), 'hub-mlflow-'))
})
afterAll(async () => {
  await server.close()
  await hub.close()
  await rm(folder, { recursive: true, force: true })
})

/** What the script tells, and the lineage that came of it. */
async function trained(python: string | null) {
  if (!python) throw new Error('There is no Python to train with.')
  const acme = await hub.organization()
  const env = {
    NODE_ENV: 'test',
    PATH: process.env.PATH,
    HOME: folder,
    MLFLOW_TRACKING_URI: `${server.url}/mlflow`,
    MLFLOW_TRACKING_TOKEN: await acme.secret('contributor'),
    MLFLOW_DISABLE_TELEMETRY: 'true',
    GIT_PYTHON_REFRESH: 'quiet',
  } as const
  const { stdout } = await promisify(execFile)(python, [script], { cwd: folder, env })
  const told = /^TOLD (.*)$/m.exec(stdout)?.[1] ?? 'null'
  return { told: JSON.parse(told), edges: await edgesOf(acme.id) }
}

/** With what the loaded model predicts on later: autolog adds that to the run that trained it. */
const takenBy = (edges: string[], run: number) =>
  edges.filter((edge) => edge.endsWith(`→ run default/${run} input`)).length

const datasets = [
  ['dataset', 'train'],
  ['iris', 'training'],
]
const both = { datasets, params: '1000', version: ['READY', true], predicts: 38 }

describe.skipIf(!three)('a script that trains by autolog with MLflow 3', () => {
  it('leaves its data, candidates, what they are worth, and their lineage', {
    timeout: 300_000,
  }, async () => {
    const { told, edges } = await trained(three)
    expect(told).toMatchObject({
      ...both,
      models: [
        ['model', 'READY'],
        ['own', 'READY'],
      ],
      versions: [{ name: 'iris', version: '1' }],
      taken: [true],
      large: [250, 'FAILED'],
    })
    expect(told.measured).toContainEqual(['held_out', 0.5, 'iris'])
    expect(edges).toContain('run default/1 → version iris/v1 registered')
    expect(edges).toContain('version iris/v1 → run default/2 input')
    expect(takenBy(edges, 1)).toBe(3)
  })
})

describe.skipIf(!two)('a script that trains by autolog with MLflow 2', () => {
  it('leaves its data, its models in the history of the run, and the lineage', {
    timeout: 300_000,
  }, async () => {
    const { told, edges } = await trained(two)
    expect(told).toMatchObject({ ...both, history: ['model', 'own'] })
    expect(edges).toContain('run default/1 → version iris/v1 registered')
    expect(takenBy(edges, 1)).toBe(3)
  })
})
