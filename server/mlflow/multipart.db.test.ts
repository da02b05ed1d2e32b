import { watch } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  blobs,
  loggedModelFiles,
  loggedModels,
  multipartParts,
  multipartUploads,
  trackedRuns,
} from '@/db/schema/tables'
import { sweepArtifacts } from '@/lib/artifacts/sweep'
import { loggedModel, trackedRun } from '@/lib/artifacts/testing'
import { env, setEnv } from '@/lib/env'
import { collectBlobs } from '@/lib/files/collect'
import { type TestHub, type TestOrganization, testHub } from '@/lib/testing/hub'
import { sha256 } from '@/lib/testing/registry'
import { dayMs } from '@/lib/time'
import { startServer, type TestServer } from '../testing/server'
import { callMlflow } from './testing'

let hub: TestHub
let server: TestServer
let acme: TestOrganization
let secret: string
let root: string
let runId: string

beforeAll(async () => {
  hub = await testHub()
  server = await startServer()
  acme = await hub.organization()
  secret = await acme.secret('contributor')
  const run = await trackedRun(acme.as('contributor'), acme.slug)
  root = run.root
  runId = run.id
})
afterAll(async () => {
  await server.close()
  await hub.close()
})

const mpu = '/api/2.0/mlflow-artifacts/mpu'

interface Credential {
  url: string
  part_number: number
}

const call = (verb: string, folder: string, fields: object, as = secret) =>
  callMlflow(server, as, 'POST', `${mpu}/${verb}/${folder}`, { ...fields })

async function begun(name: string, parts: number, folder = root) {
  const { status, body } = await call('create', folder, {
    path: `/home/ana/${name}`,
    num_parts: parts,
  })
  expect([name, status]).toEqual([name, 200])
  return { id: String(body.upload_id), credentials: body.credentials as Credential[] }
}

/** As a client sends one: to the address alone, without its token. */
const sendPart = ({ url }: Credential, body: string) => fetch(url, { method: 'PUT', body })

async function sent(credentials: Credential[], contents: string[]) {
  return Promise.all(
    credentials.map(async (credential, index) => {
      const answer = await sendPart(credential, contents[index] ?? '')
      expect(answer.status).toBe(200)
      const { part_number, url } = credential
      return { part_number, url, etag: answer.headers.get('etag') ?? '' }
    }),
  )
}

async function content(path: string) {
  const address = `${server.url}/mlflow/api/2.0/mlflow-artifacts/artifacts/${path}`
  const answer = await fetch(address, { headers: { authorization: `Bearer ${secret}` } })
  return answer.status === 200 ? answer.text() : answer.status
}

const uploads = () => hub.database.read.select().from(multipartUploads)
const parts = (id: string) =>
  hub.database.read.select().from(multipartParts).where(eq(multipartParts.uploadId, id))

describe('a file that comes in parts', () => {
  it('is whole at its end, in the order of its parts', async () => {
    const { id, credentials } = await begun('big 好.bin', 3)
    expect(credentials.map(({ part_number }) => part_number)).toEqual([1, 2, 3])
    const list = await sent(credentials, ['one-', 'two-', 'three'])
    expect(list[1]?.etag).toBe(`"${sha256('two-')}"`)
    expect(await content(`${root}/big 好.bin`)).toBe(404)
    const end = { path: '/home/ana/big 好.bin', upload_id: id, parts: list }
    for (const _ of ['once', 'again']) {
      const { status, body } = await call('complete', root, end)
      expect([status, body]).toEqual([200, {}])
    }
    expect(await content(`${root}/big 好.bin`)).toBe('one-two-three')
    expect(await parts(id)).toEqual([])
    // What was answered once is not undone by a late word.
    expect((await call('abort', root, end)).status).toBe(200)
    expect(await content(`${root}/big 好.bin`)).toBe('one-two-three')
    const late = credentials[0] && (await sendPart(credentials[0], 'late'))
    expect(late?.status).toBe(404)
  })

  it('may be one of a logged model, named from a disk of Windows', async () => {
    const { root } = await loggedModel(acme.as('contributor'), acme.slug)
    const path = 'C:\\models\\model.pkl'
    const { body } = await call('create', `${root}/data`, { path, num_parts: '1' })
    const list = await sent(body.credentials as Credential[], ['pickled'])
    const end = { path, upload_id: body.upload_id, parts: list }
    expect((await call('complete', `${root}/data`, end)).status).toBe(200)
    expect(await content(`${root}/data/model.pkl`)).toBe('pickled')
  })

  it('takes a part anew, and the last one counts', async () => {
    const { id, credentials } = await begun('retried.bin', 1)
    const first = await sent(credentials, ['broken'])
    const last = await sent(credentials, ['mended'])
    const wrong = await call('complete', root, { path: 'retried.bin', upload_id: id, parts: first })
    expect([wrong.status, wrong.body.message]).toEqual([
      400,
      expect.stringMatching(/^Part 1 is not/),
    ])
    await call('complete', root, { path: 'retried.bin', upload_id: id, parts: last })
    expect(await content(`${root}/retried.bin`)).toBe('mended')
  })

  it('is none as long as a part is missing, or is none of it', async () => {
    const { id, credentials } = await begun('holes.bin', 2)
    const list = await sent(credentials.slice(0, 1), ['one'])
    const end = { path: 'holes.bin', upload_id: id }
    const missing = await call('complete', root, { ...end, parts: list })
    expect(missing.body.message).toBe('Part 2 of 2 has not come. Send it, and then complete.')
    const other = { part_number: 2, etag: `"${sha256('elsewhere')}"`, url: '' }
    const both = [...list, ...(await sent(credentials.slice(1), ['two']))]
    for (const parts of [[], list, [...list, other], [...both, { ...other, part_number: 3 }]]) {
      const { status, body } = await call('complete', root, { ...end, parts })
      expect([status, body.error_code]).toEqual([400, 'INVALID_PARAMETER_VALUE'])
    }
    expect(await content(`${root}/holes.bin`)).toBe(404)
  })

  it('becomes one file however often its end is told at once', async () => {
    const { id, credentials } = await begun('raced.bin', 2)
    const list = await sent(credentials, ['a', 'b'])
    const end = { path: 'raced.bin', upload_id: id, parts: list }
    const answers = await Promise.all([1, 2, 3, 4].map(() => call('complete', root, end)))
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200])
    expect(await content(`${root}/raced.bin`)).toBe('ab')
    expect(await readdir(join(env().storageDir, 'incoming'))).toEqual([])
  })

  it('lies on the disk once while it is joined, however often its end is told', async () => {
    const { id, credentials } = await begun('joined-once.bin', 2)
    const list = await sent(credentials, ['a'.repeat(4_000_000), 'b'.repeat(4_000_000)])
    const end = { path: 'joined-once.bin', upload_id: id, parts: list }
    const copies = new Set<string>()
    const watcher = watch(join(env().storageDir, 'incoming'), (_event, name) => {
      if (name) copies.add(name)
    })
    try {
      const answers = await Promise.all([1, 2, 3, 4, 5, 6].map(() => call('complete', root, end)))
      expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 200])
      await expect.poll(() => copies.size).toBeGreaterThan(0)
      expect([...copies]).toHaveLength(1)
    } finally {
      watcher.close()
    }
  })

  it('is given up, and again', async () => {
    const { id, credentials } = await begun('given-up.bin', 2)
    const list = await sent(credentials, ['a', 'b'])
    for (const _ of ['once', 'again'])
      expect((await call('abort', root, { path: 'given-up.bin', upload_id: id })).body).toEqual({})
    const gone = credentials[0] && (await sendPart(credentials[0], 'late'))
    expect([gone?.status, (await gone?.json())?.error_code]).toEqual([
      404,
      'RESOURCE_DOES_NOT_EXIST',
    ])
    const end = { path: 'given-up.bin', upload_id: id, parts: list }
    expect((await call('complete', root, end)).status).toBe(404)
    expect(await parts(id)).toEqual([])
  })

  it('is no larger than one that comes at once', async () => {
    const before = env()
    setEnv({ ...before, maxUpload: 10 })
    try {
      const { credentials } = await begun('large.bin', 2)
      await sent(credentials.slice(0, 1), ['123456'])
      const more = credentials[1] && (await sendPart(credentials[1], '78901'))
      expect([more?.status, (await more?.json())?.message]).toEqual([
        ...[413, 'A file may have at most 10 bytes here.'],
      ])
    } finally {
      setEnv(before)
    }
  })
})

describe('the address of a part', () => {
  it('opens itself and nothing else, and its secret is kept nowhere', async () => {
    const { id, credentials } = await begun('secret.bin', 2)
    const url = credentials[0]?.url ?? ''
    const key = new URL(url).searchParams.get('key') ?? ''
    const row = (await uploads()).find((one) => one.id === id)
    expect(JSON.stringify(row)).not.toContain(key)
    const addresses = [
      url.replace(/key=.*/, 'key='),
      url.replace(/\?.*/, ''),
      url.replace(/key=.*/, `key=${row?.hash}`),
      url.replace('/1?', '/3?'),
      url.replace('/1?', '/0?'),
      url.replace('/1?', '/-1?'),
      url.replace(id, runId),
      url.replace(id, 'x'),
    ]
    for (const address of addresses)
      expect([address, (await sendPart({ url: address, part_number: 1 }, 'x')).status]).toEqual([
        address,
        404,
      ])
    expect((await sendPart({ url: url.replace('/1?', '/x?'), part_number: 1 }, 'x')).status).toBe(
      400,
    )
    expect((await fetch(url, { headers: { authorization: `Bearer ${secret}` } })).status).toBe(404)
    expect(await parts(id)).toEqual([])
  })

  it('is below the public address of the hub, where it has one', async () => {
    const before = env()
    setEnv({ ...before, publicUrl: 'https://hub.example.com' })
    try {
      const { credentials } = await begun('public.bin', 1)
      expect(credentials[0]?.url).toMatch(/^https:\/\/hub\.example\.com\/mlflow\/multipart\//)
    } finally {
      setEnv(before)
    }
  })
})

describe('who may not', () => {
  it('begin, end or give up is anyone but whose run it is', async () => {
    const { id, credentials } = await begun('mine.bin', 1)
    const list = await sent(credentials, ['mine'])
    const fields = { path: 'mine.bin', upload_id: id, parts: list, num_parts: 1 }
    const other = await hub.organization()
    const strangers = [
      [await acme.secret('maintainer'), 403],
      [await acme.secret('reader'), 403],
      [await other.secret('admin'), 404],
    ] as const
    for (const [as, status] of strangers)
      for (const verb of ['create', 'complete', 'abort'])
        expect([verb, (await call(verb, root, fields, as)).status]).toEqual([verb, status])
    expect(await parts(id)).toHaveLength(1)
  })

  it('use an upload for another file than its own', async () => {
    const { id, credentials } = await begun('own.bin', 1)
    const list = await sent(credentials, ['own'])
    const elsewhere = { path: 'other.bin', upload_id: id, parts: list }
    expect((await call('complete', root, elsewhere)).status).toBe(404)
    const mine = await trackedRun(acme.as('contributor'), acme.slug)
    expect((await call('complete', mine.root, { ...elsewhere, path: 'own.bin' })).status).toBe(404)
  })

  it.each([
    ['no parts', { path: 'a', num_parts: 0 }],
    ['too many', { path: 'a', num_parts: 10_001 }],
    ['no number', { path: 'a', num_parts: 'x' }],
    ['no file', { num_parts: 1 }],
    ['no name', { path: 'folder/', num_parts: 1 }],
    ['a way up', { path: '..', num_parts: 1 }],
    ['a name of two lines', { path: 'a\nb', num_parts: 1 }],
  ])('begin with %s', async (_what, fields) => {
    const before = (await uploads()).length
    const { status, body } = await call('create', root, fields)
    expect([status, body.error_code]).toEqual([400, 'INVALID_PARAMETER_VALUE'])
    expect(await uploads()).toHaveLength(before)
  })

  it('begin at a version, outside of the roots, or for a deleted run', async () => {
    for (const folder of ['0', 'x/y', `${root}/%2e%2e/x`])
      expect((await call('create', folder, { path: 'a', num_parts: 1 })).status).toBe(400)
    const run = await trackedRun(acme.as('contributor'), acme.slug)
    const { id, credentials } = await begun('a', 1, run.root)
    const list = await sent(credentials, ['a'])
    await hub.database.write.transaction((tx) =>
      tx.update(trackedRuns).set({ deletedAt: new Date() }).where(eq(trackedRuns.runId, run.id)),
    )
    for (const verb of ['create', 'complete']) {
      const fields = { path: 'a', num_parts: 1, upload_id: id, parts: list }
      const { status, body } = await call(verb, run.root, fields)
      expect([verb, status]).toEqual([verb, 400])
      expect(body.message).toContain("must be in the 'active' state")
    }
  })
})

describe('what nobody comes back for', () => {
  it('is swept after a day, its bytes with it, and an open upload is not', async () => {
    const old = await begun('old.bin', 1)
    const open = await begun('open.bin', 1)
    const list = await sent(open.credentials, ['bytes of an open upload'])
    await sent(old.credentials, ['bytes of an old upload'])
    await hub.database.write.transaction((tx) =>
      tx
        .update(multipartUploads)
        .set({ createdAt: new Date(Date.now() - dayMs - 1000) })
        .where(eq(multipartUploads.id, old.id)),
    )
    const late = old.credentials[0] && (await sendPart(old.credentials[0], 'late'))
    expect(late?.status).toBe(404)
    await sweepArtifacts()
    expect((await uploads()).map(({ id }) => id)).not.toContain(old.id)
    while ((await collectBlobs({ before: new Date(Date.now() + 60_000), batch: 10_000 })) > 0);
    const rows = await hub.database.read.select().from(blobs)
    const held = rows.map((row) => row.sha256)
    expect(held).toContain(sha256('bytes of an open upload'))
    expect(held).not.toContain(sha256('bytes of an old upload'))
    await call('complete', root, { path: 'open.bin', upload_id: open.id, parts: list })
    expect(await content(`${root}/open.bin`)).toBe('bytes of an open upload')
  })

  it('are the files of logged models that were deleted a month ago', async () => {
    const days = [31, 29]
    const kept = []
    for (const ago of days) {
      const { id, root } = await loggedModel(acme.as('contributor'), acme.slug)
      const address = `${server.url}/mlflow/api/2.0/mlflow-artifacts/artifacts/${root}/a`
      await fetch(address, {
        ...{ method: 'PUT', body: 'a' },
        headers: { authorization: `Bearer ${secret}` },
      })
      const deletedAt = new Date(Date.now() - ago * dayMs)
      await hub.database.write.transaction((tx) =>
        tx.update(loggedModels).set({ deletedAt }).where(eq(loggedModels.id, id)),
      )
      kept.push(id)
    }
    await sweepArtifacts()
    const files = await hub.database.read.select().from(loggedModelFiles)
    const holders = files.map(({ modelId }) => modelId)
    expect(kept.map((id) => holders.includes(id))).toEqual([false, true])
  })
})
