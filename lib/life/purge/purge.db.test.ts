import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { database } from '@/db/client'
import type { Ctx } from '../../actor'
import { moveDatasetAlias } from '../../aliases/datasets'
import { listDatumAliases, listDatumAliasMoves, moveDatumAlias } from '../../aliases/datums'
import { systemContext } from '../../context'
import { createDataset } from '../../datasets/create'
import { deleteDataset, restoreDataset } from '../../datasets/life'
import { getDatasetVersion } from '../../datasets/queries'
import { getBlob } from '../../files/upload'
import { createModel } from '../../models/create'
import { deleteModel, restoreModel } from '../../models/life'
import { deleteProject, restoreProject } from '../../projects/life'
import { createRun } from '../../runs/create'
import { finishRun } from '../../runs/finish'
import { appendLog } from '../../runs/log'
import { logMetrics } from '../../runs/metrics'
import { getOutput, recordOutput } from '../../runs/outputs'
import { getRun } from '../../runs/queries'
import { projectOf } from '../../runs/testing'
import { arrival, type TestHub, type TestOrganization, testHub } from '../../testing/hub'
import { modelOf, registered, sha256, uploaded } from '../../testing/registry'
import { deleteVersion, restoreVersion } from '../../versions/life'
import { getVersion } from '../../versions/queries'
import { datasetOf, daysOn, trained } from '../testing'
import { purgeDeleted } from './deleted'
import { purgeModel } from './model'

let hub: TestHub
let acme: TestOrganization
let mia: Ctx
const worker = (days: number) =>
  daysOn(systemContext('worker', { ...arrival(), via: 'worker' }), days)

beforeAll(async () => {
  hub = await testHub()
})
afterAll(() => hub.close())

/** An organization of its own, since the worker purges whatever is due. */
async function fresh() {
  await purgeDeleted(worker(60), { limit: 500 })
  acme = await hub.organization()
  mia = acme.as('maintainer')
  return acme.slug
}

const referenced = async (content: string) => {
  const digest = sha256(content)
  const { rows } = await database().read.execute<{ count: number }>(sql`
    select ((select count(*) from version_files where sha256 = ${digest})
      + (select count(*) from dataset_version_files where sha256 = ${digest})
      + (select count(*) from run_outputs where sha256 = ${digest}))::int as count`)
  return rows[0]?.count ?? 0
}
/** A finished run with one output, from which nothing was registered. */
async function output(ctx: Ctx, org: string, content: string) {
  const { run } = await createRun(ctx, { org, project: 'jobs', inputs: [] })
  const at = { org, project: 'jobs', run }
  const digest = await uploaded(ctx, org, content)
  await recordOutput(ctx, { ...at, name: 'model.bin', sha256: digest })
  await finishRun(ctx, { ...at, state: 'completed', sidecars: {} })
  return at
}

const purges = async () => (await acme.events()).filter(({ action }) => action.endsWith('.purge'))

describe('purging a version', () => {
  it('lets its files go after 30 days, keeps its number and digest, and records how much went', async () => {
    const org = await fresh()
    await projectOf(mia, org, 'jobs')
    const run = await trained(mia, org, { project: 'jobs', model: 'm', content: 'model weights' })
    const ref = { org, model: 'm', version: 1 }
    await deleteVersion(mia, ref)
    expect(await purgeDeleted(worker(29))).toBe(0)
    expect(await referenced('model weights')).toBe(2)
    expect(await purgeDeleted(worker(31))).toBe(1)
    // The run would open to everybody what the deleted version closed.
    expect(await referenced('model weights')).toBe(0)
    await expect(
      getOutput(mia, { org, project: 'jobs', run, name: 'model.bin' }),
    ).rejects.toMatchObject({ kind: 'not_found' })
    expect(await purges()).toMatchObject([
      {
        action: 'version.purge',
        actor: { kind: 'system' },
        via: 'worker',
        subject: { uri: 'model://m/v1' },
        before: { files: 1, bytes: 13, outputs: 1 },
        after: { purged: true },
      },
    ])
    const { rows } = await database().read.execute<{ number: number }>(sql`
      select number from versions where manifest_digest is not null and purged_at is not null
        and organization_id = ${acme.id}`)
    expect(rows).toEqual([{ number: 1 }])
    await expect(restoreVersion(mia, ref)).rejects.toMatchObject({
      kind: 'not_found',
      message: expect.stringContaining('its files were let go for good'),
    })
    await registered(mia, org, { model: 'm' })
    expect((await getVersion(mia, { ...ref, version: 2 })).version).toBe(2)
  })

  it('keeps bytes that anything else holds', async () => {
    const org = await fresh()
    await projectOf(mia, org, 'jobs')
    const content = 'shared weights'
    const run = await trained(mia, org, { project: 'jobs', model: 'one', content })
    await modelOf(mia, org, 'two')
    await registered(mia, org, { model: 'two', content })
    await deleteVersion(mia, { org, model: 'one', version: 1 })
    await purgeDeleted(worker(31))
    // The other version, and with it the output of the run.
    expect(await referenced(content)).toBe(2)
    const seen = await getOutput(acme.as('reader'), {
      org,
      project: 'jobs',
      run,
      name: 'model.bin',
    })
    expect(seen.sha256).toBe(sha256(content))
    expect((await getBlob(acme.as('reader'), { org, sha256: sha256(content) })).size).toBe(14)
    expect(await purges()).toMatchObject([{ before: { files: 1, bytes: 14, outputs: 0 } }])
  })

  it('opens the same bytes in no other run of a job, and takes them from there when nothing holds them', async () => {
    const org = await fresh()
    const ada = acme.as('admin')
    const content = 'hush hush'
    await projectOf(ada, org, 'jobs')
    for (const name of ['secret', 'later'])
      await createModel(ada, { org, name, accessMode: 'restricted' })
    await trained(ada, org, { project: 'jobs', model: 'secret', content })
    await registered(ada, org, { model: 'later', content })
    const again = await output(ada, org, content)
    const look = () => getOutput(acme.as('reader'), { ...again, name: 'model.bin' })
    await deleteVersion(ada, { org, model: 'secret', version: 1 })
    await deleteVersion(daysOn(ada, 10), { org, model: 'later', version: 1 })
    await purgeDeleted(worker(31))
    // The one deleted later may still come back, and keeps them closed.
    await expect(look()).rejects.toMatchObject({ kind: 'not_found' })
    expect(await referenced(content)).toBe(3)
    await purgeDeleted(worker(41))
    await expect(look()).rejects.toMatchObject({ kind: 'not_found' })
    expect(await referenced(content)).toBe(0)
  })

  it('takes nothing from another organization that has the same bytes', async () => {
    const org = await fresh()
    const other = await hub.organization()
    const content = 'same everywhere'
    await projectOf(mia, org, 'jobs')
    await projectOf(other.as('maintainer'), other.slug, 'jobs')
    await trained(mia, org, { project: 'jobs', model: 'm', content })
    const theirs = await output(other.as('maintainer'), other.slug, content)
    await deleteVersion(mia, { org, model: 'm', version: 1 })
    await purgeDeleted(worker(31))
    const seen = await getOutput(other.as('reader'), { ...theirs, name: 'model.bin' })
    expect(seen.sha256).toBe(sha256(content))
  })

  it('leaves a run that took an output of it with what it took, without the file', async () => {
    const org = await fresh()
    await projectOf(mia, org, 'jobs')
    const run = await trained(mia, org, { project: 'jobs', model: 'm', content: 'taken further' })
    const { uri } = await getOutput(mia, { org, project: 'jobs', run, name: 'model.bin' })
    const next = await createRun(mia, { org, project: 'jobs', inputs: [{ name: 'w', uri }] })
    await deleteVersion(mia, { org, model: 'm', version: 1 })
    await purgeDeleted(worker(31))
    const { inputs } = await getRun(mia, { org, project: 'jobs', run: next.run })
    expect(inputs).toMatchObject([{ name: 'w', resolved: uri, files: [] }])
  })
})

describe('purging a model', () => {
  it('goes through its versions in parts, each with an event, and closes it at the last', async () => {
    const org = await fresh()
    await modelOf(mia, org, 'many')
    for (let n = 1; n <= 23; n++) await registered(mia, org, { model: 'many', content: `w${n}` })
    await deleteModel(mia, { org, model: 'many' })
    expect(await purgeDeleted(worker(31))).toBe(1)
    expect(await purges()).toMatchObject([
      { action: 'model.purge', before: { versions: 20, files: 20 }, after: { purged: false } },
      { action: 'model.purge', before: { versions: 3, files: 3 }, after: { purged: true } },
    ])
    expect(await referenced('w23')).toBe(0)
    await expect(restoreModel(mia, { org, model: 'many' })).rejects.toMatchObject({
      kind: 'not_found',
    })
    expect(await purgeDeleted(worker(31))).toBe(0)
  })

  it('is not for people, whatever their role, and that is recorded', async () => {
    const org = await fresh()
    await modelOf(mia, org, 'mine')
    const made = (await acme.events())[0]
    await deleteModel(mia, { org, model: 'mine' })
    const attempt = purgeModel(daysOn(acme.as('admin'), 31), { id: made?.subject.id ?? '' })
    await expect(attempt).rejects.toMatchObject({ kind: 'forbidden' })
    expect(await purges()).toMatchObject([{ action: 'model.purge', outcome: 'refused' }])
    await restoreModel(mia, { org, model: 'mine' })
  })
})

describe('purging a dataset', () => {
  it('lets its files go and its name stay', async () => {
    const org = await fresh()
    await datasetOf(mia, org, 'rows', 'a,b\n1,2\n')
    await deleteDataset(mia, { org, dataset: 'rows' })
    expect(await purgeDeleted(worker(31))).toBe(1)
    expect(await referenced('a,b\n1,2\n')).toBe(0)
    expect(await purges()).toMatchObject([
      { action: 'dataset.purge', before: { versions: 1, files: 1, bytes: 8 } },
    ])
    await expect(createDataset(mia, { org, slug: 'rows' })).rejects.toThrow(
      'A dataset named rows was deleted for good, and its name is not used again.',
    )
    await expect(restoreDataset(mia, { org, dataset: 'rows' })).rejects.toMatchObject({
      kind: 'not_found',
    })
  })
})

it('takes the aliases of files away that are gone, and of datasets and projects with them', async () => {
  const org = await fresh()
  await projectOf(mia, org, 'jobs')
  await projectOf(mia, org, 'kept')
  await datasetOf(mia, org, 'rows', 'only in rows')
  await datasetOf(mia, org, 'others', 'in others')
  const fileOf = async (dataset: string) => {
    const { files } = await getDatasetVersion(mia, { org, dataset, version: 'v1' })
    return files[0]?.uri ?? ''
  }
  const [rows, others] = [await fileOf('rows'), await fileOf('others')]
  await moveDatasetAlias(mia, { org, dataset: 'rows', alias: 'production', version: 'v1' })
  await moveDatumAlias(mia, { org, project: 'kept', alias: 'lost', datum: rows })
  await moveDatumAlias(mia, { org, project: 'kept', alias: 'stays', datum: others })
  await moveDatumAlias(mia, { org, project: 'jobs', alias: 'with-it', datum: others })
  await expect(deleteDataset(mia, { org, dataset: 'rows' })).rejects.toMatchObject({
    code: 'held',
    message: expect.stringContaining('dataset://rows/production'),
  })
  await deleteDataset(mia, { org, dataset: 'rows', force: true })
  await deleteProject(mia, { org, project: 'jobs' })
  expect(await purgeDeleted(worker(31))).toBe(2)
  const { items } = await listDatumAliases(mia, { org, project: 'kept' })
  expect(items.map(({ alias }) => alias)).toEqual(['stays'])
  const history = await listDatumAliasMoves(mia, { org, project: 'kept', alias: 'lost' })
  expect(history.items).toMatchObject([{ to: null, by: { kind: 'system' } }, { to: rows }])
  const { rows: left } = await database().read.execute(sql`
    select name from dataset_aliases union all select name from datum_aliases
    where project_id in (select id from projects where slug = 'jobs' and life = 'deleted'
      and organization_id = ${acme.id})`)
  expect(left).toEqual([])
  expect(await purges()).toMatchObject([
    { action: 'dataset.purge', before: { aliases: 1 } },
    { action: 'project.purge' },
  ])
})

it('opens the bytes of a purged dataset in no run that made the same', async () => {
  const org = await fresh()
  await projectOf(mia, org, 'jobs')
  const same = await output(mia, org, 'x,y\n3,4\n')
  await datasetOf(mia, org, 'rows', 'x,y\n3,4\n')
  await deleteDataset(mia, { org, dataset: 'rows' })
  await purgeDeleted(worker(31))
  const look = getOutput(acme.as('reader'), { ...same, name: 'model.bin' })
  await expect(look).rejects.toMatchObject({ kind: 'not_found' })
  expect(await referenced('x,y\n3,4\n')).toBe(0)
})

it('says what went wrong, unless somebody was faster', async () => {
  const org = await fresh()
  await modelOf(mia, org, 'due')
  await deleteModel(mia, { org, model: 'due' })
  await expect(purgeDeleted(daysOn(acme.as('admin'), 31))).rejects.toMatchObject({
    kind: 'forbidden',
  })
  expect(await purgeDeleted(worker(31))).toBe(1)
})

describe('purging a project', () => {
  it('lets go of outputs, code, curves and logs, but for what a version in use came from', async () => {
    const org = await fresh()
    await projectOf(mia, org, 'jobs')
    await trained(mia, org, { project: 'jobs', model: 'kept', content: 'kept weights' })
    const code = await uploaded(mia, org, 'an archive of code')
    const { run } = await createRun(mia, { org, project: 'jobs', inputs: [], code })
    const at = { org, project: 'jobs', run }
    const time = new Date().toISOString()
    await logMetrics(mia, { ...at, events: [{ time, values: { loss: 0.5 } }] })
    await appendLog(mia, { ...at, offset: 0, bytes: Buffer.from('hello\n') })
    await deleteProject(mia, { org, project: 'jobs', force: true })
    expect(await purgeDeleted(worker(31))).toBe(1)
    expect(await purges()).toMatchObject([
      { action: 'project.purge', before: { runs: 2, files: 1, bytes: 12 } },
    ])
    // What the version holds itself.
    expect(await referenced('kept weights')).toBe(1)
    const version = await getVersion(acme.as('reader'), { org, model: 'kept', version: 1 })
    expect(version.files).toHaveLength(1)
    const { rows } = await database().read.execute<{ left: number }>(sql`
      select ((select count(*) from run_metrics m join runs r on r.id = m.run_id
          where r.organization_id = ${acme.id})
        + (select count(*) from run_logs l join runs r on r.id = l.run_id
          where r.organization_id = ${acme.id})
        + (select count(*) from runs where code_sha256 = ${code}))::int as left`)
    expect(rows).toEqual([{ left: 0 }])
    await expect(restoreProject(mia, { org, project: 'jobs' })).rejects.toMatchObject({
      kind: 'not_found',
    })
  })
})

describe('restore and purge at once', () => {
  it('agree: what came back has its files, what is purged does not come back', async () => {
    const org = await fresh()
    for (let round = 0; round < 6; round++) {
      const model = `m${round}`
      const content = `bytes of ${round}`
      await modelOf(mia, org, model)
      await registered(mia, org, { model, content })
      await deleteModel(mia, { org, model })
      // The clock of one replica is ahead of the other's.
      const [back] = await Promise.allSettled([
        restoreModel(daysOn(mia, 29), { org, model }),
        purgeDeleted(worker(31)),
      ])
      expect(await referenced(content)).toBe(back.status === 'fulfilled' ? 1 : 0)
    }
  })
})
