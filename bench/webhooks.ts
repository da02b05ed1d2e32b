import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { database, openDatabase, setDatabase } from '@/db/client'
import type { Ctx } from '@/lib/actor'
import { env, setEnv } from '@/lib/env'
import { createModel } from '@/lib/models/create'
import { updateModel } from '@/lib/models/update'
import { startDispatcher } from '@/lib/outbox/dispatch'
import { newSecret } from '@/lib/secret'
import { createWebhook } from '@/lib/webhooks/create'
import { removeWebhook } from '@/lib/webhooks/remove'
import { startSender } from '@/lib/webhooks/sender'
import { callerOn, type Stage } from './stage'

export interface WebhookFigures {
  /** Events per second that were asked for, and how many changes were made. */
  rate: number
  told: number
  /** How many arrived, and of these how many not in the order of their model. */
  arrived: number
  disordered: number
  /** Seconds from the commit of a change to the arrival of its message. */
  delay: { median: number; p95: number; p99: number; max: number }
}

export interface WebhookPlan {
  seconds: number
}

const rate = 100
const models = 50
const patienceMs = 30_000

/** Changes models at the rate, while one process tells a webhook of it, and looks when each message arrives. */
export async function measureWebhooks(
  stage: Stage,
  { seconds }: WebhookPlan,
): Promise<WebhookFigures> {
  const before = env()
  setEnv({ ...before, secret: newSecret(), webhookAllow: ['127.0.0.1'] })
  const opened = openDatabase(stage.appUrl, { poolSize: 8 })
  const admin = await callerOn(stage, 'admin')
  setDatabase(opened)
  const stops = [startDispatcher(), startSender()]
  const { server, url, arrivals } = await receiving()
  const { org } = stage.landmarks
  const { id } = await createWebhook(admin, { org, name: 'Bench', url, events: ['tags.changed'] })
  try {
    // What the other parts left over is no part of it.
    await emptied()
    const committed = await changes(admin, org, seconds)
    for (const until = Date.now() + patienceMs; Date.now() < until; await sleep(50))
      if (arrivals.length >= committed.size) break
    return figures(committed, arrivals)
  } finally {
    await removeWebhook(admin, { org, id })
    await Promise.all(stops.map((stop) => stop()))
    server.close()
    server.closeAllConnections()
    setDatabase(stage.database)
    setEnv(before)
    await opened.close()
  }
}

interface Arrival {
  /** The model and the number of the change, as its tag says. */
  tag: string
  at: number
}

async function receiving(): Promise<{ server: Server; url: string; arrivals: Arrival[] }> {
  const arrivals: Arrival[] = []
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const at = performance.now()
      const { data } = JSON.parse(Buffer.concat(chunks).toString()) as { data: { tags: string[] } }
      arrivals.push({ tag: data.tags[0] ?? '', at })
      response.writeHead(204).end()
    })
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const { port } = server.address() as AddressInfo
  return { server, url: `http://127.0.0.1:${port}/`, arrivals }
}

async function emptied(): Promise<void> {
  for (;;) {
    const { rows } = await database().read.execute('select 1 from outbox limit 1')
    if (rows.length === 0) return
    await sleep(50)
  }
}

/** Answers when each change was committed, by its tag. */
async function changes(admin: Ctx, org: string, seconds: number): Promise<Map<string, number>> {
  const slugs: string[] = []
  for (let n = 0; n < models; n++)
    slugs.push((await createModel(admin, { org, name: `Told ${n} ${Date.now()}` })).slug)
  const committed = new Map<string, number>()
  const under: Promise<void>[] = []
  const since = performance.now()
  for (let n = 0; n < rate * seconds; n++) {
    const wait = since + (n * 1000) / rate - performance.now()
    if (wait > 0) await sleep(wait)
    const tag = `${n % models}.${Math.floor(n / models)}`
    const change = async () => {
      await updateModel(admin, { org, model: slugs[n % models] ?? '', tags: [tag] })
      committed.set(tag, performance.now())
    }
    under.push(change())
  }
  await Promise.all(under)
  return committed
}

function figures(committed: Map<string, number>, arrivals: Arrival[]): WebhookFigures {
  const newest = new Map<string, number>()
  let disordered = 0
  for (const { tag } of arrivals) {
    const [model = '', nth = ''] = tag.split('.')
    if ((newest.get(model) ?? -1) > Number(nth)) disordered++
    newest.set(model, Number(nth))
  }
  const delays = arrivals
    .map(({ tag, at }) => Math.max(0, at - (committed.get(tag) ?? at)) / 1000)
    .sort((a, b) => a - b)
  const at = (part: number) => delays[Math.min(delays.length - 1, Math.floor(delays.length * part))]
  return {
    ...{ rate, told: committed.size, arrived: arrivals.length, disordered },
    delay: {
      median: at(0.5) ?? Number.NaN,
      p95: at(0.95) ?? Number.NaN,
      p99: at(0.99) ?? Number.NaN,
      max: delays.at(-1) ?? Number.NaN,
    },
  }
}
