import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  checkRepoAccess,
  downloadFile,
  fileDownloadInfo,
  fileExists,
  listFiles,
  listModels,
  modelInfo,
  pathsInfo,
  snapshotDownload,
  uploadFile,
  whoAmI,
} from '@huggingface/hub'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { setModelPolicy } from '@/lib/policies/set'
import { type TestHub, type TestOrganization, testHub } from '@/lib/testing/hub'
import { modelOf, sha256 } from '@/lib/testing/registry'
import { startServer, type TestServer } from '../testing/server'
import { versionWith } from './testing'

/** What a program in JavaScript sees that uses `@huggingface/hub` as it comes. */

let hub: TestHub
let server: TestServer
let acme: TestOrganization
let folder: string
let commit: string
/** What every call of the client is given. */
let params: { hubUrl: string; accessToken: string; repo: string }

const contents = { 'config.json': '{"n":1}', 'model.bin': 'weights', 'tokenizer/vocab é.txt': 'a' }

beforeAll(async () => {
  hub = await testHub()
  server = await startServer()
  folder = await mkdtemp(join(tmpdir(), 'hub-npm-'))
  acme = await hub.organization()
  await modelOf(acme.as('maintainer'), acme.slug, 'penguins')
  commit = (await versionWith(acme, 'penguins', contents)).commit
  await versionWith(acme, 'penguins', { 'model.bin': 'pending' }, { approved: false })
  // The client takes no token that begins otherwise.
  const accessToken = `hf_${await acme.secret('reader')}`
  params = { hubUrl: `${server.url}/hf`, accessToken, repo: `${acme.slug}/penguins` }
})
afterAll(async () => {
  await rm(folder, { recursive: true, force: true })
  await server.close()
  await hub.close()
})

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = []
  for await (const item of items) found.push(item)
  return found
}

describe('the client of Hugging Face for JavaScript', () => {
  it('tells who one is, and which models there are', async () => {
    expect(await whoAmI(params)).toMatchObject({ type: 'user', name: 'Rita' })
    await expect(checkRepoAccess(params)).resolves.not.toThrow()
    expect(await all(listModels({ ...params, search: { query: 'penguins' } }))).toEqual([
      expect.objectContaining({ name: `${acme.slug}/penguins`, private: true }),
    ])
    const info = await modelInfo({ ...params, name: params.repo, additionalFields: ['sha'] })
    expect(info).toMatchObject({ name: params.repo, sha: commit, gated: false })
  })

  it('lists the files of a version, with their digests', async () => {
    const files = await all(listFiles({ ...params, recursive: true }))
    expect(files.map(({ path }) => path)).toEqual([
      ...['config.json', 'model.bin', 'tokenizer', 'tokenizer/vocab é.txt'],
    ])
    const [info] = await pathsInfo({ ...params, paths: ['model.bin'], expand: true })
    expect(info).toMatchObject({ lfs: { oid: sha256('weights') }, lastCommit: { id: commit } })
  })

  it('says of a file what it is, and downloads it', async () => {
    const path = 'model.bin'
    expect(await fileDownloadInfo({ ...params, path })).toEqual({
      etag: `"${sha256('weights')}"`,
      size: 7,
      xet: undefined,
      url: `${server.url}/hf/${params.repo}/resolve/main/model.bin`,
    })
    expect(await (await downloadFile({ ...params, path }))?.text()).toBe('weights')
    expect(await (await downloadFile({ ...params, path, revision: 'v2' }))?.text()).toBe('pending')
    expect(await fileExists({ ...params, path: 'absent' })).toBe(false)
    expect(await downloadFile({ ...params, path: 'absent' })).toBeNull()
  })

  it('downloads a whole version into its cache', async () => {
    const snapshot = await snapshotDownload({ ...params, cacheDir: folder })
    expect(snapshot.endsWith(commit)).toBe(true)
    for (const [name, content] of Object.entries(contents))
      expect(await readFile(join(snapshot, name), 'utf8')).toBe(content)
  })

  it('shows why something is refused', async () => {
    const failing = (repo: string, revision: string) =>
      modelInfo({ ...params, name: repo, revision })
    await expect(failing(`${acme.slug}/absent`, 'main')).rejects.toThrow('There is no model absent')
    await expect(failing(params.repo, 'v9')).rejects.toThrow('There is no version v9 of penguins.')
    const stranger = { ...params, accessToken: 'hf_unknown' }
    await expect(whoAmI(stranger)).rejects.toThrow('This token is not known.')
    const file = { path: 'x', content: new Blob(['x']) }
    await expect(uploadFile({ ...params, file })).rejects.toThrow('one can only download here')
    const ref = { org: acme.slug, model: 'penguins' }
    await setModelPolicy(acme.as('admin'), { ...ref, approvedOnly: true })
    const gated = downloadFile({ ...params, path: 'model.bin', revision: 'v2' })
    await expect(gated).rejects.toThrow(
      'The policy lets only approved versions of penguins be used',
    )
  })
})
