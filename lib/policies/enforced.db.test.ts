import { eq, sql } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { versions } from '@/db/schema/tables'
import type { Ctx } from '../actor'
import { moveAlias, removeAlias } from '../aliases/move'
import { writeEvent } from '../audit/event'
import { getBlob } from '../files/upload'
import { grantModel } from '../grants/grant'
import { createRecall } from '../lineage/recall'
import { createModel } from '../models/create'
import { deleteModel } from '../models/life'
import { getModel } from '../models/queries'
import { updateModel } from '../models/update'
import { createProject } from '../projects/create'
import { deleteProject } from '../projects/life'
import { resolveUri } from '../resolve/resolve'
import { createRun } from '../runs/create'
import { type TestHub, type TestOrganization, testHub } from '../testing/hub'
import { modelOf, registered, uploaded } from '../testing/registry'
import { archiveMany } from '../versions/archive-many'
import { approveVersion } from '../versions/decide'
import { findVersionFile, findVersionFiles } from '../versions/download'
import { archiveVersion, deleteVersion } from '../versions/life'
import { reviewVersion } from '../versions/queries'
import { registerVersion } from '../versions/register'
import { getModelPolicy, getProjectPolicy } from './queries'
import { setModelPolicy, setOrganizationPolicy, setProjectPolicy } from './set'

let hub: TestHub
let acme: TestOrganization
let org: string
let model: string

beforeAll(async () => {
  hub = await testHub()
})
afterAll(() => hub.close())
beforeEach(async () => {
  acme = await hub.organization()
  org = acme.slug
  model = await modelOf(acme.as('maintainer'), org, 'churn')
})

const mia = () => acme.as('maintainer')
const ada = () => acme.as('admin')
const register = (ctx: Ctx = mia()) => registered(ctx, org, { model })
async function approved() {
  const { version } = await register()
  await approveVersion(acme.as('approver'), { org, model, version })
  return version
}
const point = (ctx: Ctx, version: number, alias = 'production') =>
  moveAlias(ctx, { org, model, alias, version })
const resolve = (ctx: Ctx, version: string) =>
  resolveUri(ctx, { org, uri: `model://${model}/${version}` })

/** Sets what only time or other parts bring about. */
async function become(version: number, columns: Partial<typeof versions.$inferInsert>) {
  await hub.database.write.transaction(async (tx) => {
    await tx
      .update(versions)
      .set(columns)
      .where(sql`${versions.number} = ${version} and ${eq(versions.organizationId, acme.id)}`)
    await writeEvent(tx, mia(), {
      action: 'version.update',
      subject: { kind: 'version', id: null, uri: '/', organizationId: acme.id },
      outcome: 'done',
      before: null,
      after: null,
    })
  })
}
const expire = (version: number) => become(version, { validUntil: new Date(Date.now() - 1000) })
const change = (version: number) => become(version, { evidenceDigest: 'f'.repeat(64) })

describe('a protected alias', () => {
  it('leads to approved versions only', async () => {
    await setModelPolicy(ada(), { org, model, protectedAliases: ['production'] })
    const good = await approved()
    const { version: pending } = await register()
    await point(mia(), good)
    await expect(point(mia(), pending)).rejects.toMatchObject({
      kind: 'conflict',
      code: 'alias_protected',
      message: 'production is protected: it leads to approved versions only, and v2 is pending.',
    })
    await point(mia(), pending, 'staging')
    expect(await resolve(mia(), 'production')).toMatchObject({ version: good })
  })

  it.each([
    ['no longer rests on what it was given for', change],
    ['has run out', expire],
  ])('does not lead to one whose approval %s', async (_what, spoil) => {
    await setModelPolicy(ada(), { org, model, protectedAliases: ['production'] })
    const version = await approved()
    await spoil(version)
    await expect(point(mia(), version)).rejects.toMatchObject({ code: 'alias_protected' })
  })

  it('is moved and removed only by maintainers in its teams, and a refusal is recorded', async () => {
    await acme.team('platform', ['admin'])
    const protectedAliases = [{ name: 'production', teams: ['platform'] }]
    await setModelPolicy(ada(), { org, model, protectedAliases })
    const version = await approved()
    await expect(point(mia(), version)).rejects.toMatchObject({
      kind: 'forbidden',
      message: 'production is protected: only maintainers in platform move or remove it.',
    })
    const inTeam = await acme.signedIn('admin')
    await point(inTeam, version)
    const removing = removeAlias(mia(), { org, model, alias: 'production' })
    await expect(removing).rejects.toMatchObject({ kind: 'forbidden' })
    const [moved, refused] = (await acme.events()).slice(-2)
    expect(moved).toMatchObject({ action: 'alias.move', outcome: 'done' })
    expect(refused).toMatchObject({ action: 'alias.remove', outcome: 'refused' })
    await removeAlias(inTeam, { org, model, alias: 'production' })
  })

  it('takes no detour over a version or model that goes', async () => {
    await acme.team('platform', ['admin'])
    const version = await approved()
    await point(mia(), version)
    const protectedAliases = [{ name: 'production', teams: ['platform'] }]
    await setModelPolicy(ada(), { org, model, protectedAliases })
    const ref = { org, model, force: true }
    for (const detour of [
      () => archiveVersion(mia(), { ...ref, version }),
      () => deleteVersion(mia(), { ...ref, version }),
      () => deleteModel(mia(), ref),
    ])
      await expect(detour()).rejects.toMatchObject({ kind: 'forbidden' })
    const chosen = [`model://${model}/v${version}`]
    const { results } = await archiveMany(mia(), { org, versions: chosen, force: true })
    expect(results).toMatchObject([{ ok: false, error: { code: 'forbidden' } }])
    expect(await resolve(mia(), 'production')).toMatchObject({ version })
    await deleteVersion(await acme.signedIn('admin'), { ...ref, version })
  })

  it('is held by the policy of a project, too', async () => {
    await createProject(mia(), { org, name: 'Lab', slug: 'lab' })
    await updateModel(mia(), { org, model, projects: ['lab'] })
    await setProjectPolicy(ada(), { org, project: 'lab', protectedAliases: ['production'] })
    const { version } = await register()
    await expect(point(mia(), version)).rejects.toMatchObject({ code: 'alias_protected' })
  })
})

describe('approved versions only', () => {
  beforeEach(() => setModelPolicy(ada(), { org, model, approvedOnly: true }))

  it('refuses jobs any other version, says which is approved, and records that', async () => {
    const good = await approved()
    const { version } = await register()
    const token = await acme.token('reader')
    const using = resolve(token, `v${version}`)
    await expect(using).rejects.toMatchObject({
      kind: 'forbidden',
      message: `The policy lets only approved versions of churn be used, and v2 is pending. v1 is approved.`,
    })
    expect((await acme.events()).at(-1)).toMatchObject({
      action: 'version.use',
      outcome: 'refused',
      subject: { uri: 'model://churn/v2' },
    })
    expect(await resolve(token, `v${good}`)).toMatchObject({ version: good })
  })

  it('holds for files, archives, aliases and the inputs of runs', async () => {
    const { version } = await register()
    await point(mia(), version, 'candidate')
    await createProject(mia(), { org, name: 'Lab', slug: 'lab' })
    const ana = await acme.token('contributor')
    const inputs = [{ name: 'model', uri: `model://${model}/candidate` }]
    for (const use of [
      () => findVersionFile(ana, { org, model, version, name: 'model.bin' }),
      () => findVersionFiles(ana, { org, model, version }),
      () => resolve(ana, 'newest'),
      () => createRun(ana, { org, project: 'lab', inputs }),
    ])
      await expect(use()).rejects.toMatchObject({ kind: 'forbidden' })
  })

  it('holds for the bytes by their digest, and for other versions made of them', async () => {
    const bytes = await uploaded(mia(), org, 'held back')
    const files = [{ name: 'model.bin', sha256: bytes }]
    const { version } = await registerVersion(mia(), { org, model, files })
    const ben = await acme.token('contributor')
    const get = () => getBlob(ben, { org, sha256: bytes })
    const copied = await modelOf(mia(), org, 'copied')
    const copy = () => registerVersion(ben, { org, model: copied, files })
    for (const use of [get, copy])
      await expect(use()).rejects.toMatchObject({
        kind: 'not_found',
        message: expect.stringContaining('lets only approved ones be used'),
      })
    // Who decides looks at it.
    expect(await getBlob(acme.as('approver'), { org, sha256: bytes })).toMatchObject({ size: 9 })
    await approveVersion(acme.as('approver'), { org, model, version })
    expect(await get()).toMatchObject({ size: 9 })
    expect(await copy()).toMatchObject({ version: 1 })
  })

  it('lets who decides or made the version look at it, signed in themselves', async () => {
    await grantModel(ada(), {
      org,
      model,
      person: acme.personId('contributor'),
      role: 'contributor',
    })
    const { version } = await register(acme.as('contributor'))
    const file = { org, model, version, name: 'model.bin' }
    await findVersionFile(acme.as('approver'), file)
    await findVersionFile(acme.as('contributor'), file)
    await findVersionFile(ada(), file)
    const reader = findVersionFile(acme.as('reader'), file)
    await expect(reader).rejects.toMatchObject({ kind: 'forbidden' })
    const token = findVersionFile(await acme.token('approver'), file)
    await expect(token).rejects.toMatchObject({ kind: 'forbidden' })
  })
})

describe('what latest means', () => {
  it('skips what the policy excludes, everywhere alike', async () => {
    const [first, second, third] = [await approved(), await approved(), await approved()]
    await expire(third)
    await change(second)
    expect(await resolve(mia(), 'latest')).toMatchObject({ version: third })
    await setModelPolicy(ada(), { org, model, exclude: ['expired'] })
    expect(await resolve(mia(), 'latest')).toMatchObject({ version: second })
    await setOrganizationPolicy(ada(), { org, exclude: ['stale'] })
    expect(await resolve(mia(), 'latest')).toMatchObject({ version: first })
    expect((await getModel(mia(), { org, model })).latest).toMatchObject({ version: first })
    expect(await reviewVersion(mia(), { org, model, version: third })).toMatchObject({
      latest: first,
      // What is to be beaten stays, though it is latest no more.
      base: { version: second },
    })
    const file = await findVersionFile(mia(), { org, model, version: 'latest', name: 'model.bin' })
    expect(file.version).toBe(first)
  })

  it('says why nothing is latest', async () => {
    const version = await approved()
    await createRecall(mia(), { org, uri: `model://${model}/v${version}`, reason: 'Wrong labels' })
    expect(await resolve(mia(), 'latest')).toMatchObject({ version })
    await setModelPolicy(ada(), { org, model, exclude: ['recalled'] })
    await expect(resolve(mia(), 'latest')).rejects.toMatchObject({
      code: 'nothing_approved',
      message: expect.stringContaining('v1 is recalled'),
      details: { excluded: [{ version, why: ['recalled'] }], newest: { version } },
    })
  })
})

describe('projects with a policy', () => {
  beforeEach(async () => {
    await createProject(mia(), { org, name: 'Lab', slug: 'lab' })
    await setProjectPolicy(ada(), { org, project: 'lab', approvals: { count: 2 } })
  })
  const count = async () => (await getModelPolicy(mia(), { org, model })).approvals.count

  it('are joined and left by those alone who may set policies', async () => {
    const joining = updateModel(mia(), { org, model, projects: ['lab'] })
    await expect(joining).rejects.toMatchObject({ kind: 'forbidden' })
    await updateModel(ada(), { org, model, projects: ['lab'] })
    expect(await count()).toBe(2)
    await updateModel(mia(), { org, model, projects: ['lab'], description: 'Same projects' })
    const leaving = updateModel(mia(), { org, model, projects: [] })
    await expect(leaving).rejects.toMatchObject({ kind: 'forbidden' })
    expect(await count()).toBe(2)
  })

  it('hold for what is made in them, by whomever', async () => {
    await createModel(mia(), { org, name: 'Other', slug: 'other', projects: ['lab'] })
    const made = await getModelPolicy(mia(), { org, model: 'other' })
    expect(made.from.approvals).toMatchObject({ scope: 'project', name: 'lab' })
  })

  it('hold on when they are deleted, until an admin says otherwise', async () => {
    await updateModel(ada(), { org, model, projects: ['lab'] })
    await deleteProject(mia(), { org, project: 'lab', force: true })
    expect(await count()).toBe(2)
    const gone = getProjectPolicy(mia(), { org, project: 'lab' })
    await expect(gone).rejects.toMatchObject({ kind: 'not_found' })
    await setProjectPolicy(ada(), { org, project: 'lab' })
    expect(await count()).toBe(1)
  })
})
