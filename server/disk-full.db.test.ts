import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { env, setEnv } from '@/lib/env'
import { blobPath } from '@/lib/files/store'
import { type TestHub, type TestOrganization, testHub } from '@/lib/testing/hub'
import { sha256 } from '@/lib/testing/registry'
import { startServer, type TestServer } from './testing/server'

const execute = promisify(execFile)

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

/** Ways to have little room; each undoes itself after the test, or says why it cannot be had here. */
const disks: Record<string, (folder: string) => Promise<void>> = {
  async 'a file system of 4 MB'(folder) {
    await execute('mount', ['-t', 'tmpfs', '-o', 'size=4m', 'hub-test', folder])
    onTestFinished(async () => {
      await execute('umount', ['-l', folder])
    })
  },

  // Which an ordinary user can have, too.
  async 'files of at most 3 MB'() {
    const limit = (bytes: string) =>
      execute('prlimit', ['--pid', String(process.pid), `--fsize=${bytes}:`])
    // Unheard, the signal would end the process.
    const ignore = () => undefined
    process.on('SIGXFSZ', ignore)
    await limit(String(3 << 20))
    onTestFinished(async () => {
      await limit('unlimited')
      process.off('SIGXFSZ', ignore)
    })
  },
}

describe.each(Object.entries(disks))('an upload on %s', (name, fill) => {
  it('is refused with 507 when it does not fit, leaves nothing, and the hub lives on', async (context) => {
    const folder = join(hub.dataDir, name.replaceAll(' ', '-'))
    await mkdir(folder)
    const before = env()
    setEnv({ ...before, storageDir: folder })
    onTestFinished(() => setEnv(before))
    try {
      await fill(folder)
    } catch (error) {
      process.stderr.write(`NOT TESTED HERE: ${name}: ${String(error)}\n`)
      context.skip()
    }
    const put = (bytes: Buffer) =>
      server.fetch(ana, 'PUT', `/${acme.slug}/blobs/${sha256(bytes)}`, bytes)
    const small = Buffer.from(`${name}: fits`)
    expect((await put(small)).status).toBe(201)

    const large = Buffer.alloc(6 << 20, name)
    const refused = await put(large)
    expect(refused.status).toBe(507)
    expect(await refused.json()).toMatchObject({
      error: { code: 'storage_full', message: expect.stringContaining('disk') },
    })
    expect(await readdir(join(folder, 'incoming'))).toEqual([])
    expect(existsSync(blobPath(sha256(large)))).toBe(false)
    const path = `/${acme.slug}/blobs/${sha256(large)}`
    expect((await server.fetch(ana, 'HEAD', path)).status).toBe(404)

    const read = await server.fetch(ana, 'GET', `/${acme.slug}/blobs/${sha256(small)}`)
    expect(await read.text()).toBe(small.toString())
    expect((await put(Buffer.from(`${name}: fits, too`))).status).toBe(201)
  })
})

describe('an upload larger than HUB_MAX_UPLOAD', () => {
  it('is told so while it is still being sent, and leaves nothing', async () => {
    const before = env()
    setEnv({ ...before, maxUpload: 1 << 20 })
    onTestFinished(() => setEnv(before))
    const large = Buffer.alloc(6 << 20, 'large')
    const path = `/${acme.slug}/blobs/${sha256(large)}`
    const refused = await server.fetch(ana, 'PUT', path, large)
    expect(refused.status).toBe(413)
    expect(await readdir(join(hub.dataDir, 'blobs/incoming'))).toEqual([])
  })
})
