import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Ctx } from '../actor'
import { createComment } from '../comments/create'
import { grantModel } from '../grants/grant'
import { revokeModel } from '../grants/revoke'
import { createModel } from '../models/create'
import { deleteModel } from '../models/life'
import { updateModel } from '../models/update'
import { getSidebar } from '../organizations/sidebar'
import { requestReview } from '../reviews/request'
import { type TestHub, type TestOrganization, testHub } from '../testing/hub'
import { queriesOf } from '../testing/queries'
import { modelOf, registered } from '../testing/registry'
import { approveVersion, rejectVersion } from '../versions/decide'
import { listInbox } from './list'
import { openNotification, readNotifications } from './read'
import { dealt } from './testing'
import { unseenText } from './words'

let hub: TestHub
let acme: TestOrganization
let org: string
let ana: Ctx
let ben: Ctx

beforeAll(async () => {
  hub = await testHub()
})
afterAll(() => hub.close())

/** Ben was asked for a review of churn v1, and then of v2. */
beforeEach(async () => {
  acme = await hub.organization()
  org = acme.slug
  ana = acme.as('contributor')
  ben = acme.as('approver')
  await modelOf(acme.as('maintainer'), org, 'churn')
  for (const version of [1, 2]) {
    await registered(ana, org, { model: 'churn' })
    const people = [acme.personId('approver')]
    await requestReview(ana, { org, model: 'churn', version, people, note: `Look at ${version}` })
    await dealt()
  }
})

const texts = async (ctx: Ctx, search: { show?: 'unread' } = {}) =>
  (await listInbox(ctx, { org, ...search })).items.map(({ text }) => text)

describe('an inbox', () => {
  it('says who did what, the newest first, with the page that leads there', async () => {
    const { items } = await listInbox(ben, { org })
    expect(items).toMatchObject([
      {
        kind: 'review',
        text: 'Ana asks you to review churn v2',
        note: 'Look at 2',
        actor: { name: 'Ana' },
        subject: 'model://churn/v2',
        url: `/${org}/inbox/${items[0]?.id}`,
        readAt: null,
      },
      { text: 'Ana asks you to review churn v1' },
    ])
    expect(await texts(ana)).toEqual([])
  })

  it('comes in pages, each once', async () => {
    const first = await listInbox(ben, { org, limit: 1 })
    const rest = await listInbox(ben, { org, limit: 1, cursor: first.nextCursor ?? '' })
    expect([...first.items, ...rest.items].map(({ text }) => text)).toEqual(await texts(ben))
    expect(rest.nextCursor).toBeNull()
    const wrong = listInbox(ben, { org, cursor: 'x' })
    await expect(wrong).rejects.toMatchObject({ kind: 'invalid' })
  })

  it('speaks of decisions, comments and of what is latest, in their order though told at once', async () => {
    const at = { org, model: 'churn', version: 1 }
    await approveVersion(ben, { ...at, note: 'Good' })
    await rejectVersion(ben, { ...at, note: 'Wrong data' })
    await createComment(ben, { ...at, body: `@mia@${org}.example see` })
    await dealt()
    expect(await texts(ana)).toEqual([
      'Ben commented on churn v1',
      'Ben rejected churn v1',
      'Ben approved churn v1',
    ])
    expect(await texts(acme.as('maintainer'))).toEqual([
      'Ben mentioned you in a comment on churn v1',
      'Nothing is latest of churn any more; it was v1',
      'The latest of churn is now v1',
    ])
  })

  it('calls a model by its name of now', async () => {
    await updateModel(acme.as('maintainer'), { org, model: 'churn', slug: 'leaving' })
    const { items } = await listInbox(ben, { org })
    expect(items[0]).toMatchObject({
      text: 'Ana asks you to review leaving v2',
      subject: 'model://leaving/v2',
    })
  })

  it('names nothing of what its person may not see any more', async () => {
    const ada = acme.as('admin')
    await createModel(ada, { org, name: 'Secret', slug: 'secret', accessMode: 'restricted' })
    const at = { org, model: 'secret' }
    const person = acme.personId('approver')
    const { id } = await grantModel(ada, { ...at, person, role: 'approver' })
    await registered(ada, org, { model: 'secret' })
    await requestReview(ada, { ...at, version: 1, people: [person], note: 'Of the secret' })
    await dealt()
    const seen = await acme.signedIn('approver')
    const [item] = (await listInbox(seen, { org })).items
    expect(item?.text).toBe('Ada asks you to review secret v1')
    await revokeModel(ada, { ...at, id })
    const [after] = (await listInbox(await acme.signedIn('approver'), { org })).items
    expect(after).toMatchObject({
      text: unseenText,
      actor: null,
      note: '',
      subject: null,
      url: null,
    })
    const opening = openNotification(ben, { org, id: item?.id ?? '', mark: true })
    await expect(opening).rejects.toMatchObject({ kind: 'not_found' })
    await deleteModel(acme.as('admin'), { org, model: 'churn', force: true })
    expect(new Set(await texts(ben))).toEqual(new Set([unseenText]))
  })

  it('is nobody else’s, and none of a service account', async () => {
    const { items } = await listInbox(ben, { org })
    const id = items[0]?.id ?? ''
    const opening = openNotification(ana, { org, id, mark: true })
    await expect(opening).rejects.toMatchObject({ kind: 'not_found' })
    await readNotifications(ana, { org, ids: [id] })
    expect(await texts(ben, { show: 'unread' })).toHaveLength(2)
    const { ctx } = await acme.serviceAccountToken({ roles: ['reader'], owner: 'approver' })
    expect(await texts(ctx)).toEqual([])
    expect(await readNotifications(ctx, { org, ids: [id] })).toEqual({ unread: 0 })
    expect(await texts(ben, { show: 'unread' })).toHaveLength(2)
    const stranger = (await hub.organization()).as('admin')
    await expect(listInbox(stranger, { org })).rejects.toMatchObject({ kind: 'not_found' })
    const reading = readNotifications(stranger, { org, ids: [id] })
    await expect(reading).rejects.toMatchObject({ kind: 'not_found' })
  })

  it('is read by a token of one’s own, as far as the token reaches', async () => {
    const token = await acme.token('approver', { scopes: ['read'] })
    expect(await texts(token)).toHaveLength(2)
    await modelOf(acme.as('maintainer'), org, 'other')
    const { model } = await registered(acme.as('maintainer'), org, { model: 'other' })
    const made = (await acme.events()).find(({ subject }) => subject.uri === `model://${model}/`)
    const modelIds = [made?.subject.id ?? '']
    const limited = await acme.token('approver', { scopes: ['read'], modelIds })
    expect(await texts(limited)).toEqual([])
    expect(await readNotifications(limited, { org, until: new Date().toISOString() })).toBeTruthy()
    expect(await texts(ben, { show: 'unread' })).toHaveLength(2)
  })

  it('asks as often for much as for little', async () => {
    const asked = await queriesOf(() => listInbox(ben, { org, limit: 1 }))
    expect(await queriesOf(() => listInbox(ben, { org }))).toBe(asked)
    expect(asked).toBe(1)
  })
})

describe('reading', () => {
  it('of one leads where it is about, and marks that one', async () => {
    const [second] = (await listInbox(ben, { org })).items
    const open = (mark: boolean) => openNotification(ben, { org, id: second?.id ?? '', mark })
    expect(await open(false)).toBe(`/${org}/models/churn/versions/v2`)
    expect(await texts(ben, { show: 'unread' })).toHaveLength(2)
    expect(await open(true)).toBe(`/${org}/models/churn/versions/v2`)
    expect(await texts(ben, { show: 'unread' })).toEqual(['Ana asks you to review churn v1'])
    const gone = openNotification(ben, { org, id: 'x', mark: true })
    await expect(gone).rejects.toMatchObject({ kind: 'not_found' })
  })

  it('of all up to what was seen leaves unread what came later', async () => {
    const [newest] = (await listInbox(ben, { org })).items
    await registered(ana, org, { model: 'churn' })
    const people = [acme.personId('approver')]
    await requestReview(ana, { org, model: 'churn', version: 3, people })
    await dealt()
    const until = newest?.createdAt
    expect(await readNotifications(ben, { org, until })).toEqual({ unread: 1 })
    expect(await readNotifications(ben, { org, until })).toEqual({ unread: 1 })
    expect(await texts(ben, { show: 'unread' })).toEqual(['Ana asks you to review churn v3'])
  })

  it.each([{}, { ids: [] }, { ids: ['x'] }, { until: '2026-11-01' }])(
    'of %j is refused with what to give',
    async (wrong) => {
      const reading = readNotifications(ben, { org, ...wrong })
      await expect(reading).rejects.toMatchObject({ kind: 'invalid' })
    },
  )
})

describe('the number beside the inbox', () => {
  it('is asked for with what every page shows anyway, and is of one organization', async () => {
    let sidebar = await getSidebar(ben, { org })
    expect(sidebar).toMatchObject({ unread: 2, projects: [] })
    expect(await queriesOf(() => getSidebar(ben, { org }))).toBe(1)
    const [newest] = (await listInbox(ben, { org })).items
    await readNotifications(ben, { org, ids: [newest?.id ?? ''] })
    sidebar = await getSidebar(ben, { org })
    expect(sidebar.unread).toBe(1)
    expect((await getSidebar(ana, { org })).unread).toBe(0)
  })
})
