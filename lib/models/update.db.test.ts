import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Ctx } from '../actor'
import { grantProject } from '../grants/grant'
import { createProject } from '../projects/create'
import { type TestHub, type TestOrganization, testHub } from '../testing/hub'
import { modelOf, registered } from '../testing/registry'
import { approveVersion } from '../versions/decide'
import { createModel } from './create'
import { getModel } from './queries'
import { updateModel } from './update'

let hub: TestHub
let acme: TestOrganization
beforeAll(async () => {
  hub = await testHub()
  acme = await hub.organization()
})
afterAll(() => hub.close())

const of = (model: string) => ({ org: acme.slug, model })

describe('the projects of a model', () => {
  it('do not make a contributor its maintainer by way of a project of their own', async () => {
    await modelOf(acme.as('maintainer'), acme.slug, 'guarded')
    await createProject(acme.as('contributor'), { org: acme.slug, name: 'mine', slug: 'mine' })
    // With the maintainer role on that project, read from the database like any caller's.
    const ana = await acme.token('contributor')
    const attempt = updateModel(ana, { ...of('guarded'), projects: ['mine'] })
    await expect(attempt).rejects.toMatchObject({
      kind: 'forbidden',
      message: expect.stringContaining('Needs the maintainer role.'),
    })
    expect((await acme.events()).at(-1)).toMatchObject({
      action: 'model.update',
      outcome: 'refused',
      subject: { uri: 'model://guarded/' },
    })
    const { projects, abilities } = await getModel(ana, of('guarded'))
    expect({ projects, configure: abilities.configure.ok }).toEqual({
      projects: [],
      configure: false,
    })
  })

  it('are chosen by its maintainer, among those where they contribute', async () => {
    await createProject(acme.as('maintainer'), { org: acme.slug, name: 'ours', slug: 'ours' })
    await modelOf(acme.as('maintainer'), acme.slug, 'shared')
    const made = await updateModel(acme.as('maintainer'), { ...of('shared'), projects: ['ours'] })
    expect(made.projects).toEqual(['ours'])
    const rita = onlyOn(acme.as('reader'), await modelIdOf('shared'))
    await updateModel(rita, { ...of('shared'), projects: [] })
    await expect(updateModel(rita, { ...of('shared'), projects: ['ours'] })).rejects.toMatchObject({
      kind: 'forbidden',
      message: 'Needs the contributor role. You are a reader.',
    })
  })

  it('may be named when it is made, by whoever contributes there', async () => {
    const made = await createModel(acme.as('contributor'), {
      org: acme.slug,
      name: 'Newer',
      projects: ['ours'],
    })
    expect(made.projects).toEqual(['ours'])
  })
})

describe('a project with approvers', () => {
  const org = () => acme.slug
  const approve = async (model: string) =>
    approveVersion(await acme.token('reader', { scopes: ['decide'] }), { ...of(model), version: 1 })
  const refused = {
    kind: 'forbidden',
    message:
      'Who approves is chosen by an admin of the organization. Needs the admin role. You are a maintainer.',
  }
  const sandbox = { projects: ['sandbox'] }

  beforeAll(async () => {
    await createProject(acme.as('maintainer'), { org: org(), name: 'sandbox' })
    await grantProject(acme.as('admin'), {
      org: org(),
      project: 'sandbox',
      person: acme.personId('reader'),
      role: 'approver',
    })
  })

  it('is joined by a model through an admin, since who decides on it changes', async () => {
    const [mia, ada] = [acme.as('maintainer'), acme.as('admin')]
    await modelOf(mia, org(), 'joining')
    await registered(acme.as('contributor'), org(), { model: 'joining' })
    await expect(updateModel(mia, { ...of('joining'), ...sandbox })).rejects.toMatchObject(refused)
    expect((await acme.events()).at(-1)).toMatchObject({
      action: 'model.update',
      outcome: 'refused',
    })
    await expect(approve('joining')).rejects.toMatchObject({ kind: 'forbidden' })
    await updateModel(ada, { ...of('joining'), ...sandbox })
    expect(await approve('joining')).toMatchObject({ state: 'approved' })
  })

  it('is left through an admin, and stays where it was when other projects change', async () => {
    const [mia, ada] = [acme.as('maintainer'), acme.as('admin')]
    await createProject(mia, { org: org(), name: 'plain' })
    await createModel(mia, { org: org(), name: 'leaving', ...sandbox })
    const leave = { ...of('leaving'), projects: [] }
    await expect(updateModel(mia, leave)).rejects.toMatchObject(refused)
    const both = { ...of('leaving'), projects: ['plain', 'sandbox'] }
    expect((await updateModel(mia, both)).projects).toEqual(['plain', 'sandbox'])
    expect((await updateModel(ada, leave)).projects).toEqual([])
  })

  it('has its approvers decide on what is made there', async () => {
    await createModel(acme.as('contributor'), { org: org(), name: 'born', ...sandbox })
    await registered(acme.as('contributor'), org(), { model: 'born' })
    expect(await approve('born')).toMatchObject({ state: 'approved' })
  })
})

describe('the owner of a model', () => {
  it('is handed on to a member, who becomes its maintainer; the one before stays so', async () => {
    await modelOf(acme.as('contributor'), acme.slug, 'handed')
    const [ana, rita] = [acme.personId('contributor'), acme.personId('reader')]
    const change = { ...of('handed'), owner: `rita@${acme.slug}.example` }
    const { owner } = await updateModel(await acme.token('contributor'), change)
    expect(owner).toMatchObject({ id: rita, name: 'Rita' })
    expect((await acme.events()).at(-1)).toMatchObject({
      action: 'model.update',
      before: { ownerId: ana },
      after: { ownerId: rita, maintainer: rita },
    })
    for (const role of ['reader', 'contributor'] as const) {
      const ctx = await acme.token(role, { scopes: ['read', 'write'] })
      expect((await getModel(ctx, of('handed'))).abilities.configure).toEqual({ ok: true })
    }
    await updateModel(acme.as('maintainer'), { ...of('handed'), owner: ana })
    const back = { before: { ownerId: rita }, after: { ownerId: ana } }
    expect((await acme.events()).at(-1)).toEqual(expect.objectContaining(back))
  })

  it('is changed by no token without the scope admin, which other settings do not need', async () => {
    await modelOf(acme.as('maintainer'), acme.slug, 'lasting')
    const ci = await acme.token('maintainer', { scopes: ['read', 'write'] })
    const owner = acme.personId('reader')
    await expect(updateModel(ci, { ...of('lasting'), owner })).rejects.toMatchObject({
      kind: 'forbidden',
      message: 'This token lacks the scope admin. Use one that carries it.',
    })
    expect((await acme.events()).at(-1)).toMatchObject({ outcome: 'refused' })
    const { owner: still, accessMode } = await updateModel(ci, {
      ...of('lasting'),
      accessMode: 'restricted',
    })
    expect({ still: still.id, accessMode }).toEqual({
      still: acme.personId('maintainer'),
      accessMode: 'restricted',
    })
  })

  it('is changed by a maintainer, to nobody but a present member', async () => {
    await modelOf(acme.as('maintainer'), acme.slug, 'kept')
    const owner = acme.personId('contributor')
    const attempt = updateModel(acme.as('contributor'), { ...of('kept'), owner })
    await expect(attempt).rejects.toMatchObject({
      kind: 'forbidden',
      message: 'Needs the maintainer role. You are a contributor.',
    })
    expect((await acme.events()).at(-1)).toMatchObject({ outcome: 'refused' })
    const stranger = (await hub.organization()).personId('admin')
    for (const nobody of [stranger, 'nobody@example.com', '']) {
      const wrong = updateModel(acme.as('maintainer'), { ...of('kept'), owner: nobody })
      await expect(wrong).rejects.toMatchObject({
        kind: 'invalid',
        fields: { owner: expect.any(String) },
      })
    }
    const { owner: still } = await getModel(acme.as('reader'), of('kept'))
    expect(still.id).toBe(acme.personId('maintainer'))
  })
})

async function modelIdOf(model: string): Promise<string> {
  const event = (await acme.events()).find(({ subject }) => subject.uri === `model://${model}/`)
  return event?.subject.id ?? ''
}

/** Someone who is maintainer of one model besides. */
function onlyOn(ctx: Ctx, modelId: string): Ctx {
  const grant = { scope: 'model' as const, scopeId: modelId, role: 'maintainer' as const }
  const memberships = ctx.memberships.map((one) => ({ ...one, grants: [...one.grants, grant] }))
  return { ...ctx, memberships }
}
