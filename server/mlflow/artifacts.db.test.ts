import { randomBytes } from 'node:crypto'
import { readdir } from 'node:fs/promises'
import { request as send } from 'node:http'
import { join } from 'node:path'
import { and, eq, getTableName } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  blobs,
  lineageEdges,
  loggedModels,
  runOutputs,
  runs,
  trackedRuns,
} from '@/db/schema/tables'
import { loggedModel, trackedRun } from '@/lib/artifacts/testing'
import { env, setEnv } from '@/lib/env'
import { collectBlobs } from '@/lib/files/collect'
import { blobReferences } from '@/lib/files/references'
import { deleteModel } from '@/lib/models/life'
import { updateModel } from '@/lib/models/update'
import { setModelPolicy } from '@/lib/policies/set'
import { createRun } from '@/lib/runs/create'
import { type TestHub, type TestOrganization, testHub } from '@/lib/testing/hub'
import { modelOf, registered, sha256 } from '@/lib/testing/registry'
import { hexOf } from '@/lib/tracking/ids'
import { approveVersion } from '@/lib/versions/decide'
import { startServer, type TestServer } from '../testing/server'
import { callMlflow } from './testing'

let hub: TestHub
let server: TestServer
let acme: TestOrganization
let secret: string
let root: string

beforeAll(async () => {
  hub = await testHub()
  server = await startServer()
  acme = await hub.organization()
  secret = await acme.secret('contributor')
  root = (await trackedRun(acme.as('contributor'), acme.slug)).root
})
afterAll(async () => {
  await server.close()
  await hub.close()
})

const base = '/api/2.0/mlflow-artifacts/artifacts'

interface Sent {
  as?: string | null
  headers?: Record<string, string>
  /** Segments that are sent as they stand here. */
  raw?: boolean
}

async function artifact(method: string, path: string, body?: string | Buffer, sent: Sent = {}) {
  const { as = secret, headers = {}, raw = false } = sent
  const written = raw ? path : path.split('/').map(encodeURIComponent).join('/')
  const answer = await new Promise<{ status: number; headers: Headers; bytes: Buffer }>(
    (resolve, reject) => {
      const url = new URL(server.url)
      const asked = send({
        ...{ method, host: url.hostname, port: url.port, path: `/mlflow${base}/${written}` },
        headers: {
          ...(as && { authorization: `Bearer ${as}` }),
          ...(body !== undefined && { 'content-length': Buffer.byteLength(body) }),
          ...headers,
        },
      })
      asked.on('error', reject).on('response', (response) => {
        const parts: Buffer[] = []
        response.on('data', (part: Buffer) => parts.push(part))
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            headers: new Headers(response.headers as Record<string, string>),
            bytes: Buffer.concat(parts),
          }),
        )
      })
      asked.end(body)
    },
  )
  const isJson = answer.headers.get('content-type')?.startsWith('application/json')
  return { ...answer, json: isJson ? JSON.parse(answer.bytes.toString()) : null }
}

const put = (path: string, body: string | Buffer, sent?: Sent) => artifact('PUT', path, body, sent)
const get = (path: string, sent?: Sent) => artifact('GET', path, undefined, sent)

async function filesIn(path: string, as = secret) {
  const { status, body } = await callMlflow(server, as, 'GET', base, { path })
  expect(status).toBe(200)
  return body.files as { path: string; is_dir: boolean; file_size?: number }[]
}

const incoming = () => readdir(join(env().storageDir, 'incoming')).catch(() => [])

describe('files of a run', () => {
  it('are kept as they are sent and given back byte for byte', async () => {
    const bytes = randomBytes(300_000)
    const answer = await put(`${root}/model/weights.bin`, bytes)
    expect([answer.status, answer.json]).toEqual([200, {}])
    const got = await get(`${root}/model/weights.bin`)
    expect([got.status, got.bytes.equals(bytes)]).toEqual([200, true])
    expect(got.headers.get('content-type')).toBe('application/octet-stream')
    expect(got.headers.get('content-disposition')).toBe('attachment; filename="weights.bin"')
    expect(got.headers.get('x-content-type-options')).toBe('nosniff')
    expect(got.headers.get('content-encoding')).toBeNull()
    expect(got.headers.get('etag')).toBe(`"${sha256(bytes)}"`)
  })

  it.each([
    'with space.txt',
    'grün 好 😀.txt',
    'a+b.txt',
    '50%.txt',
    '100%25.txt',
    '%41.txt',
    'a#b?c&d=e.txt',
    'semi;colon,comma.txt',
    'quote\'"s.txt',
    '-rf',
    '.hidden',
    '..dots..',
    'archive.tar.gz',
    'x'.repeat(255),
    `${'very/deep/'.repeat(20)}file`,
  ])('keep their names, odd ones too: %s', async (name) => {
    const path = `${root}/names/${name}`
    expect((await put(path, name)).status).toBe(200)
    const got = await get(path)
    expect([got.status, got.bytes.toString()]).toEqual([200, name])
    const [file] = await filesIn(path.slice(0, path.lastIndexOf('/')))
    expect(file).toBeDefined()
    const names = (await filesIn(path.slice(0, path.lastIndexOf('/')))).map((one) => one.path)
    expect(names).toContain(path.slice(path.lastIndexOf('/') + 1))
  })

  it('may have a percent sign that encodes nothing, as clients send it', async () => {
    for (const name of ['100%', '95% done.txt', '%.%', '%zz', 'a%4'])
      expect(
        (await put(`${root}/stray/${name.replaceAll(' ', '%20')}`, name, { raw: true })).status,
      ).toBe(200)
    const names = (await filesIn(`${root}/stray`)).map(({ path }) => path)
    expect(names).toEqual(['%.%', '%zz', '100%', '95% done.txt', 'a%4'])
    const got = await get(`${root}/stray/95%%20done.txt`, { raw: true })
    expect(got.bytes.toString()).toBe('95% done.txt')
  })

  it.each([
    ['back\\slash', /forward slashes/],
    ['line\nbreak', /control character/],
    ['next\u0085line', /line break/],
    ['x'.repeat(256), /255 bytes/],
    ['a//b', /empty part/],
    ['a/./b', /dot/],
    ['a/', /empty part/],
    ['C:\\x', /relative|forward/],
  ])('cannot be called everything: %j', async (name, why) => {
    const answer = await put(`${root}/${name}`, 'x')
    expect([answer.status, answer.json.error_code]).toEqual([400, 'INVALID_PARAMETER_VALUE'])
    expect(answer.json.message).toMatch(why)
  })

  it.each([
    '../x',
    '%2e%2e/x',
    '%2E%2E%2Fx',
    '..%2fx',
    '..%5cx',
    '%252e%252e/x',
    '%25252e%25252e%25252fx',
    'a/%2e%2e/%2e%2e/%2e%2e/x',
    'a%00',
    'a%2500',
    '%2e%2e%2f%2e%2e%2fetc%2fpasswd',
  ])('lead nowhere else: %s', async (tail) => {
    for (const method of ['PUT', 'GET', 'DELETE']) {
      const answer = await artifact(method, `${root}/${tail}`, method === 'PUT' ? 'x' : undefined, {
        raw: true,
      })
      expect([method, answer.status, answer.json.error_code]).toEqual([
        method,
        400,
        'INVALID_PARAMETER_VALUE',
      ])
    }
  })

  it.each(['x/'.repeat(900), '好'.repeat(200), '%ff', 'x'.repeat(5000)])(
    'are refused in words that clients read, whatever the path is: %#',
    async (tail) => {
      for (const method of ['PUT', 'GET', 'DELETE']) {
        const path = `${root}/${tail}/a`
        const answer = await artifact(method, encodeURI(path).replace('%25ff', '%ff'), undefined, {
          raw: true,
        })
        expect([method, answer.status]).toEqual([method, expect.toBeOneOf([400, 414])])
        expect(answer.json).toMatchObject({ error_code: 'INVALID_PARAMETER_VALUE' })
      }
    },
  )

  it('may be empty, also when sent in chunks', async () => {
    expect((await put(`${root}/empty/by-length`, '')).status).toBe(200)
    const chunked = await artifact('PUT', `${root}/empty/by-chunks`, undefined, {
      headers: { 'transfer-encoding': 'chunked', 'content-type': 'text/plain' },
    })
    expect(chunked.status).toBe(200)
    expect(await filesIn(`${root}/empty`)).toEqual([
      { path: 'by-chunks', is_dir: false, file_size: 0 },
      { path: 'by-length', is_dir: false, file_size: 0 },
    ])
    const got = await get(`${root}/empty/by-chunks`)
    expect([got.status, got.bytes.length]).toEqual([200, 0])
  })

  it('come whatever they are said to be', async () => {
    for (const type of [
      'application/json',
      'text/html',
      'image/png',
      'nonsense',
      'multipart/form-data; boundary=x',
    ]) {
      const path = `${root}/types/${type.replaceAll(/\W/g, '-')}`
      expect((await put(path, '{"not json', { headers: { 'content-type': type } })).status).toBe(
        200,
      )
      expect((await get(path)).bytes.toString()).toBe('{"not json')
    }
  })

  it('are sent as text where MLflow takes them for one, and never inline', async () => {
    for (const name of ['MLmodel', 'a.json', 'b.py', 'c.csv', 'page.html']) {
      await put(`${root}/texts/${name}`, '<script>alert(1)</script>')
      const got = await get(`${root}/texts/${name}`)
      const text = name === 'page.html' ? 'application/octet-stream' : 'text/plain'
      expect([name, got.headers.get('content-type')]).toEqual([name, text])
      expect(got.headers.get('content-disposition')).toMatch(/^attachment/)
      expect(got.headers.get('content-security-policy')).toContain('sandbox')
    }
    await put(`${root}/texts/好.txt`, 'x')
    expect((await get(`${root}/texts/好.txt`)).headers.get('content-disposition')).toContain(
      "filename*=UTF-8''%E5%A5%BD.txt",
    )
  })

  it('can be had in part', async () => {
    await put(`${root}/range.txt`, '0123456789')
    const part = await get(`${root}/range.txt`, { headers: { range: 'bytes=2-4' } })
    expect([part.status, part.bytes.toString()]).toEqual([206, '234'])
    expect(part.headers.get('content-range')).toBe('bytes 2-4/10')
    const beyond = await get(`${root}/range.txt`, { headers: { range: 'bytes=20-' } })
    expect([beyond.status, beyond.json.error_code]).toEqual([416, 'INVALID_PARAMETER_VALUE'])
    expect(beyond.headers.get('content-range')).toBe('bytes */10')
    expect(beyond.headers.get('content-disposition')).toBeNull()
    const etag = part.headers.get('etag') ?? ''
    expect((await get(`${root}/range.txt`, { headers: { 'if-none-match': etag } })).status).toBe(
      304,
    )
  })

  it('are listed by folder with names alone, and not at all for a file or what is not there', async () => {
    for (const name of ['a.txt', 'b/c.txt', 'b/d/e.txt']) await put(`${root}/tree/${name}`, 'abc')
    const tree = [
      { path: 'a.txt', is_dir: false, file_size: 3 },
      { path: 'b', is_dir: true },
    ]
    expect(await filesIn(`${root}/tree`)).toEqual(tree)
    expect(await filesIn(`${root}/tree/`)).toEqual(tree)
    expect(await filesIn(`${root}/tree/b`)).toEqual([
      { path: 'c.txt', is_dir: false, file_size: 3 },
      { path: 'd', is_dir: true },
    ])
    for (const path of [`${root}/tree/a.txt`, `${root}/tree/none`, `${root}/tre`, `${root}/tree/%`])
      expect([path, await filesIn(path)]).toEqual([path, []])
    for (const path of [`${root}/tree/none`, `${root}/tree/b`, `${root}/tree/b/d/e.txt/f`]) {
      const got = await get(path)
      expect([got.status, got.json.error_code]).toEqual([404, 'RESOURCE_DOES_NOT_EXIST'])
    }
  })

  it('are listed whole below a folder whose name is no plain letters', async () => {
    await put(`${root}/😀 daß/x.txt`, 'abc')
    expect(await filesIn(`${root}/😀 daß`)).toEqual([
      { path: 'x.txt', is_dir: false, file_size: 3 },
    ])
  })

  it('are replaced by others of the same name, and stay the same when sent again', async () => {
    const id = async () => {
      const outputs = await hub.database.read
        .select({ id: runOutputs.id })
        .from(runOutputs)
        .where(eq(runOutputs.path, 'again.txt'))
      expect(outputs).toHaveLength(1)
      return outputs[0]?.id
    }
    await put(`${root}/again.txt`, 'one')
    const first = await id()
    await put(`${root}/again.txt`, 'one')
    expect(await id()).toBe(first)
    await put(`${root}/again.txt`, 'two')
    expect(await id()).not.toBe(first)
    expect((await get(`${root}/again.txt`)).bytes.toString()).toBe('two')
  })

  it('are never both a file and a folder', async () => {
    await put(`${root}/both`, 'x')
    const below = await put(`${root}/both/of/them`, 'x')
    expect([below.status, below.json.message]).toEqual([
      400,
      expect.stringContaining('both is a file here'),
    ])
    await put(`${root}/folder/x`, 'x')
    const above = await put(`${root}/folder`, 'x')
    expect([above.status, above.json.message]).toEqual([
      400,
      expect.stringContaining('folder is a folder'),
    ])
  })

  it('are removed one by one or by folder, and again', async () => {
    for (const name of ['a', 'b/c', 'b/d', 'bb']) await put(`${root}/gone/${name}`, 'x')
    for (const path of [`${root}/gone/b`, `${root}/gone/b/`, `${root}/gone/a`, `${root}/gone/none`])
      expect((await artifact('DELETE', path)).json).toEqual({})
    expect(await filesIn(`${root}/gone`)).toEqual([{ path: 'bb', is_dir: false, file_size: 1 }])
  })

  it('come whole or not at all', async () => {
    const url = new URL(server.url)
    await new Promise<void>((resolve) => {
      const asked = send({
        ...{
          method: 'PUT',
          host: url.hostname,
          port: url.port,
          path: `/mlflow${base}/${root}/cut.bin`,
        },
        headers: { authorization: `Bearer ${secret}`, 'content-length': 1_000_000 },
      })
      asked.on('error', () => resolve())
      asked.write(Buffer.alloc(100_000), () => asked.destroy())
    })
    await expect.poll(incoming, { timeout: 10_000 }).toEqual([])
    expect((await get(`${root}/cut.bin`)).status).toBe(404)
  })

  it('are no larger than the hub takes', async () => {
    const before = env()
    setEnv({ ...before, maxUpload: 1000 })
    try {
      const answer = await put(`${root}/large.bin`, Buffer.alloc(1001))
      expect([answer.status, answer.json.message]).toEqual([
        413,
        expect.stringContaining('1000 bytes'),
      ])
      expect((await put(`${root}/large.bin`, Buffer.alloc(1000))).status).toBe(200)
    } finally {
      setEnv(before)
    }
    expect(await incoming()).toEqual([])
  })
})

describe('who may', () => {
  it('read is every member; write only whose run it is', async () => {
    await put(`${root}/mine.txt`, 'mine')
    for (const role of ['reader', 'maintainer', 'approver'] as const) {
      const as = await acme.secret(role)
      expect([role, (await get(`${root}/mine.txt`, { as })).status]).toEqual([role, 200])
      for (const method of ['PUT', 'DELETE']) {
        const answer = await artifact(
          method,
          `${root}/mine.txt`,
          method === 'PUT' ? 'x' : undefined,
          { as },
        )
        expect([role, method, answer.status, answer.json.error_code]).toEqual([
          ...[role, method, 403, 'PERMISSION_DENIED'],
        ])
      }
    }
    const maintainer = await acme.secret('maintainer')
    const refused = await put(`${root}/mine.txt`, 'x', { as: maintainer })
    expect(refused.json.message).toBe('Only the person whose run it is may report to it.')
    expect((await acme.events()).at(-1)).toMatchObject({ action: 'run.report', outcome: 'refused' })
    expect((await get(`${root}/mine.txt`)).bytes.toString()).toBe('mine')
  })

  it('needs the scope, and a token at all', async () => {
    const as = await acme.secret('contributor', { scopes: ['read'] })
    const answer = await put(`${root}/x.txt`, 'x', { as })
    expect([answer.status, answer.json.message]).toEqual([
      403,
      expect.stringContaining('scope write'),
    ])
    for (const method of ['GET', 'PUT', 'DELETE'])
      expect(
        (
          await artifact(method, `${root}/mine.txt`, method === 'PUT' ? 'x' : undefined, {
            as: null,
          })
        ).status,
      ).toBe(401)
  })

  it('is nobody of another organization, or with another experiment or project in the path', async () => {
    const other = await hub.organization()
    const as = await other.secret('admin')
    expect((await get(`${root}/mine.txt`, { as })).status).toBe(404)
    expect((await put(`${root}/mine.txt`, 'x', { as })).status).toBe(404)
    expect((await get(`7${root.slice(1)}/mine.txt`)).status).toBe(404)
    const elsewhere = await fetch(`${server.url}/mlflow/p/other${base}/${root}/mine.txt`, {
      headers: { authorization: `Bearer ${secret}` },
    })
    expect(elsewhere.status).toBe(404)
  })

  it.each(['', '0', 'x/y', '0/traces/tr-1/artifacts/traces.json', '../../etc/passwd'])(
    'finds nothing outside of the roots: %j',
    async (path) => {
      const { status, body } = await callMlflow(server, secret, 'GET', base, { path })
      expect([status, body.error_code]).toEqual([400, 'INVALID_PARAMETER_VALUE'])
    },
  )
})

describe('a deleted run', () => {
  it('keeps its files and takes no more, nor does one of a deleted experiment', async () => {
    const { id, root } = await trackedRun(acme.as('contributor'), acme.slug)
    await put(`${root}/a.txt`, 'a')
    const deletedAt = new Date()
    await hub.database.write.transaction((tx) =>
      tx.update(trackedRuns).set({ deletedAt }).where(eq(trackedRuns.runId, id)),
    )
    expect((await get(`${root}/a.txt`)).status).toBe(200)
    for (const method of ['PUT', 'DELETE']) {
      const answer = await artifact(method, `${root}/a.txt`, method === 'PUT' ? 'b' : undefined)
      expect([answer.status, answer.json.message]).toEqual([
        400,
        expect.stringContaining("must be in the 'active' state"),
      ])
    }
  })
})

describe('files of a logged model', () => {
  it('are kept, listed and removed likewise', async () => {
    const { root } = await loggedModel(acme.as('contributor'), acme.slug)
    expect((await put(`${root}/MLmodel`, 'flavors: {}')).json).toEqual({})
    await put(`${root}/MLmodel`, 'flavors: {a: b}')
    await put(`${root}/data/model.pkl`, 'x')
    expect(await filesIn(root)).toEqual([
      { path: 'MLmodel', is_dir: false, file_size: 15 },
      { path: 'data', is_dir: true },
    ])
    expect((await get(`${root}/MLmodel`)).bytes.toString()).toBe('flavors: {a: b}')
    const as = await acme.secret('maintainer')
    expect((await put(`${root}/MLmodel`, 'x', { as })).status).toBe(403)
    expect((await get(`${root}/MLmodel`, { as })).status).toBe(200)
    expect((await artifact('DELETE', `${root}/data`)).status).toBe(200)
    expect(await filesIn(root)).toHaveLength(1)
  })

  it('are for nobody once it is deleted', async () => {
    const { id, root } = await loggedModel(acme.as('contributor'), acme.slug)
    await put(`${root}/a`, 'a')
    const deletedAt = new Date()
    await hub.database.write.transaction((tx) =>
      tx.update(loggedModels).set({ deletedAt }).where(eq(loggedModels.id, id)),
    )
    expect((await get(`${root}/a`)).status).toBe(404)
    expect((await put(`${root}/b`, 'b')).status).toBe(404)
    const { status } = await callMlflow(server, secret, 'GET', base, { path: root })
    expect(status).toBe(404)
  })
})

describe('files of a version', () => {
  const mia = () => acme.as('maintainer')
  const rootOf = async (slug: string, content: string) => {
    await modelOf(mia(), acme.slug, slug)
    const { id } = await modelRow(slug)
    await registered(mia(), acme.slug, { model: slug, content })
    return `versions/${hexOf(id)}/1`
  }
  const modelRow = async (slug: string) => {
    const { rows } = await hub.database.read.execute<{ id: string }>(
      `select id from models where slug = '${slug}' and organization_id = '${acme.id}'`,
    )
    return rows[0] ?? { id: '' }
  }

  it('are read-only, and reading them is a use in the log, once', async () => {
    const place = await rootOf('read-only', 'weights of it')
    expect(await filesIn(place)).toEqual([{ path: 'model.bin', is_dir: false, file_size: 13 }])
    for (const _ of [1, 2, 3])
      expect((await get(`${place}/model.bin`)).bytes.toString()).toBe('weights of it')
    const uses = (await acme.events()).filter(({ action }) => action === 'version.use')
    expect(uses).toMatchObject([
      {
        outcome: 'done',
        via: 'mlflow',
        subject: { uri: 'model://read-only/v1' },
        after: { how: 'download' },
      },
    ])
    const as = await acme.secret('maintainer')
    for (const method of ['PUT', 'DELETE']) {
      const answer = await artifact(
        method,
        `${place}/model.bin`,
        method === 'PUT' ? 'x' : undefined,
        { as },
      )
      expect([answer.status, answer.json]).toEqual([
        403,
        {
          error_code: 'PERMISSION_DENIED',
          message: expect.stringContaining('stay as they were registered'),
        },
      ])
    }
    expect((await get(`${place.slice(0, -1)}2/model.bin`)).status).toBe(404)
  })

  it('are kept back by a policy that lets only approved ones be used', async () => {
    const place = await rootOf('held', 'weights held back')
    await setModelPolicy(acme.as('admin'), { org: acme.slug, model: 'held', approvedOnly: true })
    const as = await acme.secret('reader')
    expect(await filesIn(place, as)).toHaveLength(1)
    const answer = await get(`${place}/model.bin`, { as })
    expect([answer.status, answer.json.error_code]).toEqual([403, 'PERMISSION_DENIED'])
    expect(answer.json.message).toContain('only approved versions of held')
    await approveVersion(acme.as('approver'), { org: acme.slug, model: 'held', version: 1 })
    expect((await get(`${place}/model.bin`, { as })).status).toBe(200)
  })

  it('of a restricted or deleted model are for nobody else, wherever they lie', async () => {
    const bytes = 'weights of the closed model'
    const ana = acme.as('contributor')
    const { root } = await trackedRun(ana, acme.slug)
    const logged = await loggedModel(ana, acme.slug)
    const copies = [`${root}/model.bin`, `${logged.root}/model.bin`]
    for (const path of copies) await put(path, bytes)
    const reader = await acme.secret('reader')
    for (const path of copies) expect((await get(path, { as: reader })).status).toBe(200)
    const place = await rootOf('closed', bytes)
    await updateModel(mia(), { org: acme.slug, model: 'closed', accessMode: 'restricted' })
    const seen = async (as: string) =>
      Promise.all(
        [...copies, `${place}/model.bin`].map(async (path) => (await get(path, { as })).status),
      )
    expect(await seen(reader)).toEqual([404, 404, 404])
    expect(await filesIn(root, reader)).toEqual([])
    expect(await filesIn(logged.root, reader)).toEqual([])
    const byDigest = (as: string) => server.fetch(as, 'GET', `/${acme.slug}/blobs/${sha256(bytes)}`)
    expect((await byDigest(reader)).status).toBe(404)
    // Whose run it is sees what they made.
    expect(await seen(secret)).toEqual([200, 200, 404])
    await deleteModel(acme.as('admin'), { org: acme.slug, model: 'closed', force: true })
    expect(await seen(reader)).toEqual([404, 404, 404])
    expect(await seen(secret)).toEqual([200, 200, 404])
  })

  it('open a logged model whose bytes an open model holds too', async () => {
    const logged = await loggedModel(acme.as('contributor'), acme.slug)
    await put(`${logged.root}/model.bin`, 'held by both')
    const byDigest = (as: string) =>
      server.fetch(as, 'GET', `/${acme.slug}/blobs/${sha256('held by both')}`)
    const reader = await acme.secret('reader')
    expect((await byDigest(reader)).status).toBe(200)
    const other = await hub.organization()
    const stranger = await other.secret('admin')
    expect(
      (await server.fetch(stranger, 'GET', `/${other.slug}/blobs/${sha256('held by both')}`))
        .status,
    ).toBe(404)
  })
})

describe('a file that something holds', () => {
  it('stays, with a refusal that clients show', async () => {
    const ana = acme.as('contributor')
    const { root, number } = await trackedRun(ana, acme.slug)
    await put(`${root}/data.csv`, 'a,b')
    await createRun(ana, {
      org: acme.slug,
      project: 'default',
      inputs: [{ name: 'data', uri: `datum://${await datumAt(number, 'data.csv')}` }],
    })
    for (const method of ['PUT', 'DELETE']) {
      const answer = await artifact(method, `${root}/data.csv`, method === 'PUT' ? 'c' : undefined)
      expect([answer.status, answer.json]).toEqual([
        409,
        {
          error_code: 'RESOURCE_CONFLICT',
          message: 'data.csv is the input of another run, so it stays as it is. Rename it.',
        },
      ])
    }
    expect((await artifact('DELETE', root)).status).toBe(409)
    expect((await get(`${root}/data.csv`)).bytes.toString()).toBe('a,b')
    expect(await incoming()).toEqual([])
  })

  const datumAt = async (run: number, path: string) => {
    const [output] = await hub.database.read
      .select({ id: runOutputs.id })
      .from(runOutputs)
      .innerJoin(runs, eq(runs.id, runOutputs.runId))
      .where(and(eq(runs.number, run), eq(runOutputs.path, path), eq(runs.organizationId, acme.id)))
    return output?.id
  }
})

describe('lineage', () => {
  it('leads from the run to its files, and no more to those that are gone', async () => {
    const { id, root } = await trackedRun(acme.as('contributor'), acme.slug)
    const edges = async () =>
      (
        await hub.database.read
          .select({ to: lineageEdges.toId, path: runOutputs.path })
          .from(lineageEdges)
          .leftJoin(runOutputs, eq(runOutputs.id, lineageEdges.toId))
          .where(eq(lineageEdges.fromId, id))
      ).map(({ path }) => path)
    await put(`${root}/a`, '1')
    await put(`${root}/a`, '2')
    await put(`${root}/b`, '3')
    expect((await edges()).sort()).toEqual(['a', 'b'])
    await artifact('DELETE', root)
    expect(await edges()).toEqual([])
  })
})

describe('garbage', () => {
  it('is what no run, logged model, version or upload in parts holds', async () => {
    const names = blobReferences.map((column) => `${getTableName(column.table)}.${column.name}`)
    expect(names).toEqual(
      expect.arrayContaining([
        'run_outputs.sha256',
        'logged_model_files.sha256',
        'multipart_parts.sha256',
      ]),
    )
    const { root } = await loggedModel(acme.as('contributor'), acme.slug)
    await put(`${root}/kept`, 'kept by a logged model')
    await put(`${root}/lost`, 'lost by a logged model')
    await artifact('DELETE', `${root}/lost`)
    const before = new Date(Date.now() + 60_000)
    while ((await collectBlobs({ before, batch: 10_000 })) > 0);
    expect((await get(`${root}/kept`)).bytes.toString()).toBe('kept by a logged model')
    const kept = async (content: string) =>
      (
        await hub.database.read
          .select()
          .from(blobs)
          .where(eq(blobs.sha256, sha256(content)))
      ).length
    expect([await kept('kept by a logged model'), await kept('lost by a logged model')]).toEqual([
      1, 0,
    ])
  })
})
