import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { Readable } from 'node:stream'
import { promisify } from 'node:util'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { pythonWith } from '@/cli/testing/python'
import { type Block, readDocument } from '@/docs/support/document'
import { missingLine } from '@/docs/support/output'
import { uploadBlob } from '@/lib/files/upload'
import { createRecall } from '@/lib/lineage/recall'
import { setModelPolicy } from '@/lib/policies/set'
import { type TestHub, type TestOrganization, testHub } from '@/lib/testing/hub'
import { modelOf, sha256 } from '@/lib/testing/registry'
import { approveVersion } from '@/lib/versions/decide'
import { registerVersion } from '@/lib/versions/register'
import { startServer, type TestServer } from '../testing/server'
import { versionWith } from './testing'

/** What Python programs see that use `huggingface_hub` and transformers as they come. */

const python = await pythonWith('huggingface_hub==2.4.0', 'transformers==5.24.0')

let hub: TestHub
let server: TestServer
let acme: TestOrganization
let token: string
let folder: string
/** Where the client keeps its cache: another one for each test. */
let home: string
let commit: string

const config = '{"model_type": "bert", "hidden_size": 32, "num_attention_heads": 2}\n'
const contents = {
  'config.json': config,
  'model.bin': 'weights',
  'tokenizer/vocab é.txt': 'a',
}

beforeAll(async () => {
  hub = await testHub()
  server = await startServer()
  folder = await mkdtemp(join(tmpdir(), 'hub-hf-'))
  // A moved environment is called by its python.
  await writeFile(
    join(folder, 'hf'),
    `#!/bin/sh\nexec '${python}' -m huggingface_hub.cli.hf "$@"\n`,
  )
  await chmod(join(folder, 'hf'), 0o755)
  acme = await hub.organization()
  token = await acme.secret('reader')
  await modelOf(acme.as('maintainer'), acme.slug, 'penguins')
  commit = (await versionWith(acme, 'penguins', contents)).commit
  await versionWith(acme, 'penguins', { 'model.bin': 'pending' }, { approved: false })
})
afterAll(async () => {
  await rm(folder, { recursive: true, force: true })
  await server.close()
  await hub.close()
})
beforeEach(async () => {
  home = await mkdtemp(join(folder, 'home-'))
})

/** Runs a program with the two variables that the guide names and no other setting of the client. */
async function run(program: string, args: string[], settings: Record<string, string> = {}) {
  const env: NodeJS.ProcessEnv = {
    ...{ NODE_ENV: 'test', HOME: home, PATH: `${folder}${delimiter}${process.env.PATH}` },
    ...{ HF_ENDPOINT: `${server.url}/hf`, HF_TOKEN: token },
    ...settings,
  }
  const { stdout, stderr } = await promisify(execFile)(program, args, {
    ...{ env, cwd: home, timeout: 120_000 },
  })
  return { stdout: stdout.trim(), stderr }
}

/** What a script prints that is told the repo as `repo`. */
async function printed(script: string, settings?: Record<string, string>): Promise<string> {
  const start = `from huggingface_hub import *\nrepo = "${acme.slug}/penguins"\n`
  return (await run(python ?? '', ['-c', start + script], settings)).stdout
}

describe.skipIf(!python)('huggingface_hub', { timeout: 180_000 }, () => {
  it('downloads one file and a whole version, and keeps them by their digests', async () => {
    const told = await printed(`
import os
print(open(hf_hub_download("penguins", "model.bin", revision="v2")).read())
folder = snapshot_download(repo)
for root, _, files in os.walk(folder):
    for file in sorted(files):
        print(os.path.relpath(os.path.join(root, file), folder))
print(os.path.basename(folder))
print(os.path.basename(os.path.realpath(os.path.join(folder, "model.bin"))))
`)
    expect(told.split('\n')).toEqual([
      ...['pending', 'config.json', 'model.bin', 'tokenizer/vocab é.txt'],
      ...[commit, sha256('weights')],
    ])
  })

  it('goes on where the connection was cut, to the same bytes', async () => {
    // The client writes 10 MiB at a time, and goes on from what it has written.
    const bytes = randomBytes(24 * 1024 * 1024)
    const digest = sha256(bytes)
    const ana = acme.as('contributor')
    await uploadBlob(ana, { org: acme.slug, sha256: digest }, Readable.from(bytes))
    await modelOf(acme.as('maintainer'), acme.slug, 'large')
    const files = [{ name: 'model.bin', sha256: digest }]
    await registerVersion(ana, { org: acme.slug, model: 'large', files })
    await approveVersion(acme.as('approver'), { org: acme.slug, model: 'large', version: 1 })
    const proxy = await cuttingOnce(server.url, 14 * 1024 * 1024)
    try {
      const script = `
import hashlib
path = hf_hub_download("large", "model.bin")
print(hashlib.sha256(open(path, "rb").read()).hexdigest())
`
      expect(await printed(script, { HF_ENDPOINT: `${proxy.url}/hf` })).toBe(digest)
    } finally {
      await proxy.close()
    }
    expect(proxy.ranges).toEqual([undefined, expect.stringMatching(/^bytes=[1-9]\d*-$/)])
  })

  it('checks what it has against the digests of the hub', async () => {
    const told = await printed(`
import os
folder = snapshot_download(repo, local_dir="model")
good = HfApi().verify_repo_checksums(repo, local_dir=folder)
print(good.checked_count, good.mismatches, good.missing_paths, good.extra_paths)
with open(os.path.join(folder, "model.bin"), "a") as file:
    file.write("!")
print([wrong["path"] for wrong in HfApi().verify_repo_checksums(repo, local_dir=folder).mismatches])
`)
    expect(told.split('\n')).toEqual(['3 [] [] []', "['model.bin']"])
  })

  it('uses its cache again: unchanged files are not fetched, and without the hub it still loads', async () => {
    const script = `
print(open(f"{snapshot_download(repo)}/model.bin").read(), open(hf_hub_download(repo, "model.bin")).read())
`
    expect(await printed(script)).toBe('weights weights')
    const before = await uses()
    expect(await printed(script)).toBe('weights weights')
    expect(await uses()).toBe(before)
    const away = { HF_HUB_OFFLINE: '1', HF_ENDPOINT: 'http://127.0.0.1:9/hf' }
    expect(await printed(script, away)).toBe('weights weights')
  })

  it('tells what there is', async () => {
    const told = await printed(`
api = HfApi()
print(whoami()["name"], [org["name"] for org in whoami()["orgs"]] == [repo.split("/")[0]])
info = api.model_info(repo, files_metadata=True)
print(info.id == repo, info.sha, info.private, info.gated, info.state)
print(sorted((file.rfilename, file.size, file.lfs.sha256[:6]) for file in info.siblings)[1])
refs = api.list_repo_refs(repo)
print([ref.name for ref in refs.branches], [ref.name for ref in refs.tags])
print(api.list_repo_files(repo))
print([type(entry).__name__ for entry in api.list_repo_tree(repo, expand=True)])
print([entry.path for entry in api.get_paths_info(repo, ["model.bin", "tokenizer", "x"], expand=True)])
print(api.file_exists(repo, "model.bin"), api.file_exists(repo, "x"), api.revision_exists(repo, "v9"), api.repo_exists("x"))
print(api.auth_check(repo), [model.id for model in api.list_models(search="penguins")] == [repo])
`)
    expect(told.split('\n')).toEqual([
      'Rita True',
      `True ${commit} True False approved`,
      `('model.bin', 7, '${sha256('weights').slice(0, 6)}')`,
      "['main'] ['v2', 'v1']",
      "['config.json', 'model.bin', 'tokenizer/vocab é.txt']",
      "['RepoFile', 'RepoFile', 'RepoFolder']",
      "['model.bin', 'tokenizer']",
      'True False False False',
      'None True',
    ])
  })

  it('raises what fits, with our reason', async () => {
    await modelOf(acme.as('maintainer'), acme.slug, 'gated')
    await versionWith(acme, 'gated', { a: 'a' }, { approved: false })
    const ref = { org: acme.slug, model: 'gated' }
    await setModelPolicy(acme.as('admin'), { ...ref, approvedOnly: true })
    const told = await printed(`
from huggingface_hub.errors import *
def failing(call, kind):
    try:
        call()
        print("nothing raised")
    except Exception as error:
        print(type(error) is kind, type(error).__name__, str(error).strip().split("\\n")[-1])
for download in (lambda *of, **at: hf_hub_download(of[0], "a", **at), snapshot_download):
    failing(lambda: download("absent"), RepositoryNotFoundError)
    failing(lambda: download("elsewhere/penguins"), RepositoryNotFoundError)
    failing(lambda: download(repo, revision="v9"), RevisionNotFoundError)
    failing(lambda: download("gated"), RevisionNotFoundError)
    failing(lambda: download("gated", revision="v1"), GatedRepoError)
    failing(lambda: download(repo, token="hub_unknown"), RepositoryNotFoundError)
    failing(lambda: download(repo, token=False), RepositoryNotFoundError)
failing(lambda: hf_hub_download(repo, "a"), RemoteEntryNotFoundError)
failing(lambda: hf_hub_download(repo, "a", repo_type="dataset"), RepositoryNotFoundError)
failing(lambda: HfApi().upload_file(path_or_fileobj=b"x", path_in_repo="x", repo_id=repo), HfHubHTTPError)
`)
    const both = [
      'True RepositoryNotFoundError There is no model absent in',
      'True RepositoryNotFoundError There is no organization elsewhere here',
      'True RevisionNotFoundError There is no version v9 of penguins.',
      'True RevisionNotFoundError Nothing is approved for gated yet. Newest is v1, pending.',
      'True GatedRepoError The policy lets only approved versions of gated be used, and v1 is pending.',
      'True RepositoryNotFoundError This token is not known. Make a new one under Tokens.',
      'True RepositoryNotFoundError Send an API token of the hub: set HF_TOKEN to it.',
    ]
    const lines = told.split('\n')
    const wanted = [
      ...[...both, ...both, 'True RemoteEntryNotFoundError v1 of penguins has no file a.'],
      ...[
        'True RepositoryNotFoundError There are no datasets',
        'True HfHubHTTPError There is no POST',
      ],
    ]
    expect(lines.map((line, at) => line.slice(0, wanted[at]?.length))).toEqual(wanted)
  })

  it('prints the warnings that the hub has of a version', async () => {
    await modelOf(acme.as('maintainer'), acme.slug, 'recalled')
    await versionWith(acme, 'recalled', { a: 'a' })
    const uri = 'model://recalled/v1'
    await createRecall(acme.as('maintainer'), { org: acme.slug, uri, reason: 'Données.' })
    const script = 'from huggingface_hub import *\nhf_hub_download("recalled", "a")'
    const { stderr } = await run(python ?? '', ['-c', script])
    expect(stderr).toMatch(/Mia recalled this on .*: Données\./)
  })
})

describe.skipIf(!python)('the guide', { timeout: 180_000 }, () => {
  const { blocks } = readDocument('docs/hugging-face.md')
  const asMeant = (text: string) => text.replaceAll('acme/', `${acme.slug}/`)

  beforeAll(async () => {
    await modelOf(acme.as('maintainer'), acme.slug, 'tiny-bert')
    const files = (weights: string) => ({ 'config.json': config, 'model.safetensors': weights })
    await versionWith(acme, 'tiny-bert', files('one\n'))
    await versionWith(acme, 'tiny-bert', files('two\n'), { approved: false })
  })

  const programs = blocks.filter(({ language }) => language === 'python')
  it.each(programs)('prints what it says of $marks.file', async ({ text, output }) => {
    const { stdout } = await run(python ?? '', ['-c', asMeant(text)])
    expect(stdout).toBe(output)
  })

  it('runs the commands of hf', async () => {
    const commands = blocks.filter(({ marks }: Block) => marks.needs === 'hf')
    expect(commands).toHaveLength(1)
    for (const { text } of commands) {
      const { stdout } = await run('sh', ['-ec', asMeant(text)])
      expect(missingLine('…2 file…', stdout)).toBeNull()
    }
    expect(await readFile(join(home, 'model/model.safetensors'), 'utf8')).toBe('one\n')
  })
})

async function uses(): Promise<number> {
  const { rows } = await hub.database.read.execute<{ uses: string }>(
    'select coalesce(sum(count), 0) as uses from version_uses',
  )
  return Number(rows[0]?.uses)
}

/** A proxy that cuts the first download of a file after so many bytes, and notes what ranges were asked for. */
async function cuttingOnce(target: string, after: number) {
  const ranges: (string | undefined)[] = []
  const proxy = createServer((asked, answer) => {
    const { method, headers, url } = asked
    const isFile = method === 'GET' && url?.includes('/resolve/')
    const cuts = isFile && ranges.length === 0
    if (isFile) ranges.push(headers.range)
    const onward = request(target + url, { method, headers }, (response) => {
      answer.writeHead(response.statusCode ?? 502, response.headers)
      if (!cuts) return response.pipe(answer)
      let sent = 0
      response.on('data', (bytes: Buffer) => {
        if (sent >= after) return
        answer.write(bytes)
        sent += bytes.length
        if (sent < after) return
        response.destroy()
        answer.end(() => answer.destroy())
      })
    })
    asked.pipe(onward)
  })
  await new Promise<void>((done) => proxy.listen(0, '127.0.0.1', done))
  const { port } = proxy.address() as AddressInfo
  const close = () => {
    proxy.closeAllConnections()
    return new Promise<void>((done) => proxy.close(() => done()))
  }
  return { url: `http://127.0.0.1:${port}`, ranges, close }
}
