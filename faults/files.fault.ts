import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { fromBuffer, type ZipFile } from 'yauzl'
import { digestOf } from '@/cli/blobs'
import { eachOf } from '@/cli/each'
import { User } from '@/cli/testing/user'
import { type ManifestFile, manifestDigest } from '@/lib/files/manifest'
import { paths } from '@/lib/paths'
import { sessionCookieName } from '@/lib/sessions/cookie'
import { startSession } from '@/lib/sessions/session'
import type { TestHub, TestOrganization } from '@/lib/testing/hub'
import type { Version } from '@/lib/versions/view'
import { Caller } from './support/caller'
import { Hub } from './support/hub'
import { Random } from './support/random'
import { say, seed, sizes } from './support/settings'

const maxPageBytes = 1_500_000
const patienceMs = 10_000
const model = 'many'

let hub: Hub
let people: TestHub
let acme: TestOrganization
let folder: string
let files: ManifestFile[]
let caller: Caller
let secret: string

beforeAll(async () => {
  hub = await Hub.start()
  people = await hub.people()
  acme = await people.organization()
  secret = await acme.secret('contributor')
  caller = new Caller(hub.url, secret, acme.slug)
  folder = await mkdtemp(join(tmpdir(), 'hub-many-'))
  files = await writeFiles(join(folder, 'out'))
})
afterAll(async () => {
  await people?.close()
  await hub?.remove()
  if (folder) await rm(folder, { recursive: true, force: true })
})

it('takes a folder of very many files through hub push, and gives it back through hub pull', async () => {
  const ana = new User(hub.url, secret)
  const warnings: string[] = []
  const hear = ({ message }: Error) => warnings.push(message)
  process.on('warning', hear)
  const pushed = await timed(() => ana.hub(['push', 'out', `model://${model}/`], { cwd: folder }))
  expect(pushed.result).toMatchObject({ exitCode: 0, out: `model://${model}/v1 pending\n` })
  const told = await timed(() => version(1))
  expect(told.result.files).toHaveLength(sizes.files)
  expect(told.result.digest).toBe(`sha256:${manifestDigest(files)}`)
  const pulled = await timed(() => ana.hub(['pull', `model://${model}/v1`, 'in'], { cwd: folder }))
  expect(pulled.result.exitCode).toBe(0)
  expect(manifestDigest(await readBack(join(folder, 'in')))).toBe(manifestDigest(files))
  process.off('warning', hear)
  expect(warnings).toEqual([])
  say(
    `${sizes.files} files: pushed in ${pushed.seconds} s, told in ${told.seconds} s, ` +
      `pulled in ${pulled.seconds} s.`,
  )
})

it('registers them in one request', async () => {
  const body = { files: files.map(({ name, sha256 }) => ({ name, sha256 })) }
  const made = await timed(() => caller.call('POST', `/models/${model}/versions`, body))
  expect(made.result.status).toBe(201)
  const { digest } = made.result.json as Version
  expect(digest).toBe(`sha256:${manifestDigest(files)}`)
  expect(made.seconds * 1000).toBeLessThan(patienceMs)
  say(`${sizes.files} files: registered in ${made.seconds} s.`)
})

it('gives them as one zip', async () => {
  const zip = await timed(() => caller.call('GET', `/models/${model}/versions/1/archive.zip`))
  expect(zip.result.headers.get('content-length')).toBe(String(zip.result.body.length))
  const open = promisify<Buffer, ZipFile>(fromBuffer)
  expect((await open(zip.result.body)).entryCount).toBe(sizes.files)
  say(`${sizes.files} files: zipped in ${zip.seconds} s.`)
})

it('draws a page of them that a browser can take', async () => {
  const session = await startSession(acme.personId('reader'), acme.as('reader').origin)
  const headers = { cookie: `${sessionCookieName()}=${session.secret}` }
  const path = paths.version(acme.slug, model, 1)
  const page = await timed(() => fetch(`${hub.url}${path}`, { headers }).then(readPage))
  expect(page.result.status).toBe(200)
  expect(page.result.text).toContain(files[0]?.name)
  say(`${sizes.files} files: a page of ${page.result.text.length} bytes in ${page.seconds} s.`)
  expect(page.result.text.length).toBeLessThan(maxPageBytes)
  expect(page.seconds * 1000).toBeLessThan(patienceMs)
})

async function version(number: number): Promise<Version> {
  return (await caller.call('GET', `/models/${model}/versions/${number}`)).json as Version
}

/** Small files in a hundred folders, each unlike any other. */
async function writeFiles(root: string): Promise<ManifestFile[]> {
  const random = new Random(seed)
  const numbers = Array.from({ length: sizes.files }, (_, n) => n)
  for (let n = 0; n < 100; n++) await mkdir(join(root, `part-${n}`), { recursive: true })
  return eachOf(numbers, async (n) => {
    const name = `part-${n % 100}/shard-${String(n).padStart(5, '0')}.bin`
    const path = join(root, name)
    await writeFile(path, Buffer.concat([Buffer.from(`${n} `), random.bytes(random.whole(0, 200))]))
    return { name, ...(await digestOf(path)) }
  })
}

function readBack(root: string): Promise<ManifestFile[]> {
  return eachOf(files, async ({ name }) => ({ name, ...(await digestOf(join(root, name))) }))
}

const readPage = async (page: Response) => ({ status: page.status, text: await page.text() })

async function timed<T>(work: () => Promise<T>): Promise<{ result: T; seconds: number }> {
  const since = Date.now()
  const result = await work()
  return { result, seconds: Math.round((Date.now() - since) / 100) / 10 }
}
