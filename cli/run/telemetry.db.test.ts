import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import type { MetricSeries } from '@/lib/runs/view'
import { type TestHub, type TestOrganization, testHub } from '@/lib/testing/hub'
import { startServer, type TestServer } from '@/server/testing/server'
import { type Client, createClient, unreachable } from '../client'
import { folderWith } from '../testing/folder'
import { workFolderAt } from './layout'
import { Telemetry } from './telemetry'

let hub: TestHub
let server: TestServer
let acme: TestOrganization
let secret: string
beforeAll(async () => {
  hub = await testHub()
  server = await startServer()
  acme = await hub.organization()
  secret = await acme.secret('contributor')
})
afterAll(async () => {
  await server.close()
  await hub.close()
})

/** A run, and a client on whose way back answers are lost as often as `lost` says. */
async function started() {
  const configuration = { url: server.url, token: secret, org: acme.slug }
  const client = createClient(configuration, new AbortController().signal)
  const project = `p${Math.random().toString(36).slice(2, 10)}`
  await client.post(client.path('projects'), { slug: project, name: project })
  const { run } = await client.post<{ run: number }>(client.path('projects', project, 'runs'), {})
  const path = client.path('projects', project, 'runs', run)
  const losing = { times: 0 }
  const far: Client = {
    ...client,
    async call(...call) {
      const response = await client.call(...call)
      if (call[0] !== 'POST' || losing.times-- <= 0) return response
      throw unreachable(server.url, new Error('lost'))
    },
  }
  const folder = workFolderAt(folderWith())
  const open = () => {
    const telemetry = new Telemetry(far, path, folder, { warn: () => {} })
    onTestFinished(() => telemetry.close())
    return telemetry
  }
  const series = async () =>
    (await client.get<{ series: MetricSeries[] }>(`${path}/metrics`)).series.map(
      ({ key, points }) => [key, points.map(({ value }) => value)],
    )
  const log = async () => await (await client.call('GET', `${path}/log`)).text()
  return { losing, open, series, log }
}

const say = (telemetry: Telemetry, values: Record<string, number | string>) =>
  telemetry.metrics(new Map(Object.entries(values)), '2026-03-03T10:00:00Z')

describe('what a run reports', () => {
  it('is on the hub once, though the answers that say so are lost', async () => {
    const { losing, open, series, log } = await started()
    const telemetry = open()
    for (let step = 0; step < 1200; step++) say(telemetry, { step, loss: step, acc: -step })
    telemetry.log(Buffer.from('a line\n'))
    losing.times = 3
    for (let times = 0; times < 3; times++)
      await expect(telemetry.finish(0)).rejects.toThrow('cannot be reached')
    await telemetry.finish(0)
    const all = Array.from({ length: 1200 }, (_, step) => step)
    expect(await series()).toEqual([
      ['acc', all.map((step) => -step || 0)],
      ['loss', all],
    ])
    expect(await log()).toBe('a line\n')
  })

  it('is brought by another process, from where the first one came to', async () => {
    const { losing, open, series, log } = await started()
    const first = open()
    say(first, { loss: 1 })
    first.log(Buffer.from('one\n'))
    await first.finish(0)
    say(first, { loss: 2 })
    say(first, { loss: 3, acc: 3 })
    losing.times = 1
    await expect(first.finish(0)).rejects.toThrow('cannot be reached')
    say(first, { loss: 4 })
    first.log(Buffer.from('two\n'))
    const second = open()
    second.log(Buffer.from('three\n'))
    await second.finish(0)
    expect(await series()).toEqual([
      ['acc', [3]],
      ['loss', [1, 2, 3, 4]],
    ])
    expect(await log()).toBe('one\ntwo\nthree\n')
  })

  it('loses one event that the hub does not take, and no other', async () => {
    const { open, series } = await started()
    const telemetry = open()
    for (let step = 0; step < 20; step++) say(telemetry, { loss: step })
    say(telemetry, Object.fromEntries(Array.from({ length: 10_001 }, (_, n) => [`k${n}`, n])))
    for (let step = 20; step < 40; step++) say(telemetry, { loss: step })
    await telemetry.finish(0)
    const second = open()
    say(second, { loss: 40 })
    await second.finish(0)
    expect(await series()).toEqual([['loss', Array.from({ length: 41 }, (_, step) => step)]])
  })
})
