import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Ctx } from '../../actor'
import { createDataset } from '../../datasets/create'
import { registerDatasetVersion } from '../../datasets/register'
import { updateModel } from '../../models/update'
import { createProject } from '../../projects/create'
import { createRun } from '../../runs/create'
import { type TestHub, type TestOrganization, testHub } from '../../testing/hub'
import { modelOf, registered } from '../../testing/registry'
import { getVersion } from '../../versions/queries'
import { getLineage, getLineagePage } from '../queries'
import { createRecall } from '../recall'
import { edgesOf } from '../testing'
import { reportEvent } from './events'

let hub: TestHub
let acme: TestOrganization
let ana: Ctx
let mia: Ctx

beforeAll(async () => {
  hub = await testHub()
})
beforeEach(async () => {
  acme = await hub.organization()
  ana = acme.as('contributor')
  mia = acme.as('maintainer')
})
afterAll(() => hub.close())

interface Named {
  namespace: string
  name: string
  facets?: object
}

const versioned = (namespace: string, name: string, version: string): Named => ({
  namespace,
  name,
  facets: { version: { datasetVersion: version } },
})
const v1 = versioned('model://hub.example:3000', 'penguins', 'v1')
const raw = { namespace: 's3://lake', name: 'raw.csv' }

/** A run of another system that ended. */
const report = (runId: string, inputs: Named[], outputs: Named[], more: object = {}) =>
  reportEvent(ana, acme.slug, {
    eventType: 'COMPLETE',
    eventTime: '2026-03-04T05:00:00Z',
    producer: 'https://example.com/p',
    schemaURL: 'https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/RunEvent',
    run: { runId, ...more },
    job: { namespace: 'jobs', name: 'train' },
    inputs,
    outputs,
  })

const register = (model = 'penguins') => registered(mia, acme.slug, { model })
const edges = () => edgesOf(acme.id)

const rows = async (version: string) => {
  await createDataset(mia, { org: acme.slug, slug: 'rows' })
  await registerDatasetVersion(mia, { org: acme.slug, dataset: 'rows', version, files: [] })
}

describe('a version that an event named before it was there', () => {
  it('takes the place of what was kept, whatever way and host it was named by', async () => {
    await report('made', [raw], [v1])
    await report('used', [{ namespace: 'mlflow', name: 'model://penguins/v1' }], [])
    await report('used too', [versioned('model://other', 'penguins', '1')], [])
    expect(await edges()).toContain('external_run ? → external_data model://penguins/v1 output')
    await modelOf(mia, acme.slug, 'penguins')
    await register()
    expect(await edges()).toEqual([
      'external_data s3://lake/raw.csv → external_run ? input',
      'external_run ? → version penguins/v1 output',
      'version penguins/v1 → external_run ? input',
      'version penguins/v1 → external_run ? input',
    ])
  })

  it('is linked as it would have been afterwards, and only itself', async () => {
    await modelOf(mia, acme.slug, 'penguins')
    await report('a', [versioned('dataset://any', 'rows', 'v 1*')], [v1])
    await report('b', [], [versioned('model://h', 'penguins', 'v2')])
    await register()
    await rows('v 1*')
    const before = await edges()
    expect(before).toEqual([
      'dataset_version rows/v 1* → external_run ? input',
      'external_run ? → external_data model://penguins/v2 output',
      'external_run ? → version penguins/v1 output',
    ])
    // The same events, of later runs.
    await report('c', [versioned('dataset://any', 'rows', 'v 1*')], [v1])
    expect(new Set(await edges())).toEqual(new Set(before))
  })

  it('is found by the name that its model had then, and by its content', async () => {
    await modelOf(mia, acme.slug, 'penguins')
    const first = await register()
    await report('a', [], [versioned('model://h', 'penguins', 'v2')])
    const content = `model://penguins/v2@${first.digest}`
    await report('b', [{ namespace: '', name: content }], [])
    await report('c', [{ namespace: '', name: `${content.slice(0, -64)}${'0'.repeat(64)}` }], [])
    await updateModel(mia, { org: acme.slug, model: 'penguins', slug: 'birds' })
    await register('birds')
    expect((await edges()).map((edge) => edge.replace(/0{64}/, '…'))).toEqual([
      'external_data model://penguins/v2@sha256:… → external_run ? input',
      'external_run ? → version birds/v2 output',
      'version birds/v2 → external_run ? input',
    ])
  })

  it('is recalled with what it was made of, and with it what was made of it', async () => {
    await report('made', [raw], [v1])
    await report('used', [v1], [{ namespace: 's3://lake', name: 'scores.csv' }])
    const recall = { org: acme.slug, uri: 's3://lake/raw.csv', reason: 'Bad.' }
    await createRecall(acme.as('admin'), recall)
    await modelOf(mia, acme.slug, 'penguins')
    await register()
    const { warnings } = await getVersion(mia, { org: acme.slug, model: 'penguins', version: 1 })
    expect(warnings.map(({ code }) => code)).toContain('recalled')
    const { rows } = await hub.database.read.execute<{ kind: string }>(sql`
      select e.kind from recall_effects e join recalls r on r.id = e.recall_id
      where r.organization_id = ${acme.id} order by 1`)
    expect(rows.map(({ kind }) => kind).sort()).toEqual([
      'external_data',
      'external_data',
      'external_run',
      'external_run',
      'version',
    ])
  })

  it('is shown and recalled by its name meanwhile, and stays recalled', async () => {
    const org = acme.slug
    const uri = 'model://penguins/v1'
    const rita = acme.as('reader')
    await expect(getLineage(rita, { org, uri })).rejects.toMatchObject({ kind: 'not_found' })
    await report('made', [raw], [v1])
    const { nodes } = await getLineage(rita, { org, uri })
    expect(nodes.map(({ kind, name }) => `${kind} ${name}`)).toEqual([
      'dataset_version penguins',
      'run train',
      'file raw.csv',
    ])
    await createRecall(acme.as('admin'), { org, uri, reason: 'Bad.' })
    await modelOf(mia, org, 'penguins')
    await register()
    const { warnings } = await getVersion(mia, { org, model: 'penguins', version: 1 })
    expect(warnings.map(({ code }) => code)).toContain('recalled')
    const [root] = (await getLineage(rita, { org, uri })).nodes
    expect(root?.kind).toBe('version')
    await report('used', [v1], [])
    const affected = await getLineagePage(rita, { org, uri, direction: 'down' })
    expect(affected.nodes.map(({ recalled }) => recalled)).toEqual([true, true])
  })

  it('stays outside data where the model is not for everyone', async () => {
    await modelOf(mia, acme.slug, 'penguins')
    await updateModel(acme.as('admin'), {
      org: acme.slug,
      model: 'penguins',
      accessMode: 'restricted',
    })
    await report('made', [], [v1])
    await registered(acme.as('admin'), acme.slug, { model: 'penguins' })
    expect(await edges()).toEqual(['external_run ? → external_data model://penguins/v1 output'])
  })

  it('is nothing of another organization', async () => {
    await report('made', [], [v1])
    const other = await hub.organization()
    await modelOf(other.as('maintainer'), other.slug, 'penguins')
    await registered(other.as('maintainer'), other.slug, { model: 'penguins' })
    expect(await edges()).toEqual(['external_run ? → external_data model://penguins/v1 output'])
    expect(await edgesOf(other.id)).toEqual([])
  })

  it('is on record already for a run of ours', async () => {
    await createProject(mia, { org: acme.slug, name: 'Lab' })
    await createRun(ana, { org: acme.slug, project: 'lab', inputs: [] })
    await report('own', [], [v1], { facets: { modelHub_run: { uri: 'run://lab/1' } } })
    expect(await edges()).toEqual(['run lab/1 → external_data model://penguins/v1 output'])
    await modelOf(mia, acme.slug, 'penguins')
    await register()
    expect(await edges()).toEqual([])
  })

  it('is linked by whichever comes second when both come at once', async () => {
    await modelOf(mia, acme.slug, 'penguins')
    for (let number = 1; number <= 8; number++) {
      const named = versioned('model://h', 'penguins', `v${number}`)
      await Promise.all([
        register(),
        report(`run ${number}`, [], [named]),
        report(`too ${number}`, [named], []),
      ])
    }
    const found = await edges()
    expect(found.filter((edge) => edge.includes('external_data'))).toEqual([])
    expect(found).toHaveLength(16)
  })
})
