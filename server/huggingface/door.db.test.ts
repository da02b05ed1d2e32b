import { rm } from 'node:fs/promises'
import { get, type IncomingMessage } from 'node:http'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { moveAlias } from '@/lib/aliases/move'
import { blobPath } from '@/lib/files/store'
import { createRecall } from '@/lib/lineage/recall'
import { archiveModel, deleteModel } from '@/lib/models/life'
import { updateModel } from '@/lib/models/update'
import { setModelPolicy } from '@/lib/policies/set'
import { type TestHub, type TestOrganization, testHub } from '@/lib/testing/hub'
import { modelOf, sha256 } from '@/lib/testing/registry'
import { deleteVersion } from '@/lib/versions/life'
import { startServer, type TestServer } from '../testing/server'
import { versionWith } from './testing'

let hub: TestHub
let server: TestServer
let acme: TestOrganization
let token: string
/** Three versions: v1 and v2 approved, v3 pending, `champion` on v1. */
let made: Awaited<ReturnType<typeof versionWith>>[]

const mia = () => acme.as('maintainer')
const odd = 'données/modèle 1+1%.bin'
const files = (n: number) => ({
  'config.json': `{"n":${n}}`,
  'model.bin': `weights ${n}`,
  'tokenizer/vocab.txt': 'a\nb\n',
  'tokenizer/deep/merges.txt': 'ab',
  [odd]: 'odd',
  'empty.txt': '',
})

beforeAll(async () => {
  hub = await testHub()
  server = await startServer()
  acme = await hub.organization()
  token = await acme.secret('reader')
  await modelOf(mia(), acme.slug, 'penguins')
  made = [
    await versionWith(acme, 'penguins', files(1)),
    await versionWith(acme, 'penguins', files(2)),
    await versionWith(acme, 'penguins', files(3), { approved: false }),
  ]
  await moveAlias(mia(), { org: acme.slug, model: 'penguins', alias: 'champion', version: 1 })
})
afterAll(async () => {
  await server.close()
  await hub.close()
})

interface Asked {
  method?: string
  secret?: string | null
  headers?: Record<string, string>
  body?: string
}

/** Asks the door as a client does; `{org}` in a path is the organization. */
async function ask(path: string, { method = 'GET', secret = token, headers, body }: Asked = {}) {
  const answer = await fetch(`${server.url}/hf${path.replace('{org}', acme.slug)}`, {
    method,
    headers: { ...(secret && { authorization: `Bearer ${secret}` }), ...headers },
    body,
  })
  const text = await answer.text()
  const told = (name: string) => answer.headers.get(name)
  const isJson = told('content-type')?.startsWith('application/json') && text !== ''
  return { status: answer.status, text, json: isJson ? JSON.parse(text) : null, told }
}

/** The code and the reason that a client reads of a refusal, by HEAD too, where there is no body. */
async function refusal(path: string, asked: Asked = {}) {
  const { status, json, told } = await ask(path, asked)
  const reason = Buffer.from(told('x-error-message') ?? '', 'latin1').toString('utf8')
  if (asked.method !== 'HEAD') expect(json).toEqual({ error: reason })
  expect(reason).toMatch(/\.$/)
  return { status, code: told('x-error-code'), reason }
}

const commit = (version: number) => made[version - 1]?.commit ?? ''
const digest = (version: number) => made[version - 1]?.digest ?? ''

describe('a revision', () => {
  const revisions: [string, () => string, number][] = [
    ['v1', () => 'v1', 1],
    ['a number alone', () => '3', 3],
    ['an alias', () => 'champion', 1],
    ['latest', () => 'latest', 2],
    ['main, which is what is approved', () => 'main', 2],
    ['HEAD, which is main', () => 'HEAD', 2],
    ['newest', () => 'newest', 3],
    ['a commit', () => commit(1), 1],
    ['a digest', () => digest(3), 3],
    ['a digest in percent', () => encodeURIComponent(digest(3)), 3],
    ['a digest without its name', () => digest(2).replace('sha256:', ''), 2],
  ]
  it.each(revisions)('may be %s', async (_what, revision, version) => {
    for (const repo of ['penguins', '{org}/penguins']) {
      const file = await ask(`/${repo}/resolve/${revision()}/model.bin`)
      expect([file.status, file.text]).toEqual([200, `weights ${version}`])
      expect(file.told('x-repo-commit')).toBe(commit(version))
      const info = await ask(`/api/models/${repo}/revision/${revision()}`)
      expect(info.json).toMatchObject({ sha: commit(version), uri: `model://penguins/v${version}` })
      const tree = await ask(`/api/models/${repo}/tree/${revision()}`)
      expect([tree.status, tree.told('x-repo-commit')]).toEqual([200, commit(version)])
    }
  })

  it.each([
    ['a number that is not there', 'v9', 'There is no version v9 of penguins.'],
    ['an alias that is not there', 'nobody', 'penguins has no alias nobody.'],
    ['a branch of a pull request', 'refs%2Fpr%2F1', 'penguins has no revision refs/pr/1.'],
    ['a commit that is not there', 'f'.repeat(40), 'No version of penguins has the digest'],
    ['another organization’s way to write', 'V1', 'penguins has no revision V1.'],
    ['a number too large', 'v99999999999', 'penguins has no revision '],
    ['what is no text', 'a%00b', 'penguins has no revision '],
  ])('is told from a repo where it is %s', async (_what, revision, sentence) => {
    for (const path of [
      `/penguins/resolve/${revision}/model.bin`,
      `/api/models/penguins/revision/${revision}`,
      `/api/models/penguins/tree/${revision}`,
    ]) {
      const { status, code, reason } = await refusal(path)
      expect({ status, code }).toEqual({ status: 404, code: 'RevisionNotFound' })
      expect(reason).toContain(sentence)
      const head = await refusal(path, { method: 'HEAD' })
      expect(head).toEqual({ status, code, reason })
    }
  })

  it('main is absent where nothing is approved, with what there is', async () => {
    await modelOf(mia(), acme.slug, 'fresh')
    expect((await refusal('/api/models/fresh')).reason).toBe('fresh has no version yet.')
    await versionWith(acme, 'fresh', { a: 'a' }, { approved: false })
    for (const revision of ['main', 'latest'])
      expect(await refusal(`/fresh/resolve/${revision}/a`)).toEqual({
        status: 404,
        code: 'RevisionNotFound',
        reason: 'Nothing is approved for fresh yet. Newest is v1, pending.',
      })
    expect((await ask('/fresh/resolve/v1/a')).text).toBe('a')
  })

  it('by content is the one of several that is approved', async () => {
    await modelOf(mia(), acme.slug, 'twice')
    const first = await versionWith(acme, 'twice', { a: 'same' })
    const second = await versionWith(acme, 'twice', { a: 'same' }, { approved: false })
    expect(second.commit).toBe(first.commit)
    await setModelPolicy(acme.as('admin'), { org: acme.slug, model: 'twice', approvedOnly: true })
    const { json } = await ask(`/api/models/twice/revision/${first.commit}`)
    expect(json.uri).toBe('model://twice/v1')
    expect((await ask(`/twice/resolve/${first.commit}/a`)).text).toBe('same')
  })

  it('goes with what is approved and where an alias points, at once', async () => {
    await modelOf(mia(), acme.slug, 'moving')
    await versionWith(acme, 'moving', { a: 'one' })
    expect((await ask('/moving/resolve/main/a')).text).toBe('one')
    await versionWith(acme, 'moving', { a: 'two' })
    expect((await ask('/moving/resolve/main/a')).text).toBe('two')
    const ref = { org: acme.slug, model: 'moving', alias: 'stage' }
    for (const [version, text] of [
      [1, 'one'],
      [2, 'two'],
    ] as const) {
      await moveAlias(mia(), { ...ref, version })
      expect((await ask('/moving/resolve/stage/a')).text).toBe(text)
    }
  })
})

describe('a repo', () => {
  it('is found by a name that it had', async () => {
    await modelOf(mia(), acme.slug, 'before')
    await versionWith(acme, 'before', { a: 'a' })
    await updateModel(mia(), { org: acme.slug, model: 'before', slug: 'after' })
    const { json } = await ask('/api/models/before')
    expect(json.id).toBe(`${acme.slug}/after`)
    expect((await ask('/before/resolve/main/a')).text).toBe('a')
  })

  const absent = [
    ['of no model', 'nothing'],
    ['of a name that no model can have', 'Bert-Base'],
    ['of a name with a NUL', 'a%00b'],
    ['of another organization', 'elsewhere/penguins'],
    ['of many characters', 'x'.repeat(1000)],
    ['that leads upwards', '..%2fpenguins'],
  ] as const
  it.each(absent)('is not there if it is one %s', async (_what, repo) => {
    for (const path of [
      `/${repo}/resolve/main/model.bin`,
      `/api/models/${repo}`,
      `/api/models/${repo}/tree/main`,
      `/api/models/${repo}/refs`,
      `/api/models/${repo}/auth-check`,
    ])
      expect(await refusal(path)).toMatchObject({ status: 404, code: 'RepoNotFound' })
  })

  it('is not there for a token of another organization, whose own it is not mistaken for', async () => {
    const other = await hub.organization()
    const secret = await other.secret('admin')
    for (const repo of ['penguins', '{org}/penguins'])
      for (const path of [`/${repo}/resolve/v1/model.bin`, `/api/models/${repo}`])
        expect(await refusal(path, { secret })).toMatchObject({ status: 404, code: 'RepoNotFound' })
  })

  it('is not there where it is restricted, for a token limited to others, or once it is deleted', async () => {
    await modelOf(mia(), acme.slug, 'secret')
    await versionWith(acme, 'secret', { a: 'a' })
    const limited = await acme.secret('reader', { modelIds: [] })
    const paths = ['/secret/resolve/main/a', '/api/models/secret', '/api/models/secret/tree/main']
    const hidden = { status: 404, code: 'RepoNotFound' }
    for (const path of paths) {
      expect((await ask(path)).status).toBe(200)
      expect(await refusal(path, { secret: limited })).toMatchObject(hidden)
    }
    const ref = { org: acme.slug, model: 'secret' }
    await updateModel(acme.as('admin'), { ...ref, accessMode: 'restricted' })
    for (const path of paths) {
      expect(await refusal(path)).toMatchObject(hidden)
      expect((await ask(path, { secret: await acme.secret('admin') })).status).toBe(200)
    }
    await deleteModel(acme.as('admin'), { ...ref, note: 'Gone.', force: true })
    for (const path of paths)
      expect(await refusal(path, { secret: await acme.secret('admin') })).toMatchObject(hidden)
  })

  it('loses a version that is deleted, under each of its names', async () => {
    await modelOf(mia(), acme.slug, 'shorter')
    const { commit, digest } = await versionWith(acme, 'shorter', { a: 'a' })
    const ref = { org: acme.slug, model: 'shorter', version: 1 }
    await deleteVersion(mia(), { ...ref, note: 'Gone.', force: true })
    for (const revision of ['v1', 'main', commit, digest])
      expect(await refusal(`/shorter/resolve/${revision}/a`)).toMatchObject({
        status: 404,
        code: 'RevisionNotFound',
      })
  })

  it.each(['datasets/{org}/rows', 'datasets/rows', 'spaces/{org}/app'])(
    'is of a model: there are no %s',
    async (repo) => {
      for (const path of [`/${repo}/resolve/main/a`, `/api/${repo}`, `/api/${repo}/revision/main`])
        expect(await refusal(path)).toMatchObject({ status: 404, code: 'RepoNotFound' })
    },
  )
})

describe('HEAD and GET of a file', () => {
  it('tell its digest, its size and the commit; the bytes come with GET alone', async () => {
    for (const method of ['HEAD', 'GET']) {
      const { status, text, told } = await ask('/penguins/resolve/v1/model.bin', { method })
      expect([status, text]).toEqual([200, method === 'GET' ? 'weights 1' : ''])
      const etag = `"${sha256('weights 1')}"`
      expect({
        etag: told('etag'),
        linked: told('x-linked-etag'),
        size: told('x-linked-size'),
        length: told('content-length'),
        ranges: told('accept-ranges'),
        commit: told('x-repo-commit'),
        location: told('location'),
        xet: told('x-xet-hash'),
      }).toEqual({
        ...{ etag, linked: etag, size: '9', length: '9', ranges: 'bytes' },
        ...{ commit: commit(1), location: null, xet: null },
      })
    }
  })

  it.each([
    ['in folders', 'tokenizer/deep/merges.txt', 'ab'],
    ['of any script, in percent', encodeURIComponent(odd).replace('%2F', '/'), 'odd'],
    ['with its slashes in percent', encodeURIComponent('tokenizer/vocab.txt'), 'a\nb\n'],
    ['without a byte', 'empty.txt', ''],
  ])('find one %s', async (_what, path, content) => {
    const { status, text, told } = await ask(`/penguins/resolve/main/${path}?download=true`)
    expect([status, text]).toEqual([200, content])
    expect(told('etag')).toBe(`"${sha256(content)}"`)
  })

  it('go on where a client stopped, and only if it is the same file', async () => {
    const path = '/penguins/resolve/v1/model.bin'
    const rest = await ask(path, { headers: { range: 'bytes=4-' } })
    expect([rest.status, rest.text, rest.told('content-range')]).toEqual([
      206,
      'hts 1',
      'bytes 4-8/9',
    ])
    const same = { range: 'bytes=4-', 'if-range': `"${sha256('weights 1')}"` }
    expect((await ask(path, { headers: same })).status).toBe(206)
    const other = { range: 'bytes=4-', 'if-range': `"${sha256('weights 2')}"` }
    expect((await ask(path, { headers: other })).text).toBe('weights 1')
    const beyond = await ask(path, { headers: { range: 'bytes=9-' } })
    expect([beyond.status, beyond.told('content-range')]).toEqual([416, 'bytes */9'])
    expect(beyond.told('etag')).toBeNull()
    const known = { 'if-none-match': `"${sha256('weights 1')}"` }
    expect((await ask(path, { headers: known })).status).toBe(304)
  })

  it.each([
    ['that is not there', 'absent.bin'],
    ['that is a folder', 'tokenizer'],
    ['of any script', encodeURIComponent('données 🐧\n.bin')],
    ['above the repo', '..%2f..%2f..%2fetc%2fpasswd'],
    ['by a path that turns round', 'tokenizer/%2e%2e%2fconfig.json'],
    ['by an absolute path', '/etc/passwd'],
    ['without a name', ''],
    ['with a NUL', 'a%00b'],
    ['with a backslash', 'tokenizer%5cvocab.txt'],
  ])('find none %s, and name the commit in which it is absent', async (_what, path) => {
    for (const method of ['HEAD', 'GET']) {
      const at = `/penguins/resolve/v1/${path}`
      expect(await refusal(at, { method })).toMatchObject({ status: 404, code: 'EntryNotFound' })
      expect((await ask(at, { method })).told('x-repo-commit')).toBe(commit(1))
    }
  })

  it('say in JSON that the bytes are gone from the disk, without the headers of a download', async () => {
    await modelOf(mia(), acme.slug, 'lost')
    await versionWith(acme, 'lost', { a: 'lost bytes' })
    await rm(blobPath(sha256('lost bytes')))
    const { status, json, told } = await ask('/lost/resolve/main/a')
    expect([status, told('etag'), told('content-disposition')]).toEqual([500, null, null])
    expect(json.error).toMatch(/^Something went wrong on our side/)
  })
})

describe('what is told of a repo', () => {
  it('is the version with its files, as clients read it', async () => {
    const { status, json, told } = await ask('/api/models/penguins')
    expect([status, told('x-repo-commit')]).toEqual([200, commit(2)])
    expect(json).toMatchObject({
      id: `${acme.slug}/penguins`,
      modelId: `${acme.slug}/penguins`,
      author: acme.slug,
      sha: commit(2),
      ...{ private: true, gated: false, disabled: false },
      tags: [],
      lastModified: expect.stringMatching(/Z$/),
      digest: digest(2),
      state: 'approved',
      warnings: [],
    })
    const names = Object.keys(files(2)).map((rfilename) => ({ rfilename }))
    expect(json.siblings).toHaveLength(names.length)
    expect(json.siblings).toEqual(expect.arrayContaining(names))
  })

  it('has the digests of the files where they are asked for', async () => {
    const { json } = await ask('/api/models/{org}/penguins/revision/v1?blobs=true&expand=sha')
    const sibling = json.siblings.find(
      ({ rfilename }: { rfilename: string }) => rfilename === 'model.bin',
    )
    expect(sibling).toEqual({
      rfilename: 'model.bin',
      size: 9,
      blobId: expect.stringMatching(/^[0-9a-f]{40}$/),
      lfs: { sha256: sha256('weights 1'), oid: sha256('weights 1'), size: 9, pointerSize: 126 },
    })
  })

  it('is what its names mean: what is approved, aliases, every version', async () => {
    const { json } = await ask('/api/models/penguins/refs')
    const ref = (below: string, name: string, version: number) => ({
      ...{ name, ref: `refs/${below}/${name}`, targetCommit: commit(version) },
    })
    expect(json).toEqual({
      branches: [ref('heads', 'main', 2), ref('heads', 'champion', 1)],
      tags: [ref('tags', 'v3', 3), ref('tags', 'v2', 2), ref('tags', 'v1', 1)],
      converts: [],
      pullRequests: [],
    })
  })

  it('warns of what is recalled or archived, also in headers that clients show', async () => {
    await modelOf(mia(), acme.slug, 'warned')
    await versionWith(acme, 'warned', { a: 'a' })
    const quiet = await ask('/warned/resolve/main/a', { method: 'HEAD' })
    expect(quiet.told('x-hf-warning')).toBeNull()
    await createRecall(mia(), { org: acme.slug, uri: 'model://warned/v1', reason: 'Données.' })
    await archiveModel(mia(), { org: acme.slug, model: 'warned', force: true })
    const info = await ask('/api/models/warned')
    const codes = info.json.warnings.map(({ code }: { code: string }) => code)
    expect(codes).toEqual(['recalled', 'archived'])
    const head = await ask('/warned/resolve/main/a', { method: 'HEAD' })
    for (const { told } of [info, head]) {
      const shown = Buffer.from(told('x-hf-warning') ?? '', 'latin1').toString('utf8')
      for (const { message } of info.json.warnings) expect(shown).toContain(`; ${message}`)
    }
  })
})

describe('the tree of a version', () => {
  const paths = (json: { path: string }[]) => json.map(({ path }) => path)

  it('is its files and folders: of one folder, or of all below it', async () => {
    const top = await ask('/api/models/penguins/tree/main')
    expect(paths(top.json)).toEqual([
      ...['config.json', 'données', 'empty.txt', 'model.bin', 'tokenizer'],
    ])
    const all = await ask('/api/models/penguins/tree/main?recursive=true')
    expect(paths(all.json)).toEqual([
      ...['config.json', 'données', odd, 'empty.txt', 'model.bin', 'tokenizer'],
      ...['tokenizer/deep', 'tokenizer/deep/merges.txt', 'tokenizer/vocab.txt'],
    ])
    for (const folder of ['tokenizer', 'tokenizer/']) {
      const one = await ask(`/api/models/penguins/tree/main/${folder}`)
      expect(paths(one.json)).toEqual(['tokenizer/deep', 'tokenizer/vocab.txt'])
    }
    const deep = await ask('/api/models/penguins/tree/main/tokenizer%2Fdeep?recursive=True')
    expect(paths(deep.json)).toEqual(['tokenizer/deep/merges.txt'])
  })

  it('has the digest and size of each file, and its commit where that is asked for', async () => {
    const { json } = await ask('/api/models/penguins/tree/v1?expand=true')
    const lastCommit = { id: commit(1), title: 'model://penguins/v1', date: expect.any(String) }
    expect(json.find(({ path }: { path: string }) => path === 'model.bin')).toEqual({
      ...{ type: 'file', path: 'model.bin', size: 9, lastCommit },
      oid: expect.stringMatching(/^[0-9a-f]{40}$/),
      lfs: { oid: sha256('weights 1'), size: 9, pointerSize: 126 },
    })
    expect(json.at(-1)).toEqual({
      ...{ type: 'directory', path: 'tokenizer', size: 0, lastCommit },
      oid: expect.stringMatching(/^[0-9a-f]{40}$/),
    })
  })

  it('comes in pages, each leading to the next', async () => {
    const whole = await ask('/api/models/penguins/tree/main?recursive=true')
    const seen: string[] = []
    let next: string | undefined =
      `${server.url}/hf/api/models/penguins/tree/main?recursive=true&limit=2`
    while (next) {
      const answer: Response = await fetch(next, { headers: { authorization: `Bearer ${token}` } })
      seen.push(...paths((await answer.json()) as { path: string }[]))
      next = /^<(http:[^>]+)>; rel="next"$/.exec(answer.headers.get('link') ?? '')?.[1]
    }
    expect(seen).toEqual(paths(whole.json))
    for (const query of ['limit=0', 'limit=x', 'cursor=%25'])
      expect(await refusal(`/api/models/penguins/tree/main?${query}`)).toMatchObject({
        status: 400,
      })
  })

  it.each(['[', 'hub:x', 'hub/evil', 'hub@evil'])(
    'leads nowhere where no address can be made of the host %s',
    async (host) => {
      const answer = await new Promise<IncomingMessage>((resolve, reject) => {
        const path = '/hf/api/models/penguins/tree/main?recursive=true&limit=2'
        const headers = { authorization: `Bearer ${token}`, host }
        get(`${server.url}${path}`, { headers }, resolve).on('error', reject)
      })
      answer.resume()
      expect(answer.statusCode).toBe(400)
      expect(answer.headers['x-error-message']).toContain('The Host header holds no host.')
    },
  )

  it.each(['absent', 'config.json', 'tokenizer/absent', '%2e%2e%2f%2e%2e'])(
    'has no folder %s',
    async (path) => {
      const at = `/api/models/penguins/tree/v1/${path}`
      expect(await refusal(at)).toMatchObject({ status: 404, code: 'EntryNotFound' })
      expect((await ask(at)).told('x-repo-commit')).toBe(commit(1))
    },
  )

  it('tells of paths alone, as JSON or as a form asks, and leaves out what is not there', async () => {
    const url = '/api/models/{org}/penguins/paths-info/v1'
    const wanted = ['tokenizer', 'model.bin', 'absent', '../x']
    const json = {
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ paths: wanted, expand: true }),
    }
    const form = {
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams([
        ...wanted.map((path) => ['paths', path]),
        ['expand', 'true'],
      ]).toString(),
    }
    for (const sent of [json, form]) {
      const answer = await ask(url, { method: 'POST', ...sent })
      expect(answer.status).toBe(200)
      expect(paths(answer.json)).toEqual(['model.bin', 'tokenizer'])
      expect(answer.json[0]).toMatchObject({
        lfs: { oid: sha256('weights 1') },
        lastCommit: { id: commit(1) },
      })
    }
    expect((await ask(url, { method: 'POST' })).json).toEqual([])
  })

  it.each([
    ['what is no JSON', 'application/json', '{"paths":', 400],
    ['what are no paths', 'application/json', '{"paths":[1]}', 400],
    ['what is no object', 'application/json', '[]', 400],
    ['depths', 'application/json', `{"expand":${'['.repeat(20_000)}${']'.repeat(20_000)}}`, 400],
    ['another kind of body', 'text/plain', 'model.bin', 415],
  ])('refuses %s', async (_what, type, body, status) => {
    const sent = { method: 'POST', headers: { 'content-type': type }, body }
    expect(await refusal('/api/models/penguins/paths-info/v1', sent)).toMatchObject({ status })
  })
})

describe('a policy by which only approved versions are used', () => {
  const refused = {
    status: 403,
    code: 'GatedRepo',
    reason: expect.stringContaining('v2 is pending'),
  }

  it('gates the files of others, while one sees what there is', async () => {
    await modelOf(mia(), acme.slug, 'gated')
    await versionWith(acme, 'gated', { a: 'one' })
    const { commit } = await versionWith(acme, 'gated', { a: 'two' }, { approved: false })
    expect((await ask('/gated/resolve/v2/a')).text).toBe('two')
    expect((await ask('/api/models/gated/auth-check')).json).toEqual({})
    await setModelPolicy(acme.as('admin'), { org: acme.slug, model: 'gated', approvedOnly: true })
    const before = (await acme.events()).length
    for (const method of ['HEAD', 'GET'])
      for (const revision of ['v2', 'newest', commit])
        expect(await refusal(`/gated/resolve/${revision}/a`, { method })).toEqual({
          ...refused,
          reason:
            'The policy lets only approved versions of gated be used, and v2 is pending. v1 is approved.',
        })
    const [event] = (await acme.events()).slice(before)
    expect(event).toMatchObject({
      ...{ action: 'version.use', outcome: 'refused', via: 'huggingface' },
      subject: { uri: 'model://gated/v2' },
    })
    expect((await ask('/gated/resolve/main/a')).text).toBe('one')
    const { json } = await ask('/api/models/gated/revision/v2')
    expect(json).toMatchObject({ gated: 'manual', state: 'pending' })
    expect((await ask('/api/models/gated/tree/v2')).status).toBe(200)
    expect((await ask('/api/models/gated/auth-check')).status).toBe(200)
  })

  it('lets nothing through where nothing is approved', async () => {
    await modelOf(mia(), acme.slug, 'closed')
    await setModelPolicy(acme.as('admin'), { org: acme.slug, model: 'closed', approvedOnly: true })
    await versionWith(acme, 'closed', { a: 'a' }, { approved: false })
    expect(await refusal('/closed/resolve/v1/a')).toMatchObject({ status: 403, code: 'GatedRepo' })
    expect(await refusal('/api/models/closed/auth-check')).toMatchObject({
      status: 404,
      code: 'RevisionNotFound',
    })
  })
})

describe('a token', () => {
  const path = '/penguins/resolve/main/model.bin'

  it('tells who it is', async () => {
    const { json } = await ask('/api/whoami-v2')
    expect(json).toMatchObject({
      ...{ type: 'user', name: 'Rita' },
      orgs: [{ type: 'org', name: acme.slug }],
      auth: { type: 'access_token', accessToken: { displayName: 'reader token', role: 'read' } },
    })
  })

  it('may have hf_ before it, as some clients ask', async () => {
    expect((await ask(path, { secret: `hf_${token}` })).text).toBe('weights 2')
  })

  it('is needed, known, and not over', async () => {
    const yesterday = new Date(Date.now() - 86_400_000)
    for (const secret of [
      ...[null, 'hf_unknown', 'hub_unknown', `hf_hf_${token}`],
      await acme.secret('reader', { expiresAt: yesterday }),
      await acme.secret('reader', { revokedAt: yesterday }),
    ])
      for (const at of [path, '/api/models/penguins', '/api/models/absent'])
        for (const method of ['HEAD', 'GET'])
          expect(await refusal(at, { secret, method })).toMatchObject({
            ...{ status: 401, code: 'RepoNotFound' },
          })
    const { status, told } = await ask('/api/whoami-v2', { secret: null })
    expect([status, told('www-authenticate')]).toEqual([401, 'Bearer'])
  })

  it('is taken as bearer alone: no password, and no cookie', async () => {
    const basic = `Basic ${Buffer.from(`ana:${token}`).toString('base64')}`
    const others: Record<string, string>[] = [{ authorization: basic }, { cookie: `hub=${token}` }]
    for (const headers of others)
      expect((await ask(path, { secret: null, headers })).status).toBe(401)
  })

  it('without the scope to read is refused', async () => {
    const secret = await acme.secret('contributor', { scopes: ['write'] })
    for (const at of [path, '/api/models/penguins'])
      expect(await refusal(at, { secret })).toMatchObject({ status: 403, code: 'GatedRepo' })
  })
})

describe('a download', () => {
  const used = async (asks: () => Promise<unknown>) => {
    const before = (await acme.events()).length
    await asks()
    return (await acme.events()).slice(before).map(({ subject }) => subject.uri)
  }

  it('is a use however the whole of it is asked for', async () => {
    await modelOf(mia(), acme.slug, 'roundabout')
    for (const range of ['bytes=0-0', 'bytes=0-0,2-2']) {
      const { version } = await versionWith(acme, 'roundabout', { a: `abc ${range}` })
      const headers = { range, 'if-range': range === 'bytes=0-0' ? '"another"' : '' }
      const path = `/roundabout/resolve/v${version}/a`
      const uris = await used(async () =>
        expect((await ask(path, { headers })).text).toBe(`abc ${range}`),
      )
      expect(uris).toEqual([`model://roundabout/v${version}`])
    }
  })

  it('is a use in the log, through this door; looking is none', async () => {
    await modelOf(mia(), acme.slug, 'used')
    await versionWith(acme, 'used', { a: 'abc' })
    const looking = await used(async () => {
      await ask('/used/resolve/main/a', { method: 'HEAD' })
      await ask('/used/resolve/main/a', { headers: { range: 'bytes=0-0' } })
      for (const path of ['', '/tree/main', '/refs', '/auth-check'])
        await ask(`/api/models/used${path}`)
    })
    expect(looking).toEqual([])
    expect(await used(() => ask('/used/resolve/main/a'))).toEqual(['model://used/v1'])
    expect((await acme.events()).at(-1)).toMatchObject({
      ...{ action: 'version.use', outcome: 'done', via: 'huggingface' },
      after: { how: 'download', count: 1 },
    })
    // Counted, and told with the hour.
    expect(await used(() => ask('/used/resolve/v1/a'))).toEqual([])
    const { rows } = await hub.database.read.execute<{ count: string }>(
      `select u.count from version_uses u join versions v on v.id = u.version_id
       join models m on m.id = v.model_id where m.slug = 'used'`,
    )
    expect(rows.map(({ count }) => Number(count))).toEqual([2])
  })
})

describe('a list of models', () => {
  it('has those that the caller sees, by words, tags and pages', async () => {
    const other = await hub.organization()
    const ctx = other.as('maintainer')
    for (const slug of ['one-fish', 'two-fish', 'red-bird', 'hidden-fish'])
      await modelOf(ctx, other.slug, slug)
    await updateModel(ctx, { org: other.slug, model: 'two-fish', tags: ['blue'] })
    const restricted = { org: other.slug, model: 'hidden-fish', accessMode: 'restricted' as const }
    await updateModel(other.as('admin'), restricted)
    const secret = await other.secret('reader')
    const ids = async (query: string) => {
      const { json } = await ask(`/api/models${query}`, { secret })
      return json.map(({ id }: { id: string }) => id.replace(`${other.slug}/`, '')).sort()
    }
    expect(await ids('')).toEqual(['one-fish', 'red-bird', 'two-fish'])
    expect(await ids('?search=fish')).toEqual(['one-fish', 'two-fish'])
    expect(await ids(`?search=fish&filter=blue&author=${other.slug}`)).toEqual(['two-fish'])
    expect(await ids('?search=state:approved%20%22')).toEqual([])
    expect(await ids('?author=google')).toEqual([])
    const first = await ask('/api/models?limit=2', { secret })
    const next = /^<(http:[^>]+)>/.exec(first.told('link') ?? '')?.[1] ?? ''
    const rest = await fetch(next, { headers: { authorization: `Bearer ${secret}` } })
    expect([first.json.length, ((await rest.json()) as unknown[]).length]).toEqual([2, 1])
    expect(await refusal('/api/models?cursor=x', { secret })).toMatchObject({ status: 400 })
  })
})

describe('what this door does not do', () => {
  it.each([
    ['POST', '/api/repos/create'],
    ['DELETE', '/api/repos/delete'],
    ['POST', '/api/models/{org}/penguins/preupload/main'],
    ['POST', '/api/models/{org}/penguins/commit/main'],
    ['POST', '/{org}/penguins.git/info/lfs/objects/batch'],
    ['GET', '/{org}/penguins.git/info/refs'],
    ['GET', '/api/models/{org}/penguins/xet-read-token/main'],
    ['GET', '/api/models/{org}/penguins/discussions'],
    ['PUT', '/api/models/{org}/penguins/settings'],
    ['GET', '/'],
    ['GET', ''],
  ])('is refused plainly: %s %s', async (method, path) => {
    const { status, code, reason } = await refusal(path, { method })
    expect([status, code]).toEqual([404, null])
    expect(reason).toMatch(/^There is no .* one can only download here\. Register versions with /)
  })

  it('is refused before what is sent is read', async () => {
    const body = 'x'.repeat(20 * 1024 * 1024)
    const path = '/api/models/penguins/commit/main'
    const headers = { 'content-type': 'application/x-ndjson' }
    const answer = await ask(path, { method: 'POST', headers, body }).catch(() => null)
    // A sender that goes on writing may find the connection closed instead.
    expect(answer?.status ?? 404).toBe(404)
  })
})
