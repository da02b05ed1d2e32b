import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterEach, expect, it } from 'vitest'
import { readPenguins } from '@/examples/penguins/lib/penguins.js'
import { writeAssignments } from '@/lib/deployments/assignments'
import type { DeploymentResults } from '@/lib/deployments/results-view'
import { root } from '@/scripts/paths.mjs'
import { cliHub } from './testing/hub'

const hub = cliHub()
const cwd = join(root, 'examples/penguins')
const stops: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop()
})

const split = [
  { model: 'model://penguins/v2', weight: 10 },
  { model: 'model://penguins/v1', weight: 90 },
]

/** A good version and one that knows next to nothing, both approved, 90 and 10. */
async function deployed() {
  await hub.ana.hub(['run', 'prepare'], { cwd })
  await hub.ana.hub(['run', 'train', '-p', 'trees=15'], { cwd })
  await hub.ana.hub(['run', 'train', '-p', 'trees=1', '-p', 'max-depth=1'], { cwd })
  const [ben, admin] = [await hub.acme.secret('approver'), await hub.acme.secret('admin')]
  const call = async (secret: string, path: string, body: object) => {
    const answer = await hub.server.fetch(secret, 'POST', `/${hub.acme.slug}${path}`, body)
    expect(answer.ok, await answer.clone().text()).toBe(true)
  }
  for (const version of [1, 2])
    await call(ben, `/models/penguins/versions/${version}/approve`, { note: 'fine' })
  const name = 'penguins'
  await call(admin, '/deployments', { name, project: 'penguins', target: 'production' })
  await call(admin, '/deployments/penguins/revisions', { variants: split, note: 'a tenth' })
}

/** Starts the example server. Answers where it is. */
async function started(): Promise<string> {
  const env = {
    ...process.env,
    HUB_URL: hub.server.url,
    HUB_TOKEN: await hub.acme.secret('contributor'),
    PORT: '0',
  }
  const stdio = ['ignore', 'pipe', 'inherit'] as const
  const child = spawn(process.execPath, ['serve.js'], { cwd, env, stdio: [...stdio] })
  stops.push(async () => {
    child.kill()
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
  })
  for await (const line of createInterface({ input: child.stdout })) {
    const [url] = /http:\S+/.exec(line) ?? []
    if (url) return url
  }
  throw new Error('The example server ended.')
}

it('serves two versions as the hub splits them, and the hub shows how each does', {
  timeout: 180_000,
}, async () => {
  await deployed()
  const url = await started()
  const ask = async (key: string, penguin: object) => {
    const answer = await fetch(url, { method: 'POST', body: JSON.stringify({ key, ...penguin }) })
    return (await answer.json()) as { species: string; version: string }
  }
  const penguins = readPenguins().penguins.filter(({ sex }) => sex !== '')
  const served = new Map<string, { right: number; all: number }>()
  for (const round of [1, 2])
    for (const penguin of penguins) {
      const { species, version } = await ask(`${round}-${penguin.row}`, penguin)
      const seen = served.get(version) ?? { right: 0, all: 0 }
      seen.all += 1
      if (species === penguin.species) seen.right += 1
      served.set(version, seen)
    }
  const asked = penguins.length * 2
  const tenth = served.get('model://penguins/v2')
  expect([...served.keys()].sort()).toEqual(['model://penguins/v1', 'model://penguins/v2'])
  // A tenth of 666 is 67, give or take 4 standard errors.
  expect(Math.abs((tenth?.all ?? 0) - asked / 10)).toBeLessThan(31)
  // Whoever asks again gets the same version.
  const [first] = penguins
  if (!first) throw new Error('There are no penguins.')
  const again = await Promise.all([1, 2, 3].map(() => ask('1-1', { ...first, species: undefined })))
  expect(new Set(again.map(({ version }) => version)).size).toBe(1)

  await writeAssignments()
  const results = () => hub.json<DeploymentResults>('/deployments/penguins/results?metric=accuracy')
  await expect
    .poll(async () => (await results()).variants.reduce((sum, { count }) => sum + count, 0), {
      timeout: 30_000,
      interval: 200,
    })
    .toBe(asked)
  const { variants, splits } = await results()
  for (const { uri, count, mean } of variants) {
    const { right = 0, all = 0 } = served.get(uri) ?? {}
    expect({ uri, count, mean }).toEqual({ uri, count: all, mean: right / all })
  }
  expect(splits[0]?.assigned).toBe(asked + 3)
  expect(variants.find(({ baseline }) => !baseline)).toMatchObject({
    ...{ name: 'v2', label: 'v2 is worse' },
    weight: 10,
  })
})

it('says what is wrong with a request, and serves on', { timeout: 60_000 }, async () => {
  await deployed()
  const url = await started()
  const send = (body: string) => fetch(url, { method: 'POST', body })
  for (const bad of ['', '{', '{}', '{"key":"a"}']) expect((await send(bad)).status).toBe(502)
  const [penguin] = readPenguins().penguins
  expect((await send(JSON.stringify({ key: 'a', ...penguin }))).status).toBe(200)
})
