import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { pythonWith } from '@/cli/testing/python'
import { readDocument } from '@/docs/support/document'
import { missingLine } from '@/docs/support/output'
import { getRun } from '@/lib/runs/queries'
import { type TestHub, type TestOrganization, testHub } from '@/lib/testing/hub'
import { getTracking } from '@/lib/tracking/about'
import { getVersion } from '@/lib/versions/queries'
import { mlflow2x, mlflow3x, runPython } from '../../testing/mlflow-clients'
import { startServer, type TestServer } from '../../testing/server'

/** The Python of the guide is one script, from its first block to its last. */

const clients = [
  { line: '3.x', python: await pythonWith(...mlflow3x) },
  { line: '2.x', python: await pythonWith(...mlflow2x) },
]
const blocks = readDocument('docs/mlflow.md').blocks.filter(({ language }) => language === 'python')

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

describe.for(clients)('the guide, with a client of $line,', ({ python }) => {
  let acme: TestOrganization
  let folder: string
  /** What each block printed. */
  let printed: string[]

  const run = (number: number) => ({ org: acme.slug, project: 'default', run: number })
  const ana = () => acme.as('contributor')

  beforeAll(async () => {
    if (!python) return
    folder = await mkdtemp(join(tmpdir(), 'hub-mlflow-'))
    acme = await hub.organization()
    const contributor = await acme.secret('contributor')
    const approver = await acme.secret('approver')
    const script = blocks
      .map(({ text }) => `${text}\nprint("\\f", end="")`)
      .join('\n')
      .replaceAll('<token of the approver>', approver)
      .replaceAll('<token of the contributor>', contributor)
    const { stdout } = await runPython(python, ['-c', script], folder, {
      MLFLOW_TRACKING_URI: `${server.url}/mlflow`,
      MLFLOW_TRACKING_TOKEN: contributor,
    })
    const isLink = (line: string) => line.includes('/mlflow/#/')
    printed = stdout.split('\f').map((part) =>
      part
        .split('\n')
        .filter((line) => !isLink(line))
        .join('\n')
        .trim(),
    )
  }, 300_000)
  afterAll(() => folder && rm(folder, { recursive: true, force: true }))

  it.skipIf(!python)('prints what it says', () => {
    const said = blocks.map(({ output }) => output)
    expect(said.filter(Boolean)).toHaveLength(4)
    for (const [at, output] of said.entries())
      expect([at, missingLine(output ?? '', printed[at] ?? '')]).toEqual([at, null])
    expect(printed[6]).toMatch(/run_id +metrics\.accuracy\n0 +[0-9a-f]{32} +0\.9/)
  })

  it.skipIf(!python)('makes a run with its data, its parameters and its metrics', async () => {
    const { inputs, params, summary } = await getRun(ana(), run(1))
    expect(inputs).toMatchObject([{ kind: 'dataset_version', logged: { context: 'train' } }])
    expect(params).toMatchObject({ max_iter: 500 })
    expect(summary).toMatchObject({ accuracy: expect.any(Number) })
    const about = { name: 'first', experiment: { name: 'iris' }, deletedAt: null }
    expect(await getTracking(ana(), run(1))).toMatchObject(about)
  })

  it.skipIf(!python)(
    'makes the version that the approver approved, with what was copied',
    async () => {
      const ref = { org: acme.slug, model: 'iris-kinds', version: 1 }
      const { files, ...version } = await getVersion(ana(), ref)
      expect(version).toMatchObject({
        ...{ state: 'approved', run: 'run://default/2', aliases: ['candidate'] },
        origin: { external: false, description: { signature: { inputs: Array(4).fill({}) } } },
      })
      expect(files.map(({ name }) => name)).toContain('MLmodel')
      const done = (await acme.events()).filter(({ outcome }) => outcome === 'done')
      const by = (action: string) => done.filter((event) => event.action === action)
      expect(by('version.approve')).toMatchObject([
        { via: 'mlflow', onBehalfOf: acme.personId('approver') },
      ])
      expect(by('version.use').length).toBeGreaterThan(0)
      expect([by('run.delete'), by('run.restore')]).toMatchObject([[{}], [{}]])
    },
  )
})
