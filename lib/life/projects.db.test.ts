import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { database } from '@/db/client'
import { roleGrants } from '@/db/schema/tables'
import type { Ctx } from '../actor'
import { contextFromSession, systemContext } from '../context'
import { createDataset } from '../datasets/create'
import { archiveDataset } from '../datasets/life'
import { getBlob } from '../files/upload'
import { grantProject } from '../grants/grant'
import { createModel } from '../models/create'
import { getModel, listModels } from '../models/queries'
import { updateModel } from '../models/update'
import { createProject } from '../projects/create'
import { deleteProject, restoreProject } from '../projects/life'
import { resolveUri } from '../resolve/resolve'
import { startSession } from '../sessions/session'
import { arrival, type TestHub, type TestOrganization, testHub } from '../testing/hub'
import { registered, sha256 } from '../testing/registry'
import { deleteVersion } from '../versions/life'
import { listDeleted } from './deleted'
import { purgeDeleted } from './purge/deleted'
import { daysOn } from './testing'

let hub: TestHub
let acme: TestOrganization
let org: string
let ada: Ctx
beforeAll(async () => {
  hub = await testHub()
})
afterAll(() => hub.close())
beforeEach(async () => {
  acme = await hub.organization()
  org = acme.slug
  ada = acme.as('admin')
  await createProject(ada, { org, name: 'lab' })
  await createModel(ada, { org, name: 'secret', accessMode: 'restricted', projects: ['lab'] })
  await registered(ada, org, { model: 'secret', content: `hush of ${org}` })
  await registered(ada, org, { model: 'secret' })
  await deleteVersion(ada, { org, model: 'secret', version: 2, force: true })
  await createDataset(ada, { org, slug: 'rows', projects: ['lab'] })
  const person = acme.personId('reader')
  await grantProject(ada, { org, project: 'lab', person, role: 'maintainer' })
})

/** Who is a mere reader but for the role in the project. */
async function rita(): Promise<Ctx> {
  const { secret } = await startSession(acme.personId('reader'), arrival().origin)
  const ctx = await contextFromSession(secret, arrival())
  if (!ctx) throw new Error('The session has ended.')
  return ctx
}

const model = () => ({ org, model: 'secret' })
const remove = (force = true) => deleteProject(ada, { org, project: 'lab', force })

/** By every way that leads to what belongs to the project: how it ends. */
async function reach() {
  const ctx = await rita()
  const ends = (attempt: Promise<unknown>) =>
    attempt.then(
      () => 'done',
      (error: { kind: string }) => error.kind,
    )
  return {
    model: await ends(getModel(ctx, model())),
    edited: await ends(updateModel(ctx, { ...model(), description: 'x' })),
    listed: (await listModels(ctx, { org })).items.length,
    resolved: await ends(resolveUri(ctx, { org, uri: 'model://secret/v1' })),
    bytes: await ends(getBlob(ctx, { org, sha256: sha256(`hush of ${org}`) })),
    trash: (await listDeleted(ctx, { org })).items.filter(({ kind }) => kind === 'version').length,
    dataset: await ends(archiveDataset(ctx, { org, dataset: 'rows' })),
  }
}

describe('a role in a project', () => {
  it('rests while the project is deleted, and is there again when it is restored', async () => {
    await remove()
    expect(await reach()).toEqual({
      model: 'not_found',
      edited: 'not_found',
      listed: 0,
      resolved: 'not_found',
      bytes: 'not_found',
      trash: 0,
      dataset: 'forbidden',
    })
    // To the project itself it still leads: its maintainers bring it back.
    await restoreProject(await rita(), { org, project: 'lab' })
    expect(await reach()).toEqual({
      model: 'done',
      edited: 'done',
      listed: 1,
      resolved: 'done',
      bytes: 'done',
      trash: 1,
      dataset: 'done',
    })
  })

  it('ends for good when the project is purged, as does what belonged to it', async () => {
    await remove()
    const worker = systemContext('worker', { ...arrival(), via: 'worker' })
    await purgeDeleted(daysOn(worker, 31), { limit: 500 })
    const purge = (await acme.events()).find(({ action }) => action === 'project.purge')
    // Rita's role and that of Ada, who made it.
    expect(purge).toMatchObject({ before: { roles: 2, models: 1, datasets: 1 } })
    const project = purge?.subject.id ?? ''
    const left = await database()
      .read.select({ id: roleGrants.id })
      .from(roleGrants)
      .where(eq(roleGrants.scopeId, project))
    expect(left).toEqual([])
  })
})
