import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { listActivity } from '../activity/queries'
import type { Ctx } from '../actor'
import { createDataset } from '../datasets/create'
import { archiveDataset, deleteDataset } from '../datasets/life'
import { getDatasetVersion, listDatasets } from '../datasets/queries'
import { registerDatasetVersion } from '../datasets/register'
import { getBlob } from '../files/upload'
import { createModel } from '../models/create'
import { archiveModel, deleteModel } from '../models/life'
import { getModel, listModels } from '../models/queries'
import { updateModel } from '../models/update'
import { createProject } from '../projects/create'
import { archiveProject, deleteProject, restoreProject } from '../projects/life'
import { listProjects } from '../projects/queries'
import { resolveUri } from '../resolve/resolve'
import { countReviews, listReviews } from '../reviews/inbox'
import { createRun } from '../runs/create'
import { listRuns } from '../runs/list'
import { logMetrics } from '../runs/metrics'
import { getOutput } from '../runs/outputs'
import { getRun } from '../runs/queries'
import { projectOf } from '../runs/testing'
import { type TestHub, type TestOrganization, testHub } from '../testing/hub'
import { modelOf, registered, sha256 } from '../testing/registry'
import { archiveVersion, deleteVersion } from '../versions/life'
import { getVersion, listVersions } from '../versions/queries'
import { registerVersion } from '../versions/register'
import { datasetOf, trained } from './testing'

let hub: TestHub
let acme: TestOrganization
let mia: Ctx
let rita: Ctx

beforeAll(async () => {
  hub = await testHub()
  acme = await hub.organization()
  mia = acme.as('maintainer')
  rita = acme.as('reader')
})
afterAll(() => hub.close())

const org = () => acme.slug
const slugs = ({ items }: { items: { slug: string }[] }) => items.map(({ slug }) => slug)
const absent = (promise: Promise<unknown>) =>
  expect(promise).rejects.toMatchObject({ kind: 'not_found' })
const readsBlob = (ctx: Ctx, content: string) =>
  getBlob(ctx, { org: org(), sha256: sha256(content) })

describe('a deleted project', () => {
  beforeAll(async () => {
    await projectOf(mia, org(), 'gone')
    await projectOf(mia, org(), 'stays')
    await trained(mia, org(), { project: 'gone', model: 'orphan', content: 'only of gone' })
    await createRun(mia, { org: org(), project: 'gone', inputs: [] })
    const run = await getOutput(mia, { org: org(), project: 'gone', run: 1, name: 'model.bin' })
    const inputs = [{ name: 'weights', uri: run.uri }]
    await createRun(mia, { org: org(), project: 'stays', inputs })
    await updateModel(mia, { org: org(), model: 'orphan', projects: ['gone', 'stays'] })
    await deleteProject(mia, { org: org(), project: 'gone', force: true })
  })

  it('is in no list, and its runs are not there for anybody, not even for their own reports', async () => {
    const admin = acme.as('admin')
    expect(slugs(await listProjects(admin, { org: org() }))).toEqual(['stays'])
    expect(slugs(await listProjects(admin, { org: org(), life: 'archived' }))).toEqual([])
    expect((await listRuns(admin, { org: org() })).items.map(({ uri }) => uri)).toEqual([
      'run://stays/1',
    ])
    expect((await listRuns(admin, { org: org(), project: 'gone' })).items).toEqual([])
    const ref = { org: org(), project: 'gone', run: 2 }
    await absent(getRun(admin, ref))
    await absent(getOutput(admin, { ...ref, run: 1, name: 'model.bin' }))
    await absent(logMetrics(mia, { ...ref, events: [] }))
    await absent(createRun(mia, { org: org(), project: 'gone', inputs: [] }))
    await absent(
      registerVersion(mia, { org: org(), model: 'orphan', files: [], run: 'run://gone/1' }),
    )
  })

  it('leaves the versions that its runs made, without a link to them', async () => {
    const version = await getVersion(rita, { org: org(), model: 'orphan', version: 1 })
    expect(version).toMatchObject({ run: null, source: { kind: 'run', uri: null } })
    const { projects } = await getModel(rita, { org: org(), model: 'orphan' })
    expect(projects).toEqual(['stays'])
    expect(slugs(await listModels(rita, { org: org(), project: 'gone' }))).toEqual([])
  })

  it('leaves what another run took from it on record, without the file', async () => {
    const { inputs } = await getRun(rita, { org: org(), project: 'stays', run: 1 })
    expect(inputs).toMatchObject([{ name: 'weights', kind: 'file', files: [] }])
    const again = [{ name: 'weights', uri: inputs[0]?.resolved ?? '' }]
    await absent(createRun(mia, { org: org(), project: 'stays', inputs: again }))
  })

  it('keeps its name: the refusal says until when it can be restored', async () => {
    const attempt = createProject(mia, { org: org(), name: 'gone', slug: 'gone' })
    await expect(attempt).rejects.toMatchObject({
      kind: 'conflict',
      message: expect.stringMatching(
        /^A project named gone was deleted and can be restored until 20\d\d-/,
      ),
    })
  })

  it('comes back in its models, though those were edited meanwhile', async () => {
    await updateModel(mia, { org: org(), model: 'orphan', projects: ['stays'] })
    await restoreProject(mia, { org: org(), project: 'gone' })
    const { projects } = await getModel(rita, { org: org(), model: 'orphan' })
    expect(projects).toEqual(['gone', 'stays'])
  })
})

describe('bytes', () => {
  it('of a deleted dataset open by no digest, nor through the run that made them', async () => {
    await projectOf(mia, org(), 'prepare')
    const run = await trained(mia, org(), {
      project: 'prepare',
      model: 'unused',
      content: 'rows of private',
    })
    await deleteVersion(mia, { org: org(), model: 'unused', version: 1 })
    await datasetOf(mia, org(), 'private', 'rows of private')
    const output = { org: org(), project: 'prepare', run, name: 'model.bin' }
    expect((await readsBlob(rita, 'rows of private')).size).toBe(15)
    expect((await getOutput(rita, output)).size).toBe(15)
    await deleteDataset(mia, { org: org(), dataset: 'private' })
    await absent(readsBlob(rita, 'rows of private'))
    await absent(getOutput(rita, output))
    // Whose run it was sees what they made.
    expect((await getOutput(mia, output)).size).toBe(15)
  })

  it('of a deleted project open by no digest', async () => {
    await projectOf(mia, org(), 'short')
    await trained(mia, org(), { project: 'short', model: 'kept-away', content: 'short lived' })
    await deleteModel(mia, { org: org(), model: 'kept-away' })
    await deleteProject(mia, { org: org(), project: 'short' })
    await absent(readsBlob(acme.as('admin'), 'short lived'))
  })
})

describe('a deleted dataset', () => {
  it('means nothing, is no input, and its name stays taken', async () => {
    await datasetOf(mia, org(), 'lost')
    await deleteDataset(mia, { org: org(), dataset: 'lost' })
    await absent(resolveUri(rita, { org: org(), uri: 'dataset://lost/v1' }))
    await absent(getDatasetVersion(rita, { org: org(), dataset: 'lost', version: 'latest' }))
    const files: never[] = []
    await absent(registerDatasetVersion(mia, { org: org(), dataset: 'lost', version: 'v2', files }))
    const inputs = [{ name: 'd', uri: 'dataset://lost/latest' }]
    await absent(createRun(mia, { org: org(), project: 'stays', inputs }))
    await expect(createDataset(mia, { org: org(), slug: 'lost' })).rejects.toThrow(
      /was deleted and can be restored until/,
    )
  })
})

describe('a deleted version', () => {
  it('waits for nobody, is in no list, and leaves the runs that took it on record', async () => {
    await projectOf(mia, org(), 'users')
    await modelOf(mia, org(), 'worn')
    await registered(acme.as('contributor'), org(), { model: 'worn', content: 'worn bytes' })
    await registered(acme.as('contributor'), org(), { model: 'worn' })
    const inputs = [{ name: 'm', uri: 'model://worn/v1' }]
    await createRun(mia, { org: org(), project: 'users', inputs })
    const waiting = await countReviews(acme.as('approver'), { org: org() })
    const ref = { org: org(), model: 'worn', version: 1 }
    await deleteVersion(mia, { ...ref, force: true })
    expect(await countReviews(acme.as('approver'), { org: org() })).toBe(waiting - 1)
    const { items } = await listReviews(acme.as('approver'), { org: org() })
    expect(items.map(({ uri }) => uri)).not.toContain('model://worn/v1')
    expect((await listVersions(rita, ref)).items.map(({ version }) => version)).toEqual([2])
    await absent(getVersion(rita, ref))
    await absent(readsBlob(rita, 'worn bytes'))
    const run = await getRun(rita, { org: org(), project: 'users', run: 1 })
    expect(run.inputs).toMatchObject([{ uri: 'model://worn/v1', files: [] }])
  })
})

describe('a deleted model', () => {
  it('keeps its name, which tells nothing to who may not see it', async () => {
    await modelOf(mia, org(), 'hush')
    await updateModel(mia, { org: org(), model: 'hush', accessMode: 'restricted' })
    const maker = { ...mia, memberships: await granted(mia, 'hush') }
    await deleteModel(maker, { org: org(), model: 'hush' })
    await expect(createModel(maker, { org: org(), name: 'x', slug: 'hush' })).rejects.toThrow(
      /was deleted and can be restored until/,
    )
    const ana = acme.as('contributor')
    await expect(createModel(ana, { org: org(), name: 'x', slug: 'hush' })).rejects.toThrow(
      'A model named hush exists. Choose another name.',
    )
  })

  it('is still in the record, for auditors', async () => {
    const otto = acme.as('auditor')
    const { items } = await listActivity(otto, { org: org(), model: 'hush' })
    expect(items[0]).toMatchObject({ action: 'model.delete', subject: { uri: 'model://hush/' } })
    await absent(listActivity(rita, { org: org(), model: 'hush' }))
  })
})

describe('what is archived', () => {
  it('is out of the lists unless asked for, and can be read by name with a warning', async () => {
    const other = await hub.organization()
    const kim = other.as('maintainer')
    const at = { org: other.slug }
    await projectOf(kim, other.slug, 'old')
    await createRun(kim, { ...at, project: 'old', inputs: [] })
    await modelOf(kim, other.slug, 'aged')
    for (let n = 0; n < 2; n++) await registered(kim, other.slug, { model: 'aged' })
    await datasetOf(kim, other.slug, 'rows')
    await archiveProject(kim, { ...at, project: 'old', force: true })
    await archiveDataset(kim, { ...at, dataset: 'rows' })
    await archiveVersion(kim, { ...at, model: 'aged', version: 2 })

    expect(slugs(await listProjects(kim, at))).toEqual([])
    expect(slugs(await listProjects(kim, { ...at, life: 'archived' }))).toEqual(['old'])
    expect((await listRuns(kim, at)).items).toEqual([])
    expect((await listRuns(kim, { ...at, project: 'old' })).items).toHaveLength(1)
    expect(slugs(await listDatasets(kim, at))).toEqual([])
    expect(slugs(await listDatasets(kim, { ...at, life: 'archived' }))).toEqual(['rows'])
    const numbers = async (life?: 'archived') =>
      (await listVersions(kim, { ...at, model: 'aged', life })).items.map(({ version }) => version)
    expect([await numbers(), await numbers('archived')]).toEqual([[1], [2]])
    await archiveModel(kim, { ...at, model: 'aged' })
    expect(slugs(await listModels(kim, at))).toEqual([])
    expect(slugs(await listModels(kim, { ...at, life: 'archived' }))).toEqual(['aged'])

    const { warnings } = await resolveUri(kim, { ...at, uri: 'dataset://rows/latest' })
    expect(warnings).toEqual([{ code: 'archived', message: 'The dataset rows is archived.' }])
    const more = registerDatasetVersion(kim, { ...at, dataset: 'rows', version: 'v2', files: [] })
    await expect(more).rejects.toThrow('The dataset rows is archived. Restore it first.')
    await expect(createModel(kim, { ...at, name: 'Newer', projects: ['old'] })).rejects.toThrow(
      'The project old is archived. Restore it first.',
    )
  })
})

/** The memberships of somebody who made a model, with the role that gives on it. */
async function granted(ctx: Ctx, model: string): Promise<Ctx['memberships']> {
  const made = (await acme.events()).find(({ subject }) => subject.uri === `model://${model}/`)
  const grant = { scope: 'model', scopeId: made?.subject.id ?? '', role: 'maintainer' } as const
  return ctx.memberships.map((one) => ({ ...one, grants: [...one.grants, grant] }))
}
