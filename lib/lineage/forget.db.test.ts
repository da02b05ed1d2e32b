import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { systemContext } from '../context'
import { deleteDataset } from '../datasets/life'
import { purgeDeleted } from '../life/purge/deleted'
import { daysOn } from '../life/testing'
import { deleteProject } from '../projects/life'
import { arrival, type TestHub, type TestOrganization, testHub } from '../testing/hub'
import { deleteVersion } from '../versions/life'
import { getImpact } from './impact'
import { createRecall } from './recall'
import { chainOf, edgesOf } from './testing'

let hub: TestHub
let acme: TestOrganization
let org: string
const worker = (days: number) => daysOn(systemContext('worker', arrival()), days)
const mia = () => acme.as('maintainer')

beforeAll(async () => {
  hub = await testHub()
})
afterAll(() => hub.close())
beforeEach(async () => {
  // The worker purges whatever is due.
  await purgeDeleted(worker(60), { limit: 500 })
  acme = await hub.organization()
  org = acme.slug
  await chainOf(acme.as('contributor'), org)
})

const effects = async () => {
  const { rows } = await hub.database.read.execute<{ kind: string }>(sql`
    select e.kind from recall_effects e join recalls rc on rc.id = e.recall_id
    where rc.organization_id = ${acme.id} order by e.kind`)
  return rows.map(({ kind }) => kind)
}

describe('what is purged', () => {
  it('stays between what came before it and what was made of it, without its parts', async () => {
    await deleteVersion(mia(), { org, model: 'm', version: 1, force: true })
    await deleteDataset(mia(), { org, dataset: 'pets', force: true })
    await purgeDeleted(worker(31), { limit: 500 })
    expect(await edgesOf(acme.id)).toEqual([
      'dataset_version pets/v1 → run jobs/2 input',
      'external_data s3://lake/raw.csv → run jobs/1 input',
      'external_data s3://lake/raw.csv → run jobs/4 input',
      'file out/scores.csv → run jobs/4 input',
      'run jobs/1 → dataset_version pets/v1 registered',
      'run jobs/2 → version m/v1 registered',
      'run jobs/3 → file out/scores.csv output',
      'version m/v1 → run jobs/3 input',
    ])
    const { items } = await getImpact(acme.as('reader'), { org, uri: 'run://jobs/1' })
    expect(items.map(({ uri }) => uri)).toEqual(['run://jobs/4', 'run://jobs/3', 'run://jobs/2'])
  })

  it('leaves the lineage, and with it what recalls had reached, where it led nowhere', async () => {
    await createRecall(mia(), { org, uri: 'run://jobs/3', reason: 'Wrong threshold.' })
    expect(await effects()).toEqual(['file', 'run', 'run'])
    await deleteProject(mia(), { org, project: 'jobs', force: true })
    await purgeDeleted(worker(31), { limit: 500 })
    const left = await edgesOf(acme.id)
    expect(left.filter((edge) => edge.includes('jobs/4'))).toEqual([])
    expect(left).toContain('run jobs/2 → version m/v1 registered')
    expect(await effects()).toEqual(['file', 'run'])
  })
})
