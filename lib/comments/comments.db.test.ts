import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Ctx } from '../actor'
import { systemContext } from '../context'
import { grantModel } from '../grants/grant'
import { purgeDeleted } from '../life/purge/deleted'
import { daysOn } from '../life/testing'
import { removeMember } from '../members/remove'
import { createModel } from '../models/create'
import { archiveModel, deleteModel } from '../models/life'
import { updateModel } from '../models/update'
import { arrival, type TestHub, type TestOrganization, testHub } from '../testing/hub'
import { modelOf, registered } from '../testing/registry'
import { archiveVersion, deleteVersion } from '../versions/life'
import { createComment } from './create'
import { deleteComment } from './delete'
import { listMentionable } from './mentionable'
import { getComment, listCommentRevisions, listModelComments, listVersionComments } from './queries'
import { updateComment } from './update'

let hub: TestHub
let acme: TestOrganization
let org: string
let ana: Ctx
let rita: Ctx

beforeAll(async () => {
  hub = await testHub()
})
afterAll(() => hub.close())

/** An organization with the model `churn` and one version of it. */
async function furnished() {
  acme = await hub.organization()
  org = acme.slug
  ana = acme.as('contributor')
  rita = acme.as('reader')
  await modelOf(acme.as('maintainer'), org, 'churn')
  await registered(ana, org, { model: 'churn' })
}
beforeAll(furnished)

const onVersion = (body: string, ctx = ana) =>
  createComment(ctx, { org, model: 'churn', version: 1, body })
const emailOf = (name: string) => `${name}@${org}.example`
const last = async () => (await acme.events()).at(-1)

describe('a comment', () => {
  it('on a version is kept with its writer, and the record says which and how long, not what', async () => {
    const body = 'Accuracy is **fine**.\r\nShip it?  '
    const said = await onVersion(body)
    expect(said).toMatchObject({
      uri: 'model://churn/v1',
      version: 1,
      author: { kind: 'person', name: 'Ana' },
      body: 'Accuracy is **fine**.\nShip it?',
      mentions: [],
      edits: 0,
      editedAt: null,
    })
    const event = await last()
    expect(event).toMatchObject({
      action: 'comment.create',
      subject: { kind: 'comment', id: said.id, uri: 'model://churn/v1' },
      before: null,
      after: { length: said.body.length, mentions: [] },
    })
    expect(JSON.stringify(event)).not.toContain('fine')
  })

  it('on the model is listed with those on its versions, newest first', async () => {
    await createComment(rita, { org, model: 'churn', body: 'On the whole model' })
    const { items } = await listModelComments(ana, { org, model: 'churn', limit: 2 })
    expect(items.map(({ uri }) => uri)).toEqual(['model://churn/', 'model://churn/v1'])
    const ofVersion = await listVersionComments(ana, { org, model: 'churn', version: 1 })
    expect(ofVersion.items.every(({ version }) => version === 1)).toBe(true)
    const first = await listModelComments(ana, { org, model: 'churn', limit: 1 })
    const rest = { org, model: 'churn', limit: 1, cursor: first.nextCursor ?? '' }
    expect((await listModelComments(ana, rest)).items).toEqual(items.slice(1, 2))
  })

  it('is written by everybody who reads, through a token too, but not by auditors', async () => {
    for (const role of ['reader', 'approver', 'maintainer', 'admin'] as const)
      await onVersion(`I am ${role}`, acme.as(role))
    const token = await acme.token('approver')
    expect((await onVersion('By a job', token)).author).toMatchObject({ kind: 'token' })
    await expect(onVersion('Hm', acme.as('auditor'))).rejects.toMatchObject({
      kind: 'forbidden',
      message: 'Needs the reader or approver role. You are an auditor.',
    })
    expect(await last()).toMatchObject({
      action: 'comment.create',
      outcome: 'refused',
      subject: { uri: 'model://churn/v1' },
    })
    const readOnly = await acme.token('reader', { scopes: ['read'] })
    await expect(onVersion('Hm', readOnly)).rejects.toMatchObject({ kind: 'forbidden' })
  })

  it.each([
    ['nothing', ' \n ', 'Write something first.'],
    ['too much', 'x'.repeat(20_001), 'A comment has at most 20000 characters.'],
    ['what no page could draw', '>'.repeat(5_000), 'nested too deeply'],
    ['a NUL', 'a\0b', 'A comment holds no NUL character.'],
  ])('of %s is refused, and nothing is left', async (_, body, reason) => {
    const before = (await acme.events()).length
    await expect(onVersion(body)).rejects.toMatchObject({
      kind: 'invalid',
      fields: { body: expect.stringContaining(reason) },
    })
    expect((await acme.events()).length).toBe(before)
  })

  it('may stand on what is archived, and on nothing that is deleted or not there', async () => {
    await registered(ana, org, { model: 'churn' })
    await archiveVersion(acme.as('maintainer'), { org, model: 'churn', version: 2 })
    const at = { org, model: 'churn', version: 2 }
    const said = await createComment(ana, { ...at, body: 'Why archived?' })
    await deleteVersion(acme.as('maintainer'), at)
    const gone = { kind: 'not_found' }
    await expect(createComment(ana, { ...at, body: 'Still?' })).rejects.toMatchObject(gone)
    await expect(getComment(ana, { org, id: said.id })).rejects.toMatchObject(gone)
    await expect(deleteComment(ana, { org, id: said.id })).rejects.toMatchObject(gone)
    const { items } = await listModelComments(ana, { org, model: 'churn' })
    expect(items.map(({ id }) => id)).not.toContain(said.id)
    await expect(createComment(ana, { org, model: 'none', body: 'x' })).rejects.toMatchObject(gone)
    await modelOf(acme.as('maintainer'), org, 'attic')
    await archiveModel(acme.as('maintainer'), { org, model: 'attic' })
    await createComment(ana, { org, model: 'attic', body: 'Dust' })
  })

  it('is not there for another organization', async () => {
    const { id } = await onVersion('Ours')
    const stranger = (await hub.organization()).as('admin')
    const other = { org: stranger.memberships[0]?.slug ?? '', id }
    await expect(getComment(stranger, other)).rejects.toMatchObject({ kind: 'not_found' })
    await expect(deleteComment(stranger, other)).rejects.toMatchObject({ kind: 'not_found' })
  })
})

describe('a mention', () => {
  it('is kept as an id and told with the name, also once that person has left', async () => {
    await furnished()
    const said = await onVersion(`@${emailOf('BEN')} please, and \`@${emailOf('mia')}\``)
    const ben = acme.personId('approver')
    expect(said.body).toBe(`<@${ben}> please, and \`@${emailOf('mia')}\``)
    expect(said.mentions).toEqual([{ id: ben, name: 'Ben' }])
    expect(await last()).toMatchObject({ after: { mentions: [ben] } })
    const seen = await getComment(ana, { org, id: said.id })
    expect(seen.written).toBe(`@${emailOf('ben')} please, and \`@${emailOf('mia')}\``)
    await removeMember(acme.as('admin'), { org, id: ben })
    const after = await getComment(ana, { org, id: said.id })
    expect(after.mentions).toEqual([{ id: ben, name: 'Ben' }])
    expect(after.written).toContain(`<@${ben}>`)
    const edited = { org, id: said.id, body: `${after.written} Thanks!` }
    expect((await updateComment(ana, edited)).mentions).toEqual([{ id: ben, name: 'Ben' }])
  })

  it('of nobody here stays what it is, and tells no names of elsewhere', async () => {
    const stranger = (await hub.organization()).personId('admin')
    const body = `@eve@elsewhere.example <@${stranger}>`
    expect(await onVersion(body)).toMatchObject({ body, mentions: [] })
  })

  it('of somebody who could not read it is refused with their name', async () => {
    await furnished()
    const ada = acme.as('admin')
    await createModel(ada, { org, name: 'Secret', slug: 'secret', accessMode: 'restricted' })
    const at = { org, model: 'secret' }
    const body = `@${emailOf('rita')} @${emailOf('ana')} @${emailOf('otto')}`
    await expect(createComment(ada, { ...at, body })).rejects.toMatchObject({
      kind: 'invalid',
      fields: {
        body: 'Ana and Rita cannot see secret, so do not mention them here; or give them a role on it first.',
      },
    })
    for (const person of [acme.personId('reader'), acme.personId('contributor')])
      await grantModel(ada, { ...at, person, role: 'reader' })
    expect((await createComment(ada, { ...at, body })).mentions).toHaveLength(3)
  })

  it('is offered of those who see the model, by name or address', async () => {
    const ada = acme.as('admin')
    const offered = async (model: string, q: string) => {
      const { items } = await listMentionable(ada, { org, model, q })
      return items.map(({ name }) => name)
    }
    expect(await offered('churn', '')).toEqual(['Ada', 'Ana', 'Ben', 'Mia', 'Otto', 'Rita'])
    expect(await offered('secret', '')).toEqual(['Ada', 'Ana', 'Otto', 'Rita'])
    expect(await offered('churn', 'mia@')).toEqual(['Mia'])
    expect(await offered('churn', '%')).toEqual([])
    const { items } = await listMentionable(ada, { org, model: 'churn', q: 'ben' })
    expect(items).toMatchObject([{ mention: `@${emailOf('ben')}` }])
    await expect(
      listMentionable(acme.as('approver'), { org, model: 'secret' }),
    ).rejects.toMatchObject({ kind: 'not_found' })
  })

  it('finds out no addresses for who is a member of one model alone', async () => {
    const made = (await acme.events()).find(({ subject }) => subject.uri === 'model://churn/')
    const grants = [
      { scope: 'model' as const, scopeId: made?.subject.id ?? '', role: 'reader' as const },
    ]
    const guest: Ctx = {
      ...rita,
      memberships: rita.memberships.map((membership) => ({ ...membership, grants })),
    }
    const { items } = await listMentionable(guest, { org, model: 'churn', q: 'ben@' })
    expect(items).toEqual([])
    const named = await listMentionable(guest, { org, model: 'churn', q: 'Ben' })
    expect(named.items).toMatchObject([{ mention: `<@${acme.personId('approver')}>` }])
  })

  it('tells readers of a restricted model who else reads it, by name alone', async () => {
    const at = { org, model: 'secret' }
    const secret = (await acme.events()).find(({ subject }) => subject.uri === 'model://secret/')
    const grants = [
      { scope: 'model' as const, scopeId: secret?.subject.id ?? '', role: 'reader' as const },
    ]
    const guest: Ctx = {
      ...rita,
      memberships: rita.memberships.map((membership) => ({ ...membership, grants })),
    }
    const { items } = await listMentionable(guest, { ...at, q: '' })
    expect(items.map(({ name }) => name)).toEqual(['Ada', 'Ana', 'Otto', 'Rita'])
    for (const { id, name, ...rest } of items)
      expect([name, rest]).toEqual([name, { mention: `<@${id}>` }])
  })

  it('of more than 50 people at once is refused', async () => {
    const many = Array.from({ length: 51 }, (_, n) => `@p${n}@${org}.example`).join(' ')
    await expect(onVersion(many)).rejects.toMatchObject({ kind: 'invalid' })
  })
})

describe('an edit', () => {
  it('keeps what the comment said before, for those who read it', async () => {
    await furnished()
    const { id } = await onVersion(`First, @${emailOf('ben')}`)
    const edited = await updateComment(ana, { org, id, body: 'Second', expected: 0 })
    expect(edited).toMatchObject({ body: 'Second', edits: 1, editedAt: expect.any(String) })
    expect(await last()).toMatchObject({
      action: 'comment.update',
      subject: { kind: 'comment', id },
      after: { length: 6 },
    })
    await updateComment(ana, { org, id, body: 'Third' })
    const { items } = await listCommentRevisions(rita, { org, id })
    expect(items).toMatchObject([
      { number: 2, body: 'Second', mentions: [] },
      { number: 1, mentions: [{ name: 'Ben' }] },
    ])
  })

  it('is for who wrote it alone, and others are told and recorded', async () => {
    const { id } = await onVersion('Mine')
    for (const role of ['approver', 'admin'] as const) {
      const attempt = updateComment(acme.as(role), { org, id, body: 'Yours' })
      await expect(attempt).rejects.toMatchObject({
        kind: 'forbidden',
        message: 'Only who wrote a comment may change it.',
      })
      expect(await last()).toMatchObject({ action: 'comment.update', outcome: 'refused' })
    }
    expect((await getComment(ana, { org, id })).abilities).toMatchObject({
      update: { ok: true },
      delete: { ok: true },
    })
    expect((await getComment(rita, { org, id })).abilities).toMatchObject({
      update: { ok: false },
      delete: { ok: false },
    })
  })

  it('of two at once: the second is told that there was another', async () => {
    const { id } = await onVersion('Race')
    const edit = (body: string) => updateComment(ana, { org, id, body, expected: 0 })
    const results = await Promise.allSettled([edit('One'), edit('Other')])
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    expect(results.find(({ status }) => status === 'rejected')).toMatchObject({
      reason: { kind: 'conflict' },
    })
    expect((await listCommentRevisions(ana, { org, id })).items).toHaveLength(1)
  })

  it('of two at once that expect nothing loses no text', async () => {
    const { id } = await onVersion('Zero')
    const edit = (body: string) => updateComment(ana, { org, id, body })
    await Promise.all([edit('One'), edit('Two'), edit('Three')])
    const { items } = await listCommentRevisions(ana, { org, id })
    const texts = [...items.map(({ body }) => body), (await getComment(ana, { org, id })).body]
    expect(texts.sort()).toEqual(['One', 'Three', 'Two', 'Zero'])
  })

  it('that changes nothing is refused', async () => {
    const { id } = await onVersion('Same')
    await expect(updateComment(ana, { org, id, body: 'Same ' })).rejects.toMatchObject({
      kind: 'invalid',
    })
  })
})

describe('a deletion', () => {
  it('takes every text away and leaves who and when', async () => {
    await furnished()
    const { id } = await onVersion(`Password is hunter2, @${emailOf('ben')}`)
    await updateComment(ana, { org, id, body: 'Never mind' })
    await deleteComment(ana, { org, id })
    expect(await getComment(rita, { org, id })).toMatchObject({
      author: { name: 'Ana' },
      body: '',
      mentions: [],
      edits: 1,
      deletedAt: expect.any(String),
      deletedBy: { name: 'Ana' },
    })
    const { items } = await listCommentRevisions(ana, { org, id })
    expect(items).toMatchObject([{ body: '', mentions: [] }])
    expect(await last()).toMatchObject({
      action: 'comment.delete',
      subject: { kind: 'comment', id },
      before: { length: 10, author: acme.personId('contributor') },
      after: null,
    })
    const done = { kind: 'conflict' }
    await expect(deleteComment(ana, { org, id })).rejects.toMatchObject(done)
    await expect(updateComment(ana, { org, id, body: 'Back' })).rejects.toMatchObject(done)
  })

  it('of what another wrote is for maintainers, and recorded as theirs', async () => {
    const { id } = await onVersion('Rude', rita)
    for (const role of ['contributor', 'approver'] as const)
      await expect(deleteComment(acme.as(role), { org, id })).rejects.toMatchObject({
        kind: 'forbidden',
      })
    await deleteComment(acme.as('maintainer'), { org, id })
    expect(await last()).toMatchObject({
      actor: { id: acme.personId('maintainer') },
      before: { author: acme.personId('reader') },
    })
    expect((await getComment(rita, { org, id })).deletedBy).toMatchObject({ name: 'Mia' })
  })

  it('of an edit and a deletion at once leaves no text', async () => {
    const { id } = await onVersion('Secret one')
    await Promise.allSettled([
      updateComment(ana, { org, id, body: 'Secret two' }),
      deleteComment(ana, { org, id }),
    ])
    expect(await getComment(ana, { org, id })).toMatchObject({ body: '' })
    const { items } = await listCommentRevisions(ana, { org, id })
    expect(items.map(({ body }) => body).join('')).toBe('')
  })
})

it('shows no comment of a model that was restricted since to who cannot see it', async () => {
  await furnished()
  const { id } = await onVersion('Hidden soon', rita)
  await updateModel(acme.as('admin'), { org, model: 'churn', accessMode: 'restricted' })
  const gone = { kind: 'not_found' }
  await expect(getComment(rita, { org, id })).rejects.toMatchObject(gone)
  await expect(updateComment(rita, { org, id, body: 'x' })).rejects.toMatchObject(gone)
  await expect(deleteComment(rita, { org, id })).rejects.toMatchObject(gone)
  const { body } = await getComment(acme.as('admin'), { org, id })
  expect(body).toBe('Hidden soon')
})

it('lets what was said go with what it was about, once that is purged', async () => {
  await furnished()
  const mia = acme.as('maintainer')
  await onVersion('On v1')
  const edited = await onVersion('On v1 too')
  await updateComment(ana, { org, id: edited.id, body: 'On v1, again' })
  await createComment(ana, { org, model: 'churn', body: 'On churn' })
  const worker = (days: number) =>
    daysOn(systemContext('worker', { ...arrival(), via: 'worker' }), days)
  await deleteVersion(mia, { org, model: 'churn', version: 1 })
  await purgeDeleted(worker(31))
  expect(await last()).toMatchObject({ action: 'version.purge', before: { comments: 2 } })
  const { items } = await listModelComments(ana, { org, model: 'churn' })
  expect(items.map(({ body }) => body)).toEqual(['On churn'])
  await deleteModel(mia, { org, model: 'churn' })
  await purgeDeleted(worker(62))
  expect(await last()).toMatchObject({ action: 'model.purge', before: { comments: 1 } })
})
