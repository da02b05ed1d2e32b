import { existsSync } from 'node:fs'
import { readdir, readlink, rm } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { blobPath } from '@/lib/files/store'
import { type TestHub, type TestOrganization, testHub } from '@/lib/testing/hub'
import { modelOf, sha256, uploaded } from '@/lib/testing/registry'
import { registerVersion } from '@/lib/versions/register'
import { startServer, type TestServer } from '../testing/server'

let hub: TestHub
let server: TestServer
let acme: TestOrganization
let ana: string

beforeAll(async () => {
  hub = await testHub()
  server = await startServer()
  acme = await hub.organization()
  ana = await acme.secret('contributor')
})
afterAll(async () => {
  await server.close()
  await hub.close()
})

async function versionOf(model: string, contents: string[]): Promise<string> {
  const ctx = acme.as('contributor')
  await modelOf(ctx, acme.slug, model)
  const files = []
  for (const [index, content] of contents.entries())
    files.push({ name: `${index}.bin`, sha256: await uploaded(ctx, acme.slug, content) })
  await registerVersion(ctx, { org: acme.slug, model, files })
  return `/${acme.slug}/models/${model}/versions/1`
}

const get = (path: string, init: RequestInit = {}) =>
  fetch(`${server.url}/api/v1${path}`, { ...init, headers: { authorization: `Bearer ${ana}` } })
const lose = (content: string) => rm(blobPath(sha256(content)))

/** How many blobs this process, which is the server's as well, holds open. */
async function openBlobs(): Promise<number> {
  const numbers = await readdir('/proc/self/fd')
  const targets = await Promise.all(
    numbers.map((fd) => readlink(`/proc/self/fd/${fd}`).catch(() => '')),
  )
  return targets.filter((target) => target.startsWith(hub.dataDir)).length
}

describe('a file whose bytes are gone from the disk', () => {
  it('is told as a failure of ours in JSON, without the headers of a download', async () => {
    const version = await versionOf('lost', ['lost bytes'])
    await lose('lost bytes')
    const answer = await get(`${version}/files/0.bin`)
    expect(answer.status).toBe(500)
    expect(answer.headers.get('content-type')).toBe('application/json; charset=utf-8')
    for (const name of ['content-disposition', 'etag', 'repr-digest', 'accept-ranges'])
      expect([name, answer.headers.get(name)]).toEqual([name, null])
    expect(await answer.json()).toMatchObject({ error: { code: 'internal' } })
  })

  it.each([
    ['first', 0],
    ['last', 1],
  ])('cuts a zip off when it is the %s, and the server goes on', async (which, index) => {
    const contents = [`${which}: `.padEnd(1_000_000, 'a'), `${which}: `.padEnd(1_000_000, 'b')]
    const version = await versionOf(`zip-${which}`, contents)
    await lose(contents[index] ?? '')
    const whole = await get(`${version}/archive.zip`)
      .then(
        async (answer) => answer.ok && (await answer.arrayBuffer()).byteLength > 0,
        () => false,
      )
      .catch(() => false)
    expect(whole).toBe(false)
    expect((await get(version)).status).toBe(200)
  })
})

describe('a range outside of a file', () => {
  it('is answered with its length, in JSON', async () => {
    const version = await versionOf('ranged', ['0123456789'])
    const answer = await fetch(`${server.url}/api/v1${version}/files/0.bin`, {
      headers: { authorization: `Bearer ${ana}`, range: 'bytes=99-' },
    })
    expect([answer.status, answer.headers.get('content-range')]).toEqual([416, 'bytes */10'])
    expect(answer.headers.get('content-disposition')).toBeNull()
    expect(await answer.json()).toMatchObject({ error: { code: 'range' } })
  })
})

describe.runIf(existsSync('/proc/self/fd'))('a zip', () => {
  it('that its reader breaks off leaves no file open', async () => {
    const version = await versionOf('aborted', ['x'.repeat(24_000_000), 'y'.repeat(24_000_000)])
    for (let times = 0; times < 5; times++) {
      const stop = new AbortController()
      const answer = await get(`${version}/archive.zip`, { signal: stop.signal })
      await answer.body?.getReader().read()
      stop.abort()
    }
    await expect.poll(openBlobs, { timeout: 10_000 }).toBe(0)
  })

  it('that only its length was asked of leaves no file open', async () => {
    const version = await versionOf('measured', ['z'.repeat(24_000_000)])
    const answer = await get(`${version}/archive.zip`, { method: 'HEAD' })
    expect(Number(answer.headers.get('content-length'))).toBeGreaterThan(24_000_000)
    await expect.poll(openBlobs, { timeout: 10_000 }).toBe(0)
  })
})
