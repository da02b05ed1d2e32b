import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openDatabase, setDatabase } from '@/db/client'
import { type EmbeddedPostgres, startEmbeddedPostgres } from '@/db/embedded'
import { migrate } from '@/db/migrate'
import { parseEnv, setEnv } from '@/lib/env'
import { TestHub, type TestOrganization } from '@/lib/testing/hub'
import { modelOf, registered, sha256 } from '@/lib/testing/registry'
import type { Version } from '@/lib/versions/view'
import { startServer, TestServer } from './testing/server'

// A cluster of its own: this file kills it.
let dataDir: string
let postgres: EmbeddedPostgres
let hub: TestHub
let acme: TestOrganization

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'hub-faults-'))
  postgres = await startEmbeddedPostgres({ dataDir })
  const { ownerUrl, appUrl } = postgres
  await migrate({ ownerUrl, appRole: 'hub_app', root: process.cwd() })
  setEnv(parseEnv({ HUB_DATA_DIR: dataDir, HUB_LOG: 'silent', NODE_ENV: 'test' }))
  const database = openDatabase(appUrl, { poolSize: 4 })
  setDatabase(database)
  hub = new TestHub(database, dataDir, appUrl, ownerUrl, () => database.close())
  acme = await hub.organization()
})
afterAll(async () => {
  await hub.close()
  await postgres.stop()
  await rm(dataDir, { recursive: true, force: true })
})

describe('PostgreSQL killed under load', () => {
  let server: TestServer

  beforeAll(async () => {
    server = await startServer()
  })
  afterAll(() => server.close())

  it('is a 503 with Retry-After, recovers by itself, and loses nothing that was acknowledged', async () => {
    const secret = await acme.secret('contributor')
    await modelOf(acme.as('contributor'), acme.slug, 'sturdy')
    const acknowledged: number[] = []
    const refused: Response[] = []
    let over = false
    const work = async () => {
      while (!over) {
        const path = `/${acme.slug}/models/sturdy/versions`
        const answer = await server.fetch(secret, 'POST', path, {})
        if (answer.status === 201) acknowledged.push(((await answer.json()) as Version).version)
        else refused.push(answer)
      }
    }
    const workers = Array.from({ length: 4 }, work)
    await expect.poll(() => acknowledged.length, { timeout: 20_000 }).toBeGreaterThan(10)
    process.kill(postgres.pid, 'SIGKILL')
    await expect.poll(() => refused.length, { timeout: 20_000 }).toBeGreaterThan(0)
    const before = acknowledged.length
    await expect.poll(() => acknowledged.length, { timeout: 20_000 }).toBeGreaterThan(before + 10)
    over = true
    await Promise.all(workers)

    expect(new Set(refused.map(({ status }) => status))).toEqual(new Set([503]))
    expect(refused.every(({ headers }) => Number(headers.get('retry-after')) > 0)).toBe(true)
    const kept = new Set(await numbersOf(server, secret, 'sturdy'))
    expect(acknowledged.filter((number) => !kept.has(number))).toEqual([])
    const events = (await acme.events()).filter(({ action }) => action === 'version.register')
    expect(events).toHaveLength(kept.size)
  })
})

describe('the server killed between upload and registration', () => {
  it('keeps the file, so that the version can be registered after the restart', async () => {
    const secret = await acme.secret('contributor')
    await modelOf(acme.as('contributor'), acme.slug, 'interrupted')
    const content = 'uploaded before the crash'
    const digest = sha256(content)

    const first = await startDoors()
    const upload = `/${acme.slug}/blobs/${digest}`
    const bytes = new TextEncoder().encode(content)
    expect((await first.server.fetch(secret, 'PUT', upload, bytes)).status).toBe(201)
    first.child.kill('SIGKILL')
    await once(first.child, 'exit')

    const second = await startDoors()
    const files = [{ name: 'model.bin', sha256: digest }]
    const path = `/${acme.slug}/models/interrupted/versions`
    const answer = await second.server.fetch(secret, 'POST', path, { files })
    expect(answer.status).toBe(201)
    const file = await second.server.fetch(secret, 'GET', `${path}/1/files/model.bin`)
    expect(await file.text()).toBe(content)
    second.child.kill('SIGKILL')
    await once(second.child, 'exit')
  })

  it('leaves no half version when it dies while registering', async () => {
    const secret = await acme.secret('contributor')
    await modelOf(acme.as('contributor'), acme.slug, 'halved')
    await registered(acme.as('contributor'), acme.slug, { model: 'halved' })
    const { child, server } = await startDoors()
    const path = `/${acme.slug}/models/halved/versions`
    const files = [{ name: 'model.bin', sha256: sha256('weights') }]
    const tries = Array.from({ length: 30 }, () =>
      server.fetch(secret, 'POST', path, { files }).then(
        async (answer) => ((await answer.json()) as Version).version,
        () => null,
      ),
    )
    await Promise.any(tries)
    child.kill('SIGKILL')
    await once(child, 'exit')
    const acknowledged = (await Promise.all(tries)).filter((number) => number !== null)

    const restarted = await startServer()
    const kept = await numbersOf(restarted, secret, 'halved')
    expect(kept).toEqual(Array.from({ length: kept.length }, (_, index) => kept.length - index))
    expect(acknowledged.every((number) => kept.includes(number))).toBe(true)
    for (const number of kept) {
      const answer = await restarted.fetch(secret, 'GET', `${path}/${number}`)
      expect(((await answer.json()) as Version).files).toHaveLength(1)
    }
    await restarted.close()
  })
})

async function numbersOf(server: TestServer, secret: string, model: string): Promise<number[]> {
  const numbers: number[] = []
  for (let cursor: string | null = ''; cursor !== null; ) {
    const search = `limit=500${cursor && `&cursor=${cursor}`}`
    const path = `/${acme.slug}/models/${model}/versions?${search}`
    const page = (await (await server.fetch(secret, 'GET', path)).json()) as {
      items: Version[]
      nextCursor: string | null
    }
    numbers.push(...page.items.map(({ version }) => version))
    cursor = page.nextCursor
  }
  return numbers
}

async function startDoors(): Promise<{ child: ChildProcess; server: TestServer }> {
  const child = fork(join(process.cwd(), 'server/testing/doors.ts'), {
    execArgv: ['--import', 'tsx'],
    env: {
      ...process.env,
      DATABASE_URL: postgres.appUrl,
      HUB_DATA_DIR: dataDir,
      HUB_LOG: 'silent',
    },
  })
  const [url] = await once(child, 'message')
  return { child, server: new TestServer(null, String(url)) }
}
