import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createComment } from '../comments/create'
import type { Tx } from '../door'
import { newId } from '../ids'
import { system } from '../system'
import { type TestHub, type TestOrganization, testHub } from '../testing/hub'
import { modelOf, registered } from '../testing/registry'
import { approveVersion } from '../versions/decide'
import { updateVersion } from '../versions/update'
import { dealRound, hurrySetAside, retrySetAside } from './deal'
import { startDispatcher } from './dispatch'
import type { Told } from './view'

let hub: TestHub
let acme: TestOrganization

beforeAll(async () => {
  hub = await testHub()
  acme = await hub.organization()
})
afterAll(() => hub.close())
beforeEach(() => system((tx) => tx.execute(sql`delete from outbox`)))

/** Someone who keeps all that they are told. */
function listener() {
  const heard: Told[] = []
  const deal = async (_tx: unknown, told: readonly Told[]) => {
    heard.push(...told)
  }
  return { heard, deal }
}

const waiting = async () => {
  const { rows } = await system((tx) =>
    tx.execute<{ what: string; problem: string | null }>(
      sql`select what, problem from outbox order by seq`,
    ),
  )
  return rows
}

/** Seconds until what was set aside is tried again. */
const waits = async () => {
  const { rows } = await system((tx) =>
    tx.execute<{ wait: number }>(
      sql`select round(extract(epoch from retry_at - now()) / 5)::int * 5 as wait from outbox`,
    ),
  )
  return rows[0]?.wait
}

const ana = () => acme.as('contributor')
const of = (model: string, version = 1) => ({ org: acme.slug, model, version: `v${version}` })

describe('what happened', () => {
  it('is told once, in the order in which it did, with its event and who did it', async () => {
    await modelOf(ana(), acme.slug, 'ordered')
    await registered(ana(), acme.slug, { model: 'ordered' })
    await updateVersion(ana(), { ...of('ordered'), version: 1, tags: ['a'] })
    await approveVersion(acme.as('approver'), { ...of('ordered'), version: 1, note: 'Fine.' })
    const { heard, deal } = listener()
    expect(await dealRound({ deal })).toMatchObject({ full: false })
    expect(heard.map(({ what }) => what)).toEqual([
      'version.register',
      'version.update',
      'version.approve',
      'model.latest',
    ])
    expect(new Set(heard.map(({ orderKey }) => orderKey)).size).toBe(1)
    const [register, , approve, latest] = heard
    expect(register?.event).toMatchObject({
      id: register?.id,
      subject: { uri: 'model://ordered/v1' },
      actor: { kind: 'person', id: acme.personId('contributor') },
    })
    expect(approve?.event).toMatchObject({ note: 'Fine.', after: { state: 'approved' } })
    expect(approve?.at.toISOString()).toBe(approve?.event?.at)
    expect(latest).toMatchObject({
      event: null,
      body: { from: null, to: register?.event?.subject.id },
    })
    expect(await dealRound({ deal })).toMatchObject({ told: [] })
    expect(heard).toHaveLength(4)
  })

  it('is not told where it was refused or undone', async () => {
    await modelOf(ana(), acme.slug, 'quiet')
    await registered(ana(), acme.slug, { model: 'quiet' })
    await dealRound({})
    const tag = (ctx: ReturnType<typeof ana>) =>
      updateVersion(ctx, { org: acme.slug, model: 'quiet', version: 1, tags: ['x'] })
    await expect(tag(acme.as('reader'))).rejects.toMatchObject({ kind: 'forbidden' })
    await expect(
      updateVersion(ana(), { org: acme.slug, model: 'quiet', version: 1 }),
    ).rejects.toMatchObject({ kind: 'invalid' })
    expect(await waiting()).toEqual([])
  })

  it('stays where telling it fails, whoever was told before', async () => {
    await modelOf(ana(), acme.slug, 'kept')
    await registered(ana(), acme.slug, { model: 'kept' })
    const lost = Object.assign(new Error('connection reset'), { code: '08006' })
    const fail = () => Promise.reject(lost)
    const { heard, deal } = listener()
    await expect(dealRound({ deal, fail })).rejects.toThrow('connection reset')
    expect(await waiting()).toEqual([{ what: 'version.register', problem: null }])
    await dealRound({ deal })
    expect(heard[0]?.id).toBe(heard[1]?.id)
  })

  it('of which nothing can be made is set aside, holds up nothing, and is tried again', async () => {
    await modelOf(ana(), acme.slug, 'poisoned')
    for (const body of ['one', 'poison', 'three'])
      await createComment(ana(), { org: acme.slug, model: 'poisoned', body })
    const { heard, deal } = listener()
    const picky = async (tx: unknown, told: readonly Told[]) => {
      await deal(tx, told)
      if (told.some(({ event }) => event?.after?.length === 'poison'.length))
        throw new TypeError('what is this?')
    }
    expect((await dealRound({ picky }))?.told).toHaveLength(2)
    expect(await waiting()).toEqual([{ what: 'comment.create', problem: 'what is this?' }])
    expect(await dealRound({ picky })).toMatchObject({ told: [] })
    heard.length = 0
    // Not before its time.
    expect(await retrySetAside({ picky: deal })).toBe(0)
    await hurrySetAside()
    expect(await retrySetAside({ picky: deal })).toBe(1)
    expect(heard.map(({ what }) => what)).toEqual(['comment.create'])
    expect(await waiting()).toEqual([])
  })

  it('is told at once to those who can be, and later, once, to the others', async () => {
    await modelOf(ana(), acme.slug, 'halved')
    await createComment(ana(), { org: acme.slug, model: 'halved', body: 'Once' })
    const { heard, deal } = listener()
    const fail = () => Promise.reject(new TypeError('no inbox'))
    await dealRound({ inboxes: fail, hooks: deal })
    expect(heard).toHaveLength(1)
    expect(await waiting()).toEqual([{ what: 'comment.create', problem: 'no inbox' }])
    for (const wait of [60, 120]) {
      await hurrySetAside()
      expect(await retrySetAside({ inboxes: fail, hooks: deal })).toBe(0)
      expect(await waits()).toBe(wait)
    }
    const inbox = listener()
    await hurrySetAside()
    await retrySetAside({ inboxes: inbox.deal, hooks: deal })
    expect([heard.length, inbox.heard.length]).toEqual([1, 1])
    expect(await waiting()).toEqual([])
  })

  it('which takes too long to tell is set aside, and holds up no other organization', async () => {
    const other = await hub.organization()
    for (const one of [acme, other]) {
      const at = { org: one.slug, model: 'slow' }
      await modelOf(one.as('contributor'), one.slug, 'slow')
      await createComment(one.as('contributor'), { ...at, body: 'Hello' })
    }
    const { heard, deal } = listener()
    const slow = async (tx: Tx, told: readonly Told[]) => {
      if (told.some(({ organizationId }) => organizationId === acme.id))
        await tx.execute(sql`select pg_sleep(60)`)
      await deal(tx, told)
    }
    await dealRound({ slow }, { all: 200, alone: 200 })
    expect(heard.map(({ organizationId }) => organizationId)).toEqual([other.id])
    const [left, ...more] = await waiting()
    expect(more).toEqual([])
    expect(left?.problem).toMatch('pg_sleep')
  })

  it('is told by one of many who look at the same time, and none is told twice', async () => {
    await modelOf(ana(), acme.slug, 'raced')
    for (let nth = 0; nth < 12; nth++)
      await createComment(ana(), { org: acme.slug, model: 'raced', body: `No ${nth}` })
    const { heard, deal } = listener()
    await Promise.all(Array.from({ length: 6 }, () => dealRound({ deal })))
    const ids = heard.map(({ id }) => id)
    expect(ids).toHaveLength(12)
    expect(new Set(ids).size).toBe(12)
  })

  it('is told even where it was written down before what has been told', async () => {
    const row = (what: string) => sql`insert into outbox (id, organization_id, what, order_key, at)
      values (${newId()}, ${acme.id}, ${what}, ${newId()}, now())`
    const { heard, deal } = listener()
    await hub.database.write.transaction(async (late) => {
      await late.execute(row('late'))
      await system((tx) => tx.execute(row('early')))
      await dealRound({ deal })
    })
    await dealRound({ deal })
    expect(heard.map(({ what }) => what)).toEqual(['early', 'late'])
  })

  it('of one model is told in order, however many change it at once', async () => {
    await modelOf(ana(), acme.slug, 'busy')
    await registered(ana(), acme.slug, { model: 'busy' })
    await dealRound({})
    const { heard, deal } = listener()
    const changes = Array.from({ length: 20 }, (_, nth) =>
      updateVersion(ana(), { org: acme.slug, model: 'busy', version: 1, addTags: [`t${nth}`] }),
    )
    let busy = true
    const all = Promise.all(changes).finally(() => {
      busy = false
    })
    while (busy) await dealRound({ deal })
    await all
    await dealRound({ deal })
    const counts = heard.map(({ event }) => [event?.after?.tags ?? []].flat().length)
    expect(counts).toEqual(Array.from({ length: 20 }, (_, nth) => nth + 1))
  })

  it('is dealt out by a hub that runs, until it stops', async () => {
    const stop = startDispatcher()
    await modelOf(ana(), acme.slug, 'running')
    await registered(ana(), acme.slug, { model: 'running' })
    await expect.poll(waiting, { timeout: 10_000 }).toEqual([])
    await stop()
    await registered(ana(), acme.slug, { model: 'running' })
    expect(await waiting()).toHaveLength(1)
  })
})
