import { createHash } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Pool } from 'pg'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { TestHub, TestOrganization } from '@/lib/testing/hub'
import { modelOf, registered } from '@/lib/testing/registry'
import { Caller } from './support/caller'
import { Hub } from './support/hub'
import { Random } from './support/random'
import { say, seed, sizes } from './support/settings'
import { perSecond, type SlowClient, SlowDownload, SlowRequest, SlowUpload } from './support/slow'

const seconds = sizes.slow >= 200 ? 20 : 6
// What nobody would call waiting on a busy machine, and what would not be reached behind 200 slow ones.
const patienceMs = 5000
// Larger than what the kernel of either side keeps of a connection.
const large = 24 * 1024 * 1024

let hub: Hub
let people: TestHub
let owner: Pool
let acme: TestOrganization
let secret: string

beforeAll(async () => {
  hub = await Hub.start()
  people = await hub.people()
  owner = await hub.owner()
  acme = await people.organization()
  secret = await acme.secret('contributor')
  await modelOf(acme.as('contributor'), acme.slug, 'quick')
})
afterAll(async () => {
  await owner?.end()
  await people?.close()
  await hub?.remove()
})

it('lets the slow go on without making anyone wait for them', async () => {
  const random = new Random(seed)
  const caller = new Caller(hub.url, secret, acme.slug)
  const big = Buffer.alloc(large, 7)
  await upload(caller, big)
  await registered(acme.as('contributor'), acme.slug, { model: 'quick' })
  const clients = Array.from({ length: sizes.slow }, (_, n) => slowClient(n, big, random))
  const until = Date.now() + seconds * 1000
  const isOver = () => Date.now() > until
  const ends = clients.map((client) => client.run(isOver))
  try {
    await sleep(1000)
    const took: number[] = []
    const busy: number[] = []
    while (!isOver()) {
      for (const call of [resolve, list, send, register]) {
        const since = Date.now()
        const status = await call(caller, random)
        took.push(Date.now() - since)
        expect(status, call.name).toBeOneOf([200, 201])
      }
      busy.push(await busyConnections())
    }
    const came = await Promise.all(ends)
    const slowest = Math.max(...took)
    say(
      `${clients.length} slow clients for ${seconds} s: ${took.length} calls of another, the slowest in ` +
        `${slowest} ms; at most ${Math.max(...busy)} connections of the database in use.`,
    )
    expect(came.filter((end) => end !== 'fine')).toEqual([])
    expect(slowest).toBeLessThan(patienceMs)
    // Far below the 32 of two processes: none of the slow holds one.
    expect(Math.max(...busy)).toBeLessThan(8)
  } finally {
    for (const client of clients) client.end()
  }
})

/** Half of them upload, three in ten download, the rest does not get its request out. */
function slowClient(n: number, big: Buffer, random: Random): SlowClient {
  const path = `/api/v1/${acme.slug}/blobs`
  const fields = `host: hub\r\nauthorization: Bearer ${secret}\r\n`
  if (n % 10 < 5) {
    const content = random.bytes((seconds + 2) * perSecond)
    const type = 'content-type: application/octet-stream\r\n'
    const head = `PUT ${path}/${digestOf(content)} HTTP/1.1\r\n${fields}${type}`
    return new SlowUpload(hub.url, head, content)
  }
  if (n % 10 < 8)
    return new SlowDownload(hub.url, `GET ${path}/${digestOf(big)} HTTP/1.1\r\n${fields}`)
  return new SlowRequest(hub.url, `GET /api/v1/me HTTP/1.1\r\n${fields}`)
}

/** Connections of the hub that a transaction or a query holds right now. */
async function busyConnections(): Promise<number> {
  const { rows } = await owner.query<{ busy: string }>(`
    select count(*) as busy from pg_stat_activity
    where application_name like 'model-hub%' and state <> 'idle'`)
  return Number(rows[0]?.busy)
}

async function upload(caller: Caller, content: Buffer): Promise<number> {
  return (await caller.call('PUT', `/blobs/${digestOf(content)}`, content)).status
}

const resolve = async (caller: Caller) =>
  (await caller.call('GET', '/resolve?uri=model://quick/v1')).status
const list = async (caller: Caller) => (await caller.call('GET', '/models/quick/versions')).status
const send = (caller: Caller, random: Random) => upload(caller, random.bytes(2000))
const register = async (caller: Caller) =>
  (await caller.call('POST', '/models/quick/versions', {})).status

const digestOf = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex')
