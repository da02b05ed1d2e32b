import { readdir } from 'node:fs/promises'
import { connect as connectSocket, type Socket } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fromBuffer } from 'yauzl'
import { type TestHub, type TestOrganization, testHub } from '@/lib/testing/hub'
import { modelOf, sha256, uploaded } from '@/lib/testing/registry'
import { hourOf } from '@/lib/time'
import { registerVersion } from '@/lib/versions/register'
import type { Version } from '@/lib/versions/view'
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

const bytes = (text: string) => new TextEncoder().encode(text)
const at = (path: string) => `/${acme.slug}${path}`
const call = (method: string, path: string, body?: unknown, headers = {}, secret = ana) =>
  server.fetch(secret, method, at(path), body, headers)
const errorOf = async (answer: Response) => ((await answer.json()) as { error: ErrorBody }).error

// A file under the name that it has while it comes in.
const coming = expect.stringMatching(/^[0-9a-f]{8}-/)
const patient = { timeout: 10_000 }

interface ErrorBody {
  code: string
  message: string
  requestId: string
  details?: Record<string, unknown>
}

/** What lies in the store: blobs that are whole, and what is still coming in. */
async function stored() {
  const names = await readdir(join(hub.dataDir, 'blobs'), { recursive: true }).catch(() => [])
  const files = names.filter((name) => /[0-9a-f]{64}$|incoming\/./.test(name))
  return files.map((name) => name.split('/').at(-1) ?? '')
}

async function put(content: string): Promise<string> {
  const digest = sha256(content)
  expect((await call('PUT', `/blobs/${digest}`, bytes(content))).status).toBeLessThan(300)
  return digest
}

async function versionOf(model: string, files: Record<string, string>): Promise<Version> {
  await modelOf(acme.as('contributor'), acme.slug, model)
  const list = []
  for (const [name, content] of Object.entries(files))
    list.push({ name, sha256: await put(content) })
  const answer = await call('POST', `/models/${model}/versions`, { files: list })
  expect(answer.status).toBe(201)
  return (await answer.json()) as Version
}

describe('an upload', () => {
  it('is kept once under its digest: 201 for new bytes, 200 for known ones', async () => {
    const digest = sha256('weights of v1')
    const first = await call('PUT', `/blobs/${digest}`, bytes('weights of v1'))
    expect([first.status, await first.json()]).toEqual([201, { sha256: digest, size: 13 }])
    const again = await call('PUT', `/blobs/${digest}`, bytes('weights of v1'))
    expect(again.status).toBe(200)
    expect((await stored()).filter((name) => name === digest)).toHaveLength(1)
  })

  it('with other bytes than promised is refused and leaves nothing', async () => {
    const digest = sha256('promised')
    const answer = await call('PUT', `/blobs/${digest}`, bytes('delivered'))
    expect(answer.status).toBe(400)
    expect(await errorOf(answer)).toMatchObject({
      code: 'digest_mismatch',
      details: { received: sha256('delivered') },
    })
    expect(await stored()).not.toContain(digest)
    expect((await call('HEAD', `/blobs/${digest}`)).status).toBe(404)
  })

  it.each([
    ['is cut off', (socket: Socket) => socket.destroy()],
    ['ends before the length that it promised', (socket: Socket) => socket.end()],
  ])('that %s leaves nothing, and the server goes on', async (_how, stop) => {
    const digest = sha256('never whole')
    const { port, hostname } = new URL(server.url)
    const socket = connectSocket(Number(port), hostname)
    socket.on('error', () => undefined).resume()
    const closed = new Promise((resolve) => socket.on('close', resolve))
    socket.write(
      `PUT /api/v1${at(`/blobs/${digest}`)} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${ana}\r\n` +
        'Content-Type: application/octet-stream\r\nContent-Length: 1000\r\n\r\nnever',
    )
    await expect.poll(stored, patient).toContainEqual(coming)
    stop(socket)
    await closed
    await expect.poll(stored, patient).not.toContainEqual(coming)
    expect(await stored()).not.toContain(digest)
    expect((await call('GET', '/models')).status).toBe(200)
  })

  it('may be empty', async () => {
    const digest = await put('')
    const answer = await call('GET', `/blobs/${digest}`)
    expect([answer.status, await answer.text()]).toEqual([200, ''])
  })

  it('needs a digest in the address', async () => {
    expect((await call('PUT', '/blobs/abc', bytes('x'))).status).toBe(400)
  })

  it('of somebody who may not is refused before the bytes are read', async () => {
    const reader = await acme.secret('reader', { scopes: ['read', 'write'] })
    const digest = sha256('by a reader')
    const answer = await call('PUT', `/blobs/${digest}`, bytes('by a reader'), {}, reader)
    expect(answer.status).toBe(403)
    expect(await stored()).not.toContain(digest)
  })
})

describe('a digest', () => {
  it('does not buy the bytes: another organization finds nothing under it', async () => {
    const digest = await put('secret weights')
    const other = await hub.organization()
    const stranger = await other.secret('contributor')
    const theirs = (method: string, path: string, body?: unknown) =>
      server.fetch(stranger, method, `/${other.slug}${path}`, body)
    expect((await theirs('GET', `/blobs/${digest}`)).status).toBe(404)
    expect((await theirs('HEAD', `/blobs/${digest}`)).status).toBe(404)
    await theirs('POST', '/models', { name: 'thief' })
    const files = [{ name: 'm', sha256: digest }]
    const answer = await theirs('POST', '/models/thief/versions', { files })
    expect(answer.status).toBe(404)
    // Whoever has the bytes may bring them, and is not told that they were here before.
    const own = await theirs('PUT', `/blobs/${digest}`, bytes('secret weights'))
    expect(own.status).toBe(201)
  })

  it('may be named by its uploader for a day, and by a colleague once they may read what holds it', async () => {
    const digest = await put('not yet in a version')
    const mia = await acme.secret('maintainer')
    expect((await call('HEAD', `/blobs/${digest}`)).status).toBe(200)
    expect((await call('HEAD', `/blobs/${digest}`, undefined, {}, mia)).status).toBe(404)
    await modelOf(acme.as('contributor'), acme.slug, 'holds-it')
    const files = [{ name: 'm', sha256: digest }]
    await call('POST', '/models/holds-it/versions', { files })
    expect((await call('HEAD', `/blobs/${digest}`, undefined, {}, mia)).status).toBe(200)
  })
})

describe('registering a version', () => {
  it('takes NaN, and says it back as a word', async () => {
    await modelOf(acme.as('contributor'), acme.slug, 'diverged')
    const metrics = { loss: 'NaN', accuracy: 0.5, worst: 'Infinity' }
    const answer = await call('POST', '/models/diverged/versions', { metrics })
    expect(answer.status).toBe(201)
    const version = (await answer.json()) as Version
    expect(version.metrics).toEqual(metrics)
    expect(version.warnings).toContainEqual(expect.objectContaining({ code: 'no_files' }))
  })

  it('goes by the digest of the manifest, whatever the order of the files', async () => {
    const one = await versionOf('order-one', { 'a.bin': 'a', 'b/c.bin': 'c' })
    const two = await versionOf('order-two', { 'b/c.bin': 'c', 'a.bin': 'a' })
    expect(one.digest).toBe(two.digest)
    // The manifest as RFC 8785 writes it: [{"name":…,"sha256":…,"size":…}], sorted by name.
    const manifest = [
      `{"name":"a.bin","sha256":"${sha256('a')}","size":1}`,
      `{"name":"b/c.bin","sha256":"${sha256('c')}","size":1}`,
    ]
    expect(one.digest).toBe(`sha256:${sha256(`[${manifest.join(',')}]`)}`)
  })

  it.each([
    ['a path out of the version', '../model.bin'],
    ['an absolute path', '/etc/passwd'],
    ['a NUL', 'a\0b'],
    ['a Windows path', 'C:\\model.bin'],
    ['an empty part', 'a//b'],
  ])('refuses %s as a file name and leaves nothing', async (_what, name) => {
    const model = `names-${sha256(name).slice(0, 8)}`
    await modelOf(acme.as('contributor'), acme.slug, model)
    const files = [{ name, sha256: await put('x') }]
    const answer = await call('POST', `/models/${model}/versions`, { files })
    expect(answer.status).toBe(400)
    const { items } = (await (await call('GET', `/models/${model}/versions`)).json()) as {
      items: unknown[]
    }
    expect(items).toEqual([])
  })

  it.each([
    ['a name twice', [{ name: 'a' }, { name: 'a' }]],
    ['a file that is also a folder', [{ name: 'a' }, { name: 'a/b' }]],
  ])('refuses %s', async (what, names) => {
    const model = `twice-${sha256(what).slice(0, 8)}`
    await modelOf(acme.as('contributor'), acme.slug, model)
    const digest = await put('x')
    const files = names.map(({ name }) => ({ name, sha256: digest }))
    expect((await call('POST', `/models/${model}/versions`, { files })).status).toBe(400)
  })

  it('refuses a note of a megabyte and a model that is not there', async () => {
    await modelOf(acme.as('contributor'), acme.slug, 'noted')
    const long = { note: 'x'.repeat(1024 * 1024) }
    expect((await call('POST', '/models/noted/versions', long)).status).toBe(400)
    expect((await call('POST', '/models/absent/versions', {})).status).toBe(404)
  })

  it('gives consecutive numbers to twenty at once', async () => {
    await modelOf(acme.as('contributor'), acme.slug, 'crowd')
    const made = await Promise.all(
      Array.from({ length: 20 }, async () => {
        const answer = await call('POST', '/models/crowd/versions', {})
        return ((await answer.json()) as Version).version
      }),
    )
    expect(made.sort((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, index) => index + 1))
  })

  it('answers a repeated create with the version already made', async () => {
    await modelOf(acme.as('contributor'), acme.slug, 'repeated')
    const key = { 'idempotency-key': 'job-17' }
    const first = await call('POST', '/models/repeated/versions', { note: 'once' }, key)
    const again = await call('POST', '/models/repeated/versions', { note: 'once' }, key)
    expect([first.status, again.status]).toEqual([201, 201])
    expect(await again.json()).toEqual(await first.json())
    const other = await call('POST', '/models/repeated/versions', { note: 'twice' }, key)
    expect(other.status).toBe(409)
  })
})

describe('a download', () => {
  const content = 'The quick brown fox jumps over the lazy dog'
  const path = '/models/fox/versions/v1/files/sub%20dir/%E6%A8%A1%E5%9E%8B.bin'
  let version: Version

  beforeAll(async () => {
    version = await versionOf('fox', { 'sub dir/模型.bin': content, 'empty.txt': '' })
  })

  it('says everything about the bytes', async () => {
    expect(version.files.map(({ name }) => name)).toEqual(['empty.txt', 'sub dir/模型.bin'])
    expect(version.files[1]?.url).toBe(`/api/v1${at(path).replace('/v1/', '/v1/')}`)
    const answer = await call('GET', path)
    expect(answer.status).toBe(200)
    expect(await answer.text()).toBe(content)
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'content-length': '43',
      'accept-ranges': 'bytes',
      etag: `"${sha256(content)}"`,
      'repr-digest': `sha-256=:${Buffer.from(sha256(content), 'hex').toString('base64')}:`,
      'content-type': 'application/octet-stream',
      'content-disposition': `attachment; filename="??.bin"; filename*=UTF-8''%E6%A8%A1%E5%9E%8B.bin`,
      'x-content-type-options': 'nosniff',
    })
  })

  it('tells the length on HEAD without a body', async () => {
    const answer = await call('HEAD', path)
    expect([answer.status, answer.headers.get('content-length'), await answer.text()]).toEqual([
      200,
      '43',
      '',
    ])
  })

  it.each([
    ['bytes=4-8', 'bytes 4-8/43', 'quick'],
    ['bytes=40-', 'bytes 40-42/43', 'dog'],
    ['bytes=-3', 'bytes 40-42/43', 'dog'],
    ['bytes=40-400', 'bytes 40-42/43', 'dog'],
  ])('answers the range %s', async (range, contentRange, expected) => {
    const answer = await call('GET', path, undefined, { range })
    expect([answer.status, answer.headers.get('content-range'), await answer.text()]).toEqual([
      206,
      contentRange,
      expected,
    ])
  })

  it('refuses a range outside of the file, and ignores one that it does not understand', async () => {
    expect((await call('GET', path, undefined, { range: 'bytes=99-' })).status).toBe(416)
    expect((await call('GET', path, undefined, { range: 'lines=1-2' })).status).toBe(200)
  })

  it('heeds If-None-Match and If-Range', async () => {
    const etag = `"${sha256(content)}"`
    expect((await call('GET', path, undefined, { 'if-none-match': etag })).status).toBe(304)
    const same = await call('GET', path, undefined, { range: 'bytes=0-2', 'if-range': etag })
    expect(same.status).toBe(206)
    const changed = await call('GET', path, undefined, { range: 'bytes=0-2', 'if-range': '"x"' })
    expect([changed.status, await changed.text()]).toEqual([200, content])
  })

  it('is of the told length however many files there are', async () => {
    const names = Array.from({ length: 1200 }, (_, n) => `part-${n % 10}/shard-${n}.bin`)
    const ana = acme.as('contributor')
    const model = await modelOf(ana, acme.slug, 'herd')
    const digest = await uploaded(ana, acme.slug, 'shard')
    const files = names.map((name) => ({ name, sha256: digest }))
    await registerVersion(ana, { org: acme.slug, model, files })
    const answer = await call('GET', '/models/herd/versions/1/archive.zip')
    const zip = Buffer.from(await answer.arrayBuffer())
    expect(answer.headers.get('content-length')).toBe(String(zip.length))
    expect(Object.keys(await entriesOf(zip)).sort()).toEqual(names.sort())
  })

  it('of the whole version is a zip of known length with every file', async () => {
    const answer = await call('GET', '/models/fox/versions/1/archive.zip')
    const zip = Buffer.from(await answer.arrayBuffer())
    expect(answer.headers.get('content-length')).toBe(String(zip.length))
    expect(await entriesOf(zip)).toEqual({ 'empty.txt': '', 'sub dir/模型.bin': content })
  })

  it('is one use in the log, however often it is repeated within the hour', async () => {
    await versionOf('used', { m: 'm' })
    const reader = await acme.secret('reader')
    const hours = new Set([hourOf(new Date()).getTime()])
    for (let times = 0; times < 5; times++)
      await call('GET', '/models/used/versions/1/files/m', undefined, {}, reader)
    hours.add(hourOf(new Date()).getTime())
    const uses = (await acme.events()).filter(
      ({ action, subject }) => action === 'version.use' && subject.uri === 'model://used/v1',
    )
    expect(uses[0]).toMatchObject({
      onBehalfOf: acme.personId('reader'),
      via: 'api',
      after: { how: 'download' },
    })
    // Two where the hour turns just now.
    expect(uses.length).toBeLessThanOrEqual(hours.size)
  })

  it('of a file that is not there is not found', async () => {
    expect((await call('GET', '/models/fox/versions/1/files/none')).status).toBe(404)
    expect((await call('GET', '/models/fox/versions/9/files/none')).status).toBe(404)
    expect((await call('GET', '/models/fox/versions/1/files/..%2Fx')).status).toBe(400)
  })
})

/** Name → content of a zip, read by another library than the one that wrote it. */
function entriesOf(zip: Buffer): Promise<Record<string, string>> {
  return new Promise((resolve, reject) => {
    fromBuffer(zip, { lazyEntries: true }, (error, archive) => {
      if (error) return reject(error)
      const found: Record<string, string> = {}
      archive.on('end', () => resolve(found))
      archive.on('error', reject)
      archive.on('entry', (entry) => {
        archive.openReadStream(entry, async (failure, stream) => {
          if (failure) return reject(failure)
          const chunks: Buffer[] = []
          for await (const chunk of stream) chunks.push(chunk)
          found[entry.fileName] = Buffer.concat(chunks).toString('utf8')
          archive.readEntry()
        })
      })
      archive.readEntry()
    })
  })
}
