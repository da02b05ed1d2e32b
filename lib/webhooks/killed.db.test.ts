import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { env } from '../env'
import { type TestHub, type TestOrganization, testHub } from '../testing/hub'
import { modelOf, registered } from '../testing/registry'
import { updateVersion } from '../versions/update'
import { createWebhook } from './create'
import { listDeliveries } from './queries'
import { allowLoopback, Receiver, taken } from './testing'

let hub: TestHub
let acme: TestOrganization
let receiver: Receiver
const running: ChildProcess[] = []

beforeAll(async () => {
  hub = await testHub()
  allowLoopback()
  acme = await hub.organization()
  receiver = await Receiver.start()
})
afterEach(() => Promise.all(running.splice(0).map(kill)))
afterAll(async () => {
  await receiver.close()
  await hub.close()
})

/** A process that tells what happened, of this hub. */
function start(): ChildProcess {
  const script = join(import.meta.dirname, 'sending-process.ts')
  const child = spawn(process.execPath, ['--import', 'tsx', script], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: {
      ...process.env,
      DATABASE_URL: hub.appUrl,
      HUB_DATA_DIR: hub.dataDir,
      HUB_SECRET: env().secret ?? '',
      HUB_WEBHOOK_ALLOW: '127.0.0.0/8',
      HUB_LOG: 'silent',
    },
  })
  running.push(child)
  return child
}

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  child.kill('SIGKILL')
  await once(child, 'exit')
}

const ana = () => acme.as('contributor')
const inTime = { timeout: 40_000 }

/** A webhook on a model of its own with a version. Answers how to change that, and what was said of it. */
async function watched(model: string) {
  const admin = acme.as('admin')
  await modelOf(ana(), acme.slug, model)
  const { id } = await createWebhook(admin, {
    ...{ org: acme.slug, name: model, url: `${receiver.url}/${model}`, model },
  })
  await registered(ana(), acme.slug, { model })
  let nth = 0
  return {
    change: () =>
      updateVersion(ana(), { org: acme.slug, model, version: 1, addTags: [`t${nth++}`] }),
    /** The messages that the hub says it has, oldest first. */
    messages: async () => {
      const { items } = await listDeliveries(admin, { org: acme.slug, id, limit: 500 })
      return items.map(({ message }) => message).reverse()
    },
    /** Those that arrived. */
    arrived: () =>
      receiver.arrived.filter(({ path }) => path.endsWith(`/${model}`)).map(({ id: of }) => of),
    left: async () =>
      (await listDeliveries(admin, { org: acme.slug, id, state: 'waiting' })).items.length,
  }
}

/** Ids in the order in which they came first. */
const firsts = (ids: readonly string[]) => [...new Set(ids)]

it('what was committed before a process was killed is sent by the next one', async () => {
  const { messages } = await watched('committed')
  // Nobody tells anything yet.
  expect(receiver.ids).toEqual([])
  start()
  await expect.poll(() => receiver.arrived.length, inTime).toBe(1)
  expect(receiver.ids).toEqual(await messages())
}, 60_000)

it('a process killed while it sends is followed by one that sends the same again', async () => {
  receiver.arrived.length = 0
  receiver.answer = () => undefined
  const { messages, arrived } = await watched('half-sent')
  const first = start()
  await expect.poll(() => receiver.arrived.length, inTime).toBe(1)
  await kill(first)
  receiver.answer = taken
  start()
  await expect.poll(() => receiver.arrived.length, inTime).toBe(2)
  const [id] = await messages()
  expect(arrived()).toEqual([id, id])
  expect(receiver.arrived[1]?.body).toBe(receiver.arrived[0]?.body)
}, 90_000)

it('a receiver that is killed and comes back misses nothing, whoever else is killed meanwhile', async () => {
  receiver.arrived.length = 0
  const { change, messages, arrived, left } = await watched('away')
  let sender = start()
  await expect.poll(arrived, inTime).toHaveLength(1)
  await receiver.kill()
  for (let nth = 0; nth < 5; nth++) await change()
  await sleep(500)
  await kill(sender)
  for (let nth = 0; nth < 5; nth++) await change()
  sender = start()
  await receiver.revive()
  // The first retry comes five seconds after the attempt that found nobody.
  await expect.poll(left, inTime).toBe(0)
  await expect.poll(messages, inTime).toHaveLength(11)
  await expect.poll(left, inTime).toBe(0)
  expect(firsts(arrived())).toEqual(await messages())
  await kill(sender)
}, 120_000)
