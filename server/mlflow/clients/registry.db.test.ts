import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { pythonWith } from '@/cli/testing/python'
import type { Role } from '@/lib/actor'
import { getLineage } from '@/lib/lineage/queries'
import { setOrganizationPolicy } from '@/lib/policies/set'
import { type TestHub, type TestOrganization, testHub } from '@/lib/testing/hub'
import { getVersion, listVersions } from '@/lib/versions/queries'
import { mlflow3x, runPython, told } from '../../testing/mlflow-clients'
import { startServer, type TestServer } from '../../testing/server'

const python = await pythonWith(...mlflow3x)

let hub: TestHub
let server: TestServer
let acme: TestOrganization
let folder: string

beforeAll(async () => {
  hub = await testHub()
  server = await startServer()
})
afterAll(async () => {
  await server.close()
  await hub.close()
})
beforeEach(async () => {
  acme = await hub.organization()
  folder = await mkdtemp(join(tmpdir(), 'hub-mlflow-'))
  return () => rm(folder, { recursive: true, force: true })
})

/** What a script tells that a person of this role runs. */
async function toldBy(role: Role, script: string, variables: Record<string, string> = {}) {
  const said = await runPython(python, [join(import.meta.dirname, script)], folder, {
    MLFLOW_TRACKING_URI: `${server.url}/mlflow`,
    MLFLOW_TRACKING_TOKEN: await acme.secret(role),
    ...variables,
  })
  return told(said)
}

/** How the client tells an answer that is an error. */
const refused = (code: string, sentence: string) => [code, `${code}: ${sentence}`]

const eventsOf = async (action: string) =>
  (await acme.events()).filter((event) => event.action === action)

describe.skipIf(!python)('an MLflow client', { timeout: 300_000 }, () => {
  it('works with a registry, and shows why the hub refuses', async () => {
    const ana = acme.as('contributor')
    const { slug: org } = acme
    await setOrganizationPolicy(acme.as('admin'), { org, protectedAliases: ['champion'] })
    const others = {
      TOKEN_OF_APPROVER: await acme.secret('approver'),
      TOKEN_OF_MAINTAINER: await acme.secret('maintainer'),
    }
    const lacksScope = 'This token lacks the scope decide. Use one that carries it.'
    expect(await toldBy('contributor', 'registry.py', others)).toEqual({
      protected: refused(
        'PERMISSION_DENIED',
        'champion is protected: it leads to approved versions only, and v1 is pending.',
      ),
      production: refused('PERMISSION_DENIED', lacksScope),
      tag: refused('PERMISSION_DENIED', lacksScope),
      stage: 'Production',
      'run of another': refused(
        'PERMISSION_DENIED',
        'Only the person whose run it is may report to it.',
      ),
      champion: ['2', ['approved', 'champion']],
      search: {
        ...{ approved: ['2'], pending: ['1'], 'by run': ['1'], 'by tag': ['2', '1'] },
        ...{ models: ['Käse churn'], like: ['Käse churn'], runs: ['other'] },
      },
      copy: ['Käse serving', '1', 'pending', true],
      odd: 'grün, 100 %',
      renamed: [
        true,
        refused('RESOURCE_DOES_NOT_EXIST', 'Registered Model with name=Käse churn not found'),
      ],
    })
    expect(await eventsOf('version.approve')).toMatchObject([
      { outcome: 'refused', via: 'mlflow' },
      { outcome: 'refused', via: 'mlflow' },
      { outcome: 'done', via: 'mlflow', onBehalfOf: acme.personId('approver') },
    ])
    expect(await getVersion(ana, { org, model: 'kase-serving', version: 1 })).toMatchObject({
      ...{ state: 'pending', run: 'run://default/2' },
      origin: { copyOf: expect.anything() },
    })
    const copied = { org, uri: 'model://kase-serving/v1', direction: 'up' as const }
    const { nodes, edges } = await getLineage(ana, copied)
    const called = new Map(nodes.map(({ id, uri }) => [id, uri]))
    expect(edges.map(({ from, role, to }) => [called.get(from), role, called.get(to)])).toEqual(
      expect.arrayContaining([
        ['model://kase-churn/v2', 'derived', 'model://kase-serving/v1'],
        ['run://default/2', 'registered', 'model://kase-churn/v2'],
      ]),
    )
  })

  it('deletes and restores, and finds what it would find elsewhere', async () => {
    const answer = await toldBy('maintainer', 'deleting.py')
    expect(answer).toEqual({
      run: expect.any(String),
      'run deleted': [[], ['one'], ['active', 'deleted']],
      write: [
        'INVALID_PARAMETER_VALUE',
        expect.stringMatching(/The run [0-9a-f]{32} must be in the 'active' state\. Restore it/),
      ],
      'run restored': [['one'], ['active', 'active']],
      'experiment deleted': [[], ['deleted', 'deleted']],
      set: [
        'INVALID_PARAMETER_VALUE',
        expect.stringContaining("Cannot set a deleted experiment 'to delete'"),
      ],
      'experiment restored': [['one'], ['active', 'active']],
      'version deleted': [
        ...[['2'], {}],
        refused('RESOURCE_DOES_NOT_EXIST', 'Model Version (name=passing, version=1) not found'),
        '3',
      ],
      'model deleted': [
        [],
        refused('RESOURCE_DOES_NOT_EXIST', 'Registered Model with name=passing not found'),
      ],
      'made again': '1',
    })
    const done = ['run.delete', 'run.restore', 'experiment.delete', 'experiment.restore']
    for (const action of [...done, 'version.delete', 'model.delete'])
      expect(await eventsOf(action)).toMatchObject([{ outcome: 'done', via: 'mlflow' }])
  })

  it('is one of twenty that register a model at the same time: there is one, and each its version', async () => {
    const numbers = Array.from({ length: 20 }, (_, at) => at + 1)
    expect(await toldBy('contributor', 'racing.py')).toEqual({
      ...{ experiments: ['1'], versions: numbers, found: numbers, failed: [], 'own run': true },
    })
    const ref = { org: acme.slug, model: 'raced', sort: 'number' }
    const { items } = await listVersions(acme.as('contributor'), ref)
    expect(items.map(({ version, state }) => [version, state])).toEqual(
      numbers.map((number) => [number, 'pending']),
    )
    expect(new Set(items.map(({ run }) => run)).size).toBe(20)
    const made = (await eventsOf('model.create')).filter(({ outcome }) => outcome === 'done')
    expect(made).toHaveLength(1)
  })
})
