import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { linkSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { inTurn } from './measure'
import type { Bare, Serving } from './servers'
import type { Stage } from './stage'

export interface Transfers {
  bytes: number
  /** Milliseconds, round by round. */
  upload: Record<'hub' | 'bare', number[]>
  /** `nginx` is empty where it is not installed. */
  download: Record<'hub' | 'bare' | 'nginx', number[]>
  /** Highest resident bytes of the hub; null where the system does not tell. */
  memory: { before: number | null; small: number | null; large: number | null }
}

const piece = randomBytes(1024 * 1024)

/** Sends a large file to the hub and gets it back, beside a bare server and nginx. */
export async function measureTransfers(
  at: { stage: Stage; hub: Serving; bare: Bare; dataDir: string; folder: string },
  { rounds, bytes }: { rounds: number; bytes: number },
): Promise<Transfers> {
  const { stage, hub, bare, folder, dataDir } = at
  const authorization = `Bearer ${stage.secrets.contributor}`
  const ofHub = (size: number) => {
    const url = `${hub.url}/api/v1/${stage.landmarks.org}/blobs/${digestOf(size)}`
    return { url, headers: { authorization } }
  }
  mkdirSync(folder, { recursive: true })
  await bare.setUp({ folder })
  const small = 16 * 1024 * 1024
  await upload(ofHub(small), small)
  await download(ofHub(small), small)
  const before = highWater(hub.pid)
  for (let round = 0; round < rounds; round++) {
    await upload(ofHub(small), small)
    await download(ofHub(small), small)
  }
  const afterSmall = highWater(hub.pid)
  const large = ofHub(bytes)
  await upload(large, bytes)
  const uploads = await inTurn(rounds, {
    hub: () => upload(large, bytes),
    bare: () => upload({ url: `${bare.url}/file` }, bytes),
  })
  const nginx = await startNginx(folder, blobIn(dataDir, digestOf(bytes)))
  try {
    const downloads = await inTurn<'hub' | 'bare' | 'nginx', number>(rounds, {
      hub: () => download(large, bytes),
      bare: () => download({ url: `${bare.url}/file` }, bytes),
      ...(nginx && { nginx: () => download({ url: nginx.url }, bytes) }),
    } as Record<'hub' | 'bare' | 'nginx', () => Promise<number>>)
    const memory = { before, small: afterSmall, large: highWater(hub.pid) }
    return { bytes, upload: uploads, download: { ...{ nginx: [] }, ...downloads }, memory }
  } finally {
    await nginx?.stop()
  }
}

interface Address {
  url: string
  headers?: Record<string, string>
}

/** Milliseconds until the answer to a PUT of that many bytes. */
function upload({ url, headers = {} }: Address, bytes: number): Promise<number> {
  const since = performance.now()
  return new Promise((resolve, reject) => {
    const sent = {
      ...headers,
      'content-length': String(bytes),
      'content-type': 'application/octet-stream',
    }
    const asked = request(url, { method: 'PUT', headers: sent }, (answer) => {
      answer.resume().on('end', () => {
        if ((answer.statusCode ?? 500) < 300) resolve(performance.now() - since)
        else reject(new Error(`PUT ${url} was answered ${answer.statusCode}.`))
      })
    })
    asked.on('error', reject)
    let left = bytes
    const write = () => {
      while (left > 0) {
        const part = left < piece.length ? piece.subarray(0, left) : piece
        left -= part.length
        if (!asked.write(part)) return
      }
      asked.off('drain', write)
      asked.end()
    }
    asked.on('drain', write)
    write()
  })
}

/** Milliseconds until the last byte of a GET, which must be as many as expected. */
function download({ url, headers = {} }: Address, bytes: number): Promise<number> {
  const since = performance.now()
  return new Promise((resolve, reject) => {
    const asked = request(url, { headers }, (answer) => {
      let received = 0
      answer.on('data', (chunk: Buffer) => {
        received += chunk.length
      })
      answer.on('error', reject)
      answer.on('end', () => {
        if (received === bytes) resolve(performance.now() - since)
        else reject(new Error(`GET ${url} gave ${received} bytes (${answer.statusCode}).`))
      })
    })
    asked.on('error', reject)
    asked.end()
  })
}

const digests = new Map<number, string>()

function digestOf(bytes: number): string {
  const known = digests.get(bytes)
  if (known) return known
  const hash = createHash('sha256')
  for (let left = bytes; left > 0; left -= piece.length)
    hash.update(left < piece.length ? piece.subarray(0, left) : piece)
  const digest = hash.digest('hex')
  digests.set(bytes, digest)
  return digest
}

function blobIn(dataDir: string, digest: string): string {
  return join(dataDir, 'blobs', digest.slice(0, 2), digest.slice(2, 4), digest)
}

/** The highest resident memory of a process since this was asked last. */
function highWater(pid: number): number | null {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8')
    writeFileSync(`/proc/${pid}/clear_refs`, '5')
    return 1024 * Number(/VmHWM:\s+(\d+)/.exec(status)?.[1])
  } catch {
    return null
  }
}

/** nginx on a port of its own, with sendfile and one worker; null where it is not installed. */
async function startNginx(folder: string, file: string) {
  const found = ['nginx', '/usr/sbin/nginx'].find(
    (program) => spawnSync(program, ['-v']).status === 0,
  )
  if (!found) return null
  const home = join(folder, 'nginx')
  mkdirSync(join(home, 'files'), { recursive: true })
  linkSync(file, join(home, 'files', 'file'))
  const port = await freePort()
  const user = process.getuid?.() === 0 ? 'user root;' : ''
  writeFileSync(
    join(home, 'nginx.conf'),
    `${user} daemon off; pid ${home}/pid; error_log ${home}/error.log; worker_processes 1;
events {}
http {
  access_log off; sendfile on; tcp_nopush on;
  client_body_temp_path ${home}; proxy_temp_path ${home}; fastcgi_temp_path ${home};
  uwsgi_temp_path ${home}; scgi_temp_path ${home};
  server { listen 127.0.0.1:${port}; root ${home}/files; }
}
`,
  )
  const server = spawn(found, ['-p', home, '-c', join(home, 'nginx.conf')], { stdio: 'inherit' })
  const url = `http://127.0.0.1:${port}/file`
  await untilUp(url, server)
  return {
    url,
    async stop() {
      const ended = once(server, 'close')
      server.kill('SIGTERM')
      await ended
    },
  }
}

async function untilUp(url: string, server: ChildProcess): Promise<void> {
  for (const until = Date.now() + 10_000; Date.now() < until; await sleep(50)) {
    if (server.exitCode !== null) break
    const answer = await fetch(url, { method: 'HEAD' }).catch(() => undefined)
    if (answer?.ok) return
  }
  throw new Error('nginx is installed but did not start.')
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer().on('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })
}
