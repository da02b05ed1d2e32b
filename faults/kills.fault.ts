import { createHash } from 'node:crypto'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Pool } from 'pg'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { eachOf } from '@/cli/each'
import { verifyAll } from '@/lib/audit/log/verify'
import { sweepIncoming } from '@/lib/files/store'
import { projectOf } from '@/lib/runs/testing'
import type { TestHub, TestOrganization } from '@/lib/testing/hub'
import { modelOf } from '@/lib/testing/registry'
import { Caller } from './support/caller'
import { lost, onlyOnce } from './support/compare'
import { Hub, type Victim } from './support/hub'
import { type KeptVersion, Ledger } from './support/ledger'
import { type Clients, Load, models, project } from './support/load'
import { Random } from './support/random'
import { broken, everyRowHasAnEvent, tornVersions } from './support/record'
import { say, seed, sizes } from './support/settings'

// The serving processes most often; the whole server, whose start takes seconds, least.
const victims: Victim[] = [
  ...(['worker', 'worker', 'worker', 'worker', 'postgres', 'postgres', 'postgres'] as const),
  ...(['backend', 'backend', 'server', 'supervisor'] as const),
]

const random = new Random(seed)
const ledger = new Ledger()
let hub: Hub
let people: TestHub
let acme: TestOrganization
let owner: Pool
let reader: Caller

beforeAll(async () => {
  hub = await Hub.start()
  people = await hub.people()
  owner = await hub.owner()
  acme = await people.organization()
  await projectOf(acme.as('maintainer'), acme.slug, project)
  for (const model of models) await modelOf(acme.as('maintainer'), acme.slug, model)
  reader = await callerOf('reader')
})
afterAll(async () => {
  await owner?.end()
  await people?.close()
  await hub?.remove()
})

it('loses nothing that was acknowledged, and leaves nothing half done', async () => {
  const since = Date.now()
  const load = new Load(await clients(), ledger, random.fork())
  const kills: Record<string, number> = {}
  try {
    await expect.poll(() => ledger.versions.size, { timeout: 30_000 }).toBeGreaterThan(5)
    for (let n = 0; n < sizes.kills; n++) {
      await sleep(random.whole(50, 1200))
      const victim = random.pick(victims)
      await hub.kill(victim, (from) => random.pick(from))
      kills[victim] = (kills[victim] ?? 0) + 1
      await hub.revive()
      expect(await wrong(), `after kill ${n + 1}, of a ${victim}, seed ${seed}`).toEqual([])
    }
    const before = ledger.versions.size
    await expect.poll(() => ledger.versions.size, { timeout: 30_000 }).toBeGreaterThan(before)
  } finally {
    await load.stop()
  }
  expect(await wrong()).toEqual([])
  expect(await tornVersions(owner)).toEqual([])
  const logs = await verifyAll()
  expect(logs.filter(({ found }) => !found.ok)).toEqual([])
  expect(await wrongAliases()).toEqual([])
  const kept = [...ledger.versions.values()]
  expect((await eachOf(kept, wrongOf)).flat()).toEqual([])
  expect(await bugs()).toEqual([])

  const seconds = Math.round((Date.now() - since) / 1000)
  say(
    `${sizes.kills} kills in ${seconds} s, seed ${seed}: ${JSON.stringify(kills)}. ` +
      `${ledger.acknowledged} acknowledged (${kept.length} versions, ${ledger.decisions.size} ` +
      `decisions, ${ledger.uploads.size} uploads), ${ledger.uncertain} cut off or put off, ` +
      `${ledger.replayed} repeats given the first answer.`,
  )
})

it('leaves no process and no lock behind, and nothing that its sweeper does not take', async () => {
  expect(hub.postmasters()).toHaveLength(1)
  expect(await hub.stop()).toEqual([])
  await sweepIncoming(Date.now() + 1000)
  const incoming = join(hub.dataDir, 'blobs', 'incoming')
  expect(await readdir(incoming).catch(() => [])).toEqual([])
  await hub.launch()
  expect(hub.postmasters()).toHaveLength(1)
  await owner.end()
  owner = await hub.owner()
  expect(await wrong()).toEqual([])
})

/** Everything that is not as it should be right now. */
async function wrong(): Promise<string[]> {
  const kept = [...ledger.versions.values()]
  const some = Array.from({ length: Math.min(5, kept.length) }, () => random.pick(kept))
  const checks = { ...onlyOnce, ...everyRowHasAnEvent }
  // The database may be on its way back still: a serving process may have answered that it is ready.
  const [missing, claims] = await vi.waitFor(
    () => Promise.all([lost(owner, ledger), broken(owner, checks)]),
    { timeout: 20_000, interval: 200 },
  )
  const files = (await eachOf(some, wrongOf)).flat()
  const masters = hub.postmasters().length === 1 ? [] : ['Several servers of one database run.']
  return [...ledger.wrong, ...missing, ...claims, ...files, ...masters]
}

/** What the API tells of a version, and does not match what its client was told. */
async function wrongOf({ model, number, digest, file }: KeptVersion): Promise<string[]> {
  const path = `/models/${model}/versions/${number}`
  const [version, bytes] = await Promise.all([answerTo(path), answerTo(`${path}/files/model.bin`)])
  const told = (version.json as { digest?: string } | null)?.digest
  const found = createHash('sha256').update(bytes.body).digest('hex')
  return [
    ...(told === digest ? [] : [`${path} has the digest ${told}, not ${digest}.`]),
    ...(found === file ? [] : [`The file of ${path} has the digest ${found}, not ${file}.`]),
  ]
}

/** What no process should have said. One whose supervisor died before it listened has nobody to tell. */
async function bugs(): Promise<string[]> {
  const lines = (await hub.said()).split('\n')
  const bug = /"msg":"(uncaught exception|unhandled rejection)"/
  return lines.filter((line) => bug.test(line) && !line.includes('internal/cluster/child'))
}

async function wrongAliases(): Promise<string[]> {
  const found: string[] = []
  for (const [model, { last, perhaps }] of ledger.aliases) {
    const { json } = await answerTo(`/resolve?uri=model://${model}/production`)
    const now = (json as { version?: number } | null)?.version ?? null
    if (now !== last && !perhaps.includes(now ?? 0))
      found.push(`${model}/production is v${now}, and was left at v${last}.`)
  }
  return found
}

async function answerTo(path: string) {
  return vi.waitFor(
    async () => {
      const answer = await reader.call('GET', path)
      if (answer.status === 0 || answer.status === 503) throw new Error(`${path}: no answer.`)
      return answer
    },
    { timeout: 20_000, interval: 100 },
  )
}

async function clients(): Promise<Clients> {
  return {
    contributors: [
      await callerOf('contributor'),
      await callerOf('contributor'),
      await callerOf('maintainer'),
      await callerOf('contributor'),
    ],
    approvers: [await callerOf('approver'), await callerOf('approver')],
    maintainer: await callerOf('maintainer'),
  }
}

async function callerOf(role: Parameters<TestOrganization['secret']>[0]): Promise<Caller> {
  return new Caller(hub.url, await acme.secret(role), acme.slug)
}
