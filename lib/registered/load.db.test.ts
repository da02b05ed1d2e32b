import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { database } from '@/db/client'
import { versions } from '@/db/schema/tables'
import { moveAlias } from '../aliases/move'
import { isAppError } from '../errors'
import { archiveModel, deleteModel } from '../models/life'
import { setOrganizationPolicy } from '../policies/set'
import { requestReview } from '../reviews/request'
import { type TestHub, type TestOrganization, testHub } from '../testing/hub'
import { queriesOf } from '../testing/queries'
import { modelOf, registered } from '../testing/registry'
import { approveVersion, rejectVersion } from '../versions/decide'
import { updateVersion } from '../versions/update'
import { findRegistered, locateRegistered } from './find'
import { loadRegistered } from './models'
import { loadModelVersions } from './versions'

let hub: TestHub
let acme: TestOrganization
let org: string

beforeAll(async () => {
  hub = await testHub()
})
afterAll(() => hub.close())
beforeEach(async () => {
  acme = await hub.organization()
  org = acme.slug
  await modelOf(acme.as('contributor'), org, 'churn')
})

const db = () => database().read
const makeVersion = (model = 'churn') => registered(acme.as('contributor'), org, { model })

async function idsOf(model: string): Promise<string[]> {
  const { id } = await locateRegistered(acme.as('reader'), { org, name: model })
  const rows = await db()
    .select({ id: versions.id })
    .from(versions)
    .where(eq(versions.modelId, id))
    .orderBy(versions.number)
  return rows.map((row) => row.id)
}

async function versionsOf(model = 'churn') {
  return loadModelVersions(db(), acme.as('reader'), await idsOf(model))
}

async function churn(ctx = acme.as('reader')) {
  const { id } = await locateRegistered(ctx, { org, name: 'churn' })
  const [found] = await loadRegistered(db(), ctx, [id])
  return found
}

describe('a model by the name that MLflow clients know', () => {
  it('is found by its slug where it has no other name, letter for letter', async () => {
    const { model } = await findRegistered(db(), acme.as('reader'), { org, name: 'churn' })
    expect(model.slug).toBe('churn')
    for (const name of ['Churn', 'churn ', 'nothing', '']) {
      const found = findRegistered(db(), acme.as('reader'), { org, name })
      await expect(found).rejects.toThrow(`Registered Model with name=${name} not found`)
    }
  })

  it('is not there once it is deleted', async () => {
    await archiveModel(acme.as('admin'), { org, model: 'churn' })
    await findRegistered(db(), acme.as('reader'), { org, name: 'churn' })
    await deleteModel(acme.as('admin'), { org, model: 'churn' })
    const gone = await findRegistered(db(), acme.as('admin'), { org, name: 'churn' }).catch(
      (e) => e,
    )
    expect(isAppError(gone) && gone.kind).toBe('not_found')
  })
})

describe('versions as MLflow clients see them', () => {
  it('come in the order of the ids, by one query', async () => {
    for (const _ of '123') await makeVersion()
    const ids = (await idsOf('churn')).reverse()
    let numbers: number[] = []
    const queries = await queriesOf(async () => {
      const found = await loadModelVersions(db(), acme.as('reader'), ids)
      numbers = found.map(({ number }) => number)
    })
    expect({ numbers, queries }).toEqual({ numbers: [3, 2, 1], queries: 1 })
    expect(await loadModelVersions(db(), acme.as('reader'), [])).toEqual([])
  })

  it('tell their approval as stage, tags and the alias approved', async () => {
    for (const _ of '1234') await makeVersion()
    await approveVersion(acme.as('approver'), { org, model: 'churn', version: 1, note: 'Good.' })
    await approveVersion(acme.as('approver'), { org, model: 'churn', version: 2 })
    await rejectVersion(acme.as('approver'), { org, model: 'churn', version: 3, note: 'Bad.' })
    await requestReview(acme.as('contributor'), {
      ...{ org, model: 'churn', version: 4, people: [acme.personId('approver')] },
    })
    const found = await versionsOf()
    const told = found.map(({ stage, aliases, tags }) => ({
      stage,
      aliases,
      ...Object.fromEntries(tags.map(({ key, value }) => [key, value])),
    }))
    expect(told).toMatchObject([
      { stage: 'Production', aliases: [], 'hub.approved_by': 'Ben', 'hub.approval': 'approved' },
      { stage: 'Production', aliases: ['approved'] },
      { stage: 'Archived', 'hub.approval': 'rejected', 'hub.approval_comment': 'Bad.' },
      { stage: 'Staging', 'hub.approval': 'pending' },
    ])
    expect(told[0]).toMatchObject({
      'hub.approval_comment': 'Good.',
      'hub.url': expect.stringMatching(`/${org}/models/churn/versions/v1$`),
    })
    expect(told[2]).not.toHaveProperty('hub.approved_by')
  })

  it('show labels as tags without a value, and where their files are', async () => {
    await makeVersion()
    await updateVersion(acme.as('contributor'), {
      ...{ org, model: 'churn', version: 1, note: 'First', tags: ['gpu'] },
    })
    const [version] = await versionsOf()
    expect(version?.tags).toContainEqual({ key: 'gpu', value: '' })
    expect(version).toMatchObject({ note: 'First', runRef: '', by: 'Ana', loggedModelId: null })
    expect(version?.source).toMatch(/^mlflow-artifacts:\/versions\/[0-9a-f]{32}\/1$/)
  })
})

describe('models as MLflow clients see them', () => {
  it('have the newest version of each stage and their aliases, by two queries', async () => {
    for (const _ of '123') await makeVersion()
    await approveVersion(acme.as('approver'), { org, model: 'churn', version: 1 })
    await moveAlias(acme.as('maintainer'), { org, model: 'churn', alias: 'champion', version: 2 })
    expect(await churn()).toMatchObject({
      ...{ name: 'churn', by: 'Ana', description: '', tags: [] },
      aliases: [
        { alias: 'champion', version: 2 },
        { alias: 'approved', version: 1 },
      ],
    })
    const stages = (await churn())?.latest.map(({ number, stage }) => [number, stage])
    expect(stages).toEqual([
      [3, 'None'],
      [1, 'Production'],
    ])
    const { id } = await locateRegistered(acme.as('reader'), { org, name: 'churn' })
    const queries = await queriesOf(() => loadRegistered(db(), acme.as('reader'), [id, id]))
    expect(queries).toBe(2)
  })

  it('show programs approved versions alone where the policy wants that', async () => {
    for (const _ of '12') await makeVersion()
    await approveVersion(acme.as('approver'), { org, model: 'churn', version: 1 })
    await setOrganizationPolicy(acme.as('admin'), { org, approvedOnly: true })
    const numbers = async (ctx = acme.as('reader')) =>
      (await churn(ctx))?.latest.map(({ number }) => number)
    expect(await numbers()).toEqual([2, 1])
    expect(await numbers(await acme.token('reader'))).toEqual([1])
  })
})
