import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { listActivity } from '../activity/queries'
import type { Ctx } from '../actor'
import { listAliasMoves, moveAlias, removeAlias } from '../aliases/move'
import { resolveUri } from '../resolve/resolve'
import { listReviews } from '../reviews/inbox'
import { type TestHub, type TestOrganization, testHub } from '../testing/hub'
import { modelOf, registered } from '../testing/registry'
import { approveVersion, rejectVersion, withdrawVersion } from '../versions/decide'
import { findNamedVersion } from '../versions/find'
import { listVersions, reviewVersion } from '../versions/queries'
import { registerVersion } from '../versions/register'
import { updateVersion } from '../versions/update'
import { createModel } from './create'
import { findModel } from './find'
import { archiveModel, deleteModel, restoreModel } from './life'
import { getModel, listModels } from './queries'
import { updateModel } from './update'

let hub: TestHub
let acme: TestOrganization
let ana: Ctx
let ben: Ctx
let mia: Ctx

beforeAll(async () => {
  hub = await testHub()
  acme = await hub.organization()
  ana = acme.as('contributor')
  ben = acme.as('approver')
  mia = acme.as('maintainer')
})
afterAll(() => hub.close())

const org = () => acme.slug
const of = (model: string) => ({ org: acme.slug, model })
const eventsOn = async (model: string) =>
  (await acme.events()).filter(({ subject }) => subject.uri.startsWith(`model://${model}/`))

async function versionsOf(model: string, count: number): Promise<void> {
  await modelOf(ana, org(), model)
  for (let number = 1; number <= count; number++)
    await registered(ana, org(), { model, metrics: { accuracy: number / 10 } })
}

describe('making a model', () => {
  it('derives the slug, makes its maker maintainer of it, and records', async () => {
    const made = await createModel(ana, { org: org(), name: 'Crédit Score', tags: ['eu', 'eu'] })
    expect(made).toMatchObject({ slug: 'credit-score', name: 'Crédit Score', tags: ['eu'] })
    // A plain contributor may not configure; the maker may.
    const fresh = { ...ana, memberships: await membershipsOf(acme.personId('contributor')) }
    const { abilities } = await getModel(fresh, of('credit-score'))
    expect(abilities.configure).toEqual({ ok: true })
    expect(await eventsOn('credit-score')).toMatchObject([
      { action: 'model.create', outcome: 'done', after: { slug: 'credit-score' } },
    ])
  })

  it('may be for those alone who have a role on it, which its maker has', async () => {
    const accessMode = 'restricted'
    const made = await createModel(ana, { org: org(), name: 'Quiet', accessMode })
    expect(made).toMatchObject({ slug: 'quiet', accessMode })
    const fresh = { ...ana, memberships: await membershipsOf(acme.personId('contributor')) }
    expect(await getModel(fresh, of('quiet'))).toMatchObject({ accessMode })
    await expect(getModel(ben, of('quiet'))).rejects.toMatchObject({ kind: 'not_found' })
    expect((await eventsOn('quiet')).at(-1)).toMatchObject({ after: { accessMode } })
  })

  it('says at the slug that it is taken', async () => {
    await modelOf(ana, org(), 'held')
    await expect(createModel(ana, { org: org(), name: 'Held' })).rejects.toMatchObject({
      kind: 'conflict',
      fields: { slug: 'A model named held exists. Choose another name.' },
    })
  })

  it('refuses a reader and records that', async () => {
    const before = (await acme.events()).length
    const attempt = createModel(acme.as('reader'), { org: org(), name: 'Mine' })
    await expect(attempt).rejects.toMatchObject({
      kind: 'forbidden',
      message: 'Needs the contributor role. You are a reader.',
    })
    expect((await acme.events()).slice(before)).toMatchObject([
      { action: 'model.create', outcome: 'refused' },
    ])
  })

  it.each(['latest', 'new', 'v1', 'a--b', 'x.git', 'Up'])('refuses the slug %s', async (slug) => {
    await expect(createModel(ana, { org: org(), name: 'x', slug })).rejects.toMatchObject({
      kind: 'invalid',
      fields: { slug: expect.any(String) },
    })
  })

  it('lets one of ten with the same name win', async () => {
    const tries = await Promise.allSettled(
      Array.from({ length: 10 }, () => createModel(ana, { org: org(), name: 'Popular' })),
    )
    expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    expect(await eventsOn('popular')).toHaveLength(1)
  })
})

describe('the inventory', () => {
  it('tells newest from latest', async () => {
    await versionsOf('states', 3)
    await approveVersion(ben, { ...of('states'), version: 1 })
    await rejectVersion(ben, { ...of('states'), version: 3, note: 'worse' })
    const { items } = await listModels(ana, { org: org(), q: 'states' })
    expect(items).toMatchObject([
      {
        slug: 'states',
        versions: 3,
        newest: { version: 3, state: 'rejected' },
        latest: { version: 1, state: 'approved' },
      },
    ])
    const byState = async (state: 'pending' | 'rejected') =>
      (await listModels(ana, { org: org(), q: 'states', state })).items.length
    expect([await byState('rejected'), await byState('pending')]).toEqual([1, 0])
  })

  it('pages by a cursor without losing or repeating a model', async () => {
    const other = await hub.organization()
    for (let number = 0; number < 7; number++)
      await modelOf(other.as('contributor'), other.slug, `m${number}x`)
    const seen: string[] = []
    let cursor: string | undefined
    do {
      const page = await listModels(other.as('reader'), { org: other.slug, limit: 3, cursor })
      seen.push(...page.items.map(({ slug }) => slug))
      cursor = page.nextCursor ?? undefined
    } while (cursor)
    expect(seen).toEqual(['m6x', 'm5x', 'm4x', 'm3x', 'm2x', 'm1x', 'm0x'])
  })

  it('hides a restricted model from all but those with a role on it', async () => {
    await modelOf(mia, org(), 'secret-model')
    await registered(mia, org(), { model: 'secret-model' })
    await updateModel(mia, { ...of('secret-model'), accessMode: 'restricted' })
    const sees = async (ctx: Ctx) =>
      (await listModels(ctx, { org: org(), q: 'secret-model' })).items.length === 1
    expect(await sees(acme.as('reader'))).toBe(false)
    expect(await sees(ben)).toBe(false)
    expect(await sees(acme.as('auditor'))).toBe(true)
    const reads = getModel(acme.as('reader'), of('secret-model'))
    await expect(reads).rejects.toMatchObject({ kind: 'not_found' })
    const decides = approveVersion(ben, { ...of('secret-model'), version: 1 })
    await expect(decides).rejects.toMatchObject({ kind: 'not_found' })
    const waiting = (await listReviews(ben, { org: org() })).items.map(({ model }) => model)
    expect(waiting).not.toContain('secret-model')
  })
})

describe('editing a model', () => {
  it('records what was before and after', async () => {
    await modelOf(ana, org(), 'edited')
    await updateModel(ana, { ...of('edited'), description: '# Card', tags: ['a'] })
    expect((await eventsOn('edited')).at(-1)).toMatchObject({
      action: 'model.update',
      before: { card: { revision: 0 }, tags: [] },
      after: { card: { revision: 1, added: ['Overview'] }, tags: ['a'] },
    })
  })

  it('by a new slug needs a maintainer; the old name keeps leading there', async () => {
    await modelOf(mia, org(), 'old-name')
    const attempt = updateModel(ana, { ...of('old-name'), slug: 'new-name' })
    await expect(attempt).rejects.toMatchObject({ kind: 'forbidden' })
    await updateModel(mia, { ...of('old-name'), slug: 'new-name' })
    expect((await getModel(ana, of('old-name'))).slug).toBe('new-name')
    const taken = createModel(ana, { org: org(), name: 'x', slug: 'old-name' })
    await expect(taken).rejects.toMatchObject({ kind: 'conflict' })
    // And back again.
    await updateModel(mia, { ...of('new-name'), slug: 'old-name' })
    expect((await getModel(ana, of('new-name'))).slug).toBe('old-name')
  })
})

describe('archiving and deleting', () => {
  it('is refused while something leads there, unless forced, and can be undone', async () => {
    await versionsOf('kept', 1)
    await approveVersion(ben, { ...of('kept'), version: 1 })
    await expect(archiveModel(mia, of('kept'))).rejects.toMatchObject({
      kind: 'conflict',
      details: { heldBy: ['model://kept/latest'] },
    })
    await archiveModel(mia, { ...of('kept'), force: true })
    expect((await listModels(ana, { org: org(), q: 'kept' })).items).toEqual([])
    await expect(registered(ana, org(), { model: 'kept' })).rejects.toMatchObject({
      kind: 'conflict',
    })
    await restoreModel(mia, of('kept'))
    expect((await listModels(ana, { org: org(), q: 'kept' })).items).toHaveLength(1)
    expect((await eventsOn('kept')).slice(-2)).toMatchObject([
      { action: 'model.archive', before: { life: 'live' }, after: { life: 'archived' } },
      { action: 'model.restore', before: { life: 'archived' }, after: { life: 'live' } },
    ])
  })

  it('makes a deleted model absent for good', async () => {
    await modelOf(mia, org(), 'gone')
    await deleteModel(mia, of('gone'))
    await expect(getModel(mia, of('gone'))).rejects.toMatchObject({ kind: 'not_found' })
    await expect(createModel(mia, { org: org(), name: 'gone' })).rejects.toMatchObject({
      kind: 'conflict',
    })
  })
})

describe('aliases', () => {
  it('move with the maintainer, each move recorded', async () => {
    await versionsOf('aliased', 2)
    await moveAlias(mia, { ...of('aliased'), alias: 'production', version: 1 })
    await moveAlias(mia, { ...of('aliased'), alias: 'production', version: 'v2', expected: 1 })
    const target = await findModel(hub.database.read, ana, of('aliased'))
    const name = { kind: 'alias', name: 'production' } as const
    const found = await findNamedVersion(hub.database.read, ana, target, name)
    expect(found.version.number).toBe(2)
    const { items } = await listVersions(ana, of('aliased'))
    expect(items.map(({ aliases }) => aliases)).toEqual([['production'], []])
    await removeAlias(mia, { ...of('aliased'), alias: 'production' })
    const moves = (await acme.events()).filter(({ subject }) => subject.kind === 'alias')
    expect(moves.slice(-3)).toMatchObject([
      { action: 'alias.move', before: null, after: { version: 1 } },
      { action: 'alias.move', before: { version: 1 }, after: { version: 2 } },
      { action: 'alias.remove', before: { version: 2 }, after: null },
    ])
    const history = await listAliasMoves(ana, { ...of('aliased'), alias: 'production' })
    expect(history.items).toMatchObject([
      { to: null, by: { name: 'Mia' } },
      { to: 'model://aliased/v2' },
      { to: 'model://aliased/v1' },
    ])
  })

  it('refuse an expectation that no longer holds, a reserved name and an absent version', async () => {
    await versionsOf('careful', 1)
    const move = (alias: string, rest = {}) =>
      moveAlias(mia, { ...of('careful'), alias, version: 1, ...rest })
    await move('staging')
    await expect(move('staging', { expected: null })).rejects.toMatchObject({
      kind: 'precondition_failed',
      details: { current: 1 },
    })
    await expect(move('latest')).rejects.toMatchObject({ kind: 'invalid' })
    await expect(move('v7')).rejects.toMatchObject({ kind: 'invalid' })
    await expect(move('next', { version: 9 })).rejects.toMatchObject({ kind: 'not_found' })
  })
})

describe('the page of a version under review', () => {
  it('shows the approved one beside it and what each viewer may do', async () => {
    await versionsOf('reviewed', 2)
    await approveVersion(ben, { ...of('reviewed'), version: 1, note: 'baseline' })
    const seen = await reviewVersion(ben, { ...of('reviewed'), version: 2 })
    expect(seen).toMatchObject({
      state: 'pending',
      metrics: { accuracy: 0.2 },
      base: { version: 1, metrics: { accuracy: 0.1 } },
      latest: 1,
      abilities: { approve: { ok: true }, reject: { ok: true } },
    })
    const own = await reviewVersion(ana, { ...of('reviewed'), version: 2 })
    expect(own.abilities.approve).toEqual({
      ok: false,
      reason: 'Needs the approver role. You are a contributor.',
    })
    const first = await reviewVersion(ben, { ...of('reviewed'), version: 1 })
    expect(first.decisions).toMatchObject([
      { verdict: 'approve', note: 'baseline', by: { name: 'Ben' }, stale: false },
    ])
  })
})

describe('an archived model', () => {
  it('takes no version, no decision and no alias until it is restored, and says so when used', async () => {
    await versionsOf('asleep', 2)
    await approveVersion(ben, { ...of('asleep'), version: 1 })
    await archiveModel(mia, { ...of('asleep'), force: true })
    const message = 'asleep is archived. Restore it first.'
    const { abilities } = await getModel(mia, of('asleep'))
    expect(abilities.register).toEqual({ ok: false, reason: message })
    const tries = [
      () => registerVersion(ana, of('asleep')),
      () => approveVersion(ben, { ...of('asleep'), version: 2 }),
      () => withdrawVersion(ben, { ...of('asleep'), version: 1, note: 'x' }),
      () => moveAlias(mia, { ...of('asleep'), alias: 'production', version: 1 }),
    ]
    for (const attempt of tries)
      await expect(attempt()).rejects.toMatchObject({ kind: 'conflict', message })
    const resolved = await resolveUri(ana, { org: org(), uri: 'model://asleep/latest' })
    expect(resolved.warnings).toEqual([{ code: 'archived', message: 'asleep is archived.' }])
    await restoreModel(mia, of('asleep'))
    expect(await approveVersion(ben, { ...of('asleep'), version: 2 })).toMatchObject({
      state: 'approved',
    })
  })
})

describe('an edit that names nothing', () => {
  it('is refused, changes no time and writes no event', async () => {
    await versionsOf('unedited', 1)
    const before = await acme.events()
    const { updatedAt } = await getModel(ana, of('unedited'))
    for (const edit of [
      () => updateModel(ana, of('unedited')),
      () => updateVersion(ana, { ...of('unedited'), version: 1 }),
    ])
      await expect(edit()).rejects.toMatchObject({
        kind: 'invalid',
        message: expect.stringContaining('Nothing to change'),
      })
    expect((await getModel(ana, of('unedited'))).updatedAt).toBe(updatedAt)
    expect(await acme.events()).toHaveLength(before.length)
  })
})

describe('the activity', () => {
  it('of a model is for everyone who reads it; the whole log for auditors and admins', async () => {
    await versionsOf('logged', 1)
    await expect(
      approveVersion(acme.as('reader'), { ...of('logged'), version: 1 }),
    ).rejects.toMatchObject({ kind: 'forbidden' })
    await approveVersion(ben, { ...of('logged'), version: 1 })
    const mine = await listActivity(ana, { org: org(), model: 'logged' })
    expect(mine.items.map(({ action, actor }) => [action, actor.name])).toEqual([
      ['version.approve', 'Ben'],
      ['version.register', 'Ana'],
      ['model.create', 'Ana'],
    ])
    expect(mine.items.every(({ origin }) => origin === null)).toBe(true)

    await expect(listActivity(ana, { org: org() })).rejects.toMatchObject({ kind: 'forbidden' })
    const all = await listActivity(acme.as('auditor'), { org: org(), model: 'logged' })
    expect(all.items.map(({ outcome }) => outcome)).toEqual(['done', 'refused', 'done', 'done'])
    expect(all.items[0]?.origin).toMatchObject({ ip: '192.0.2.7' })
  })

  it('follows its filters', async () => {
    const olga = acme.as('auditor')
    const only = (filter: object) => listActivity(olga, { org: org(), limit: 500, ...filter })
    const refused = await only({ outcome: 'refused' })
    expect(refused.items.length).toBeGreaterThan(0)
    expect(refused.items.every(({ outcome }) => outcome === 'refused')).toBe(true)
    const decided = await only({ action: 'version.approve', actor: acme.personId('approver') })
    expect(new Set(decided.items.map(({ actor }) => actor.name))).toEqual(new Set(['Ben']))
    expect((await only({ to: '2001-01-01T00:00:00Z' })).items).toEqual([])
    const other = await hub.organization()
    expect((await listActivity(other.as('auditor'), { org: other.slug })).items).toHaveLength(1)
  })
})

async function membershipsOf(personId: string) {
  const { contextFromSession } = await import('../context')
  const { startSession } = await import('../sessions/session')
  const { secret } = await startSession(personId, ana.origin)
  const ctx = await contextFromSession(secret, { via: 'web', requestId: 'r', origin: ana.origin })
  return ctx?.memberships ?? []
}
