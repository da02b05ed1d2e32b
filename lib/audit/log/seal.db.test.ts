import { createPublicKey } from 'node:crypto'
import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { listActivity } from '../../activity/queries'
import { newId } from '../../ids'
import { createProject } from '../../projects/create'
import { type TestHub, type TestOrganization, testHub } from '../../testing/hub'
import { isSigned, readCheckpoint } from './checkpoint'
import { auditKey, keyFile } from './key'
import { Frontier, inclusionProof, leafHash, rootAt } from './merkle'
import { publishDue } from './publish'
import { receiptOf } from './receipts'
import { mostAtOnce, sealRound } from './seal'
import { startSequencer } from './sequencer'
import { treeOf } from './tree'

let hub: TestHub
let acme: TestOrganization

beforeAll(async () => {
  hub = await testHub()
  acme = await hub.organization()
})
afterAll(() => hub.close())

async function work(count: number, at = new Date()) {
  for (let n = 0; n < count; n++) {
    const slug = `p-${newId()}`
    const ctx = { ...acme.as('maintainer'), now: () => at }
    await createProject(ctx, { org: acme.slug, name: slug, slug })
  }
}

async function sealAll() {
  for (let sealed = await sealRound(); sealed?.full; ) sealed = await sealRound()
}

interface Leaf extends Record<string, unknown> {
  event: string
  hash: Buffer
  body: string
  index: string
}

async function leaves(log = acme.id) {
  const { rows } = await hub.database.read.execute<Leaf>(sql`
    select l.event_id as event, l.hash, l.index, e.body from audit_leaves l
    join audit_events e on e.id = l.event_id where l.log_id = ${log} order by l.index`)
  return rows
}

async function head(log = acme.id) {
  const { rows } = await hub.database.read.execute<{
    origin: string
    size: string
    frontier: Buffer
    note: string
    checkpoints: string
  }>(sql`
    select l.origin, l.size, l.frontier, c.note,
      (select count(*) from audit_checkpoints x where x.log_id = l.log_id) as checkpoints
    from audit_logs l join audit_checkpoints c on c.log_id = l.log_id and c.size = l.size
    where l.log_id = ${log}`)
  return rows[0]
}

const treeOfBodies = (bodies: string[]) => {
  const tree = Frontier.empty()
  for (const body of bodies) tree.append(leafHash(body))
  return tree
}

describe('sealing', () => {
  it('gives events their places in the order of their insertion, and signs the tree of their bodies', async () => {
    await work(3)
    await sealAll()
    const sealed = await leaves()
    const bodies = (
      await hub.database.read.execute<{ body: string }>(sql`
      select body from audit_events where organization_id = ${acme.id} order by seq`)
    ).rows
    expect(sealed.map(({ index }) => Number(index))).toEqual(bodies.map((_, n) => n))
    expect(sealed.map(({ body }) => body)).toEqual(bodies.map(({ body }) => body))
    expect(sealed.map(({ hash }) => hash)).toEqual(bodies.map(({ body }) => leafHash(body)))
    const { origin, note = '' } = (await head()) ?? {}
    expect(readCheckpoint(note)).toEqual({
      origin: `localhost:3000/${acme.id}`,
      size: bodies.length,
      root: treeOfBodies(bodies.map(({ body }) => body)).root(),
    })
    expect(isSigned(note, origin ?? '', await auditKey())).toBe(true)
    const { items } = await listActivity(acme.as('auditor'), { org: acme.slug })
    expect(items.map(({ index }) => index)).toEqual(sealed.map((_, n) => n).reverse())
  })

  it('makes a key that only its owner may read', async () => {
    expect((await stat(keyFile())).mode & 0o777).toBe(0o600)
    expect(await readFile(keyFile(), 'utf8')).toContain('PRIVATE KEY')
  })

  it('leaves nothing when it is ended in the middle, and does it all the next time', async () => {
    const before = await head()
    await work(2)
    const { sealed, waiting } = await counts()
    // It can sign nothing, and finds out when everything else is written.
    await expect(sealRound({ key: createPublicKey(await auditKey()) })).rejects.toThrow()
    expect(await counts()).toEqual({ sealed, waiting })
    expect(await head()).toEqual(before)
    await sealAll()
    expect(await counts()).toEqual({ sealed: sealed + waiting, waiting: 0 })
  })

  it('takes each event once, however many processes are at it', async () => {
    await work(20)
    const rounds = Array.from({ length: 8 }, () => sealRound())
    const taken = await Promise.all(rounds)
    await sealAll()
    expect(taken.filter((round) => round !== null).length).toBeGreaterThan(0)
    const sealed = await leaves()
    expect(sealed.map(({ index }) => Number(index))).toEqual(sealed.map((_, n) => n))
    const { note = '' } = (await head()) ?? {}
    expect(readCheckpoint(note)?.root).toEqual(treeOfBodies(sealed.map(({ body }) => body)).root())
  })

  it('waits for none of those who write, however many do', async () => {
    await work(1)
    const held = new AbortController()
    const untilReleased = () => sleep(60_000, null, { signal: held.signal }).catch(() => null)
    const hold = () => hub.database.write.transaction(untilReleased)
    const writers = Array.from({ length: 20 }, hold)
    expect(await sealRound()).toMatchObject({ events: 1 })
    held.abort()
    await Promise.all(writers)
  })

  it('goes on in the order of insertion when the clock went back', async () => {
    await work(1, new Date('2026-05-02T00:00:00Z'))
    await work(1, new Date('2026-05-01T00:00:00Z'))
    await sealAll()
    const times = (await leaves()).slice(-2).map(({ body }) => JSON.parse(body).at)
    expect(times).toEqual(['2026-05-02T00:00:00.000Z', '2026-05-01T00:00:00.000Z'])
  })

  it('drains a long backlog round by round, and proofs come from the kept hashes', async () => {
    const count = 2 * mostAtOnce + 300
    const owner = hub.database.write
    await owner.execute(sql`
      with made as (
        insert into audit_events (id, organization_id, at, actor_kind, via, action, subject_kind,
          subject_uri, outcome, request_id, body)
        select gen_random_uuid(), ${acme.id}, now(), 'system', 'worker', 'version.use', 'version', 'u',
          'done', 'r', '{"reason":null,"note":null,"before":null,"after":null,"n":' || n || '}' from generate_series(1, ${count}::int) n returning id, seq)
      insert into audit_pending select id, ${acme.id}, seq from made`)
    const rounds = []
    for (let sealed = await sealRound(); sealed?.events; sealed = await sealRound())
      rounds.push(sealed.events)
    expect(rounds).toEqual([mostAtOnce, mostAtOnce, 300])
    const bodies = (await leaves()).map(({ body }) => body)
    const tree = treeOf(hub.database.read, acme.id)
    for (const size of [1, 255, 256, 257, 2048, bodies.length])
      expect(await rootAt(size, tree)).toEqual(treeOfBodies(bodies.slice(0, size)).root())
    const path = await inclusionProof(300, bodies.length, tree)
    expect(path.length).toBeGreaterThan(10)
  })

  it('passes by what waits and is gone', async () => {
    await hub.database.write.execute(sql`
      insert into audit_pending values (gen_random_uuid(), ${acme.id}, 0)`)
    expect(await sealRound()).toMatchObject({ events: 0 })
    expect((await counts()).waiting).toBe(0)
  })
})

describe('a receipt', () => {
  it('is there once its event is sealed, without a sequencer too', async () => {
    await work(2)
    const { items } = await listActivity(acme.as('auditor'), { org: acme.slug, limit: 2 })
    const ids = items.map(({ id }) => id)
    const receipts = await receiptOf(ids)
    const size = Number((await head())?.size)
    expect([...receipts.values()].map((receipt) => receipt?.index)).toEqual([size - 1, size - 2])
    const [receipt] = receipts.values()
    expect(receipt?.url).toBe(
      `http://localhost:3000/api/v1/${acme.slug}/audit/proof?index=${size - 1}`,
    )
    expect(receipt?.proof).toMatch(/^c2sp\.org\/tlog-proof@v1\nindex \d+\n/)
    expect(receipt?.proof.endsWith((await head())?.note ?? '?')).toBe(true)
  })

  it('of what is not there is null after two seconds, and nothing fails', async () => {
    const since = Date.now()
    const id = newId()
    expect(await receiptOf([id, 'no id at all'])).toEqual(
      new Map([
        [id, null],
        ['no id at all', null],
      ]),
    )
    expect(await receiptOf([id])).toEqual(new Map([[id, null]]))
    expect(Date.now() - since).toBeGreaterThan(1900)
  })
})

it('publishes each checkpoint outside of the database', async () => {
  await work(1)
  await sealAll()
  await publishDue()
  const folder = join(hub.dataDir, 'checkpoints', acme.id)
  expect(await readFile(join(folder, 'latest'), 'utf8')).toBe((await head())?.note)
})

async function counts() {
  const { rows } = await hub.database.read.execute<{ sealed: string; waiting: string }>(sql`
    select (select count(*) from audit_leaves) as sealed,
      (select count(*) from audit_pending) as waiting`)
  return { sealed: Number(rows[0]?.sealed), waiting: Number(rows[0]?.waiting) }
}

it('goes on by itself while a sequencer runs, and ends when it is told to', async () => {
  const stop = startSequencer()
  await work(3)
  await vi.waitFor(async () => expect((await counts()).waiting).toBe(0), { timeout: 5000 })
  await stop()
  await work(1)
  expect((await counts()).waiting).toBe(1)
})
