import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { pythonWith } from '@/cli/testing/python'
import { getLineage } from '@/lib/lineage/queries'
import { getRun } from '@/lib/runs/queries'
import { getSeries } from '@/lib/runs/series'
import { type TestHub, type TestOrganization, testHub } from '@/lib/testing/hub'
import { sha256 } from '@/lib/testing/registry'
import { getTracking } from '@/lib/tracking/about'
import { approveVersion } from '@/lib/versions/decide'
import { getVersion } from '@/lib/versions/queries'
import { mlflow2x, mlflow3x, repositoryWith, runPython, told } from '../../testing/mlflow-clients'
import { startServer, type TestServer } from '../../testing/server'

/** From a script that nobody changed to the approved version that serves, with the clients as they come. */

const newest = await pythonWith(...mlflow3x)
const lines = [
  { line: '3.x', python: newest, weights: 'model.skops', candidates: 2 },
  // They know of no candidates.
  { line: '2.x', python: await pythonWith(...mlflow2x), weights: 'model.pkl', candidates: 0 },
]

let hub: TestHub
let server: TestServer

beforeAll(async () => {
  hub = await testHub()
  server = await startServer()
})
afterAll(async () => {
  await server.close()
  await hub.close()
})

describe.for(lines)('a script, run by a client of $line,', ({ python, weights, candidates }) => {
  let acme: TestOrganization
  let work: { folder: string; commit: string }

  const ana = () => acme.as('contributor')
  const firstRun = () => ({ org: acme.slug, project: 'default', run: 1 })
  const firstVersion = () => ({ org: acme.slug, model: 'iris-kinds', version: 1 })
  const variables = async (role: 'contributor' | 'reader') => ({
    MLFLOW_TRACKING_URI: `${server.url}/mlflow`,
    MLFLOW_TRACKING_TOKEN: await acme.secret(role),
  })

  beforeAll(async () => {
    if (!python) return
    acme = await hub.organization()
    work = repositoryWith(join(import.meta.dirname, 'training.py'))
    await runPython(python, ['training.py'], work.folder, await variables('contributor'))
  }, 300_000)
  afterAll(() => work && rm(work.folder, { recursive: true, force: true }))

  it.skipIf(!python)('makes a run with all that it logged', async () => {
    const run = await getRun(ana(), firstRun())
    expect(run).toMatchObject({
      ...{ state: 'completed', step: 'training.py', versions: ['model://iris-kinds/v1'] },
      commit: { id: work.commit },
      params: { C: 1, max_iter: 500, solver: 'lbfgs', fit_intercept: true },
    })
    expect(run.summary).toMatchObject({ loss: 0.05, accuracy: expect.any(Number) })
    expect(run.inputs[0]).toMatchObject({
      ...{ name: 'train', kind: 'dataset_version' },
      resolved: expect.stringMatching(/^dataset:\/\/dataset\/[0-9a-f]{8}$/),
      logged: { context: 'train', sourceType: 'code' },
    })
    expect(run.packages.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['mlflow', 'scikit-learn']),
    )
    const { series } = await getSeries(ana(), { ...firstRun(), key: 'loss' })
    expect(series[0]?.points.map(({ step }) => step)).toEqual([...Array(20).keys()])
    const tracking = await getTracking(ana(), firstRun())
    expect(tracking).toMatchObject({
      ...{ name: 'final', experiment: { experiment: 1, name: 'iris' } },
      tags: expect.arrayContaining([{ key: 'team', value: 'flowers' }]),
      children: [{ run: 2, name: 'warm up', state: 'completed' }],
    })
    expect(tracking?.models).toHaveLength(candidates)
    if (candidates)
      expect(tracking?.models.at(-1)).toMatchObject({
        ...{ name: 'model', status: 'READY', role: 'output' },
        versions: [{ model: 'iris-kinds', version: 1, state: 'pending' }],
      })
  })

  it.skipIf(!python)('makes a pending version whose lineage leads to its data', async () => {
    const { nodes, edges } = await getLineage(ana(), {
      ...{ org: acme.slug, uri: 'model://iris-kinds/v1', direction: 'up' },
    })
    const called = new Map(nodes.map(({ id, uri }) => [id, uri]))
    const { inputs } = await getRun(ana(), firstRun())
    expect(edges.map(({ from, to, role }) => [called.get(from), role, called.get(to)])).toEqual([
      ['run://default/1', 'registered', 'model://iris-kinds/v1'],
      ...inputs.map(({ resolved }) => [resolved, 'input', 'run://default/1']),
    ])
    const version = await getVersion(ana(), firstVersion())
    expect(version).toMatchObject({
      ...{ state: 'pending', run: 'run://default/1', params: { C: 1 } },
      metrics: { accuracy: expect.any(Number) },
      origin: {
        external: false,
        description: {
          flavors: [{ name: 'python_function' }, { name: 'sklearn' }],
          signature: { inputs: Array(4).fill(expect.objectContaining({ type: 'double' })) },
        },
      },
    })
    expect(version.files.map(({ name }) => name)).toEqual([
      ...['MLmodel', 'conda.yaml', 'input_example.json', weights, 'python_env.yaml'],
      ...['requirements.txt', 'serving_input_example.json'],
    ])
  })

  it.skipIf(!python)(
    'loads what was approved, the same bytes at each door',
    async () => {
      await approveVersion(acme.as('approver'), firstVersion())
      const { id } = (await getTracking(ana(), firstRun())) ?? {}
      const { files } = await getVersion(ana(), firstVersion())
      const digests = Object.fromEntries(files.map(({ name, sha256 }) => [name, sha256]))
      const serving = join(import.meta.dirname, 'serving.py')
      const served = runPython(
        python,
        [serving, 'Iris kinds'],
        work.folder,
        await variables('reader'),
      )
      expect(told(await served)).toEqual({
        ...{ right: [true, true, true, true], run: id, files: digests },
      })
      if (!newest) return
      const settings = { HF_ENDPOINT: `${server.url}/hf`, HF_TOKEN: await acme.secret('reader') }
      const repo = `${acme.slug}/iris-kinds`
      const snapshot = `from huggingface_hub import snapshot_download
print(snapshot_download("${repo}"))`
      const { stdout } = await runPython(newest, ['-c', snapshot], work.folder, settings)
      // As `hf download`; a moved environment is called by its python.
      const download = ['-m', 'huggingface_hub.cli.hf', 'download', repo, '--local-dir', 'model']
      await runPython(newest, download, work.folder, settings)
      for (const folder of [stdout.trim(), join(work.folder, 'model')])
        for (const [name, digest] of Object.entries(digests))
          expect([name, sha256(await readFile(join(folder, name)))]).toEqual([name, digest])
    },
    240_000,
  )
})
