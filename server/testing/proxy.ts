import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync } from 'node:fs'
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import type { IncomingMessage, OutgoingHttpHeaders } from 'node:http'
import { request } from 'node:https'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { withoutHubSettings } from '../../e2e/support/hub.mjs'
import { projectRoot } from '../root'

export type ProxyName = 'nginx' | 'caddy'

/** The name that the snippets in docs/deploy are written for. */
export const proxiedHost = 'hub.example.com'

/** Why a proxy cannot be tried here; null when it can. */
export function missing(name: ProxyName): string | null {
  if (process.platform !== 'linux') return 'it needs the second loopback address of Linux'
  const absent = [name, 'openssl'].filter((program) => !programOf(program))
  return absent.length ? `${absent.join(' and ')} is not installed` : null
}

/** Runs the snippet of docs/deploy before the hub at `hubUrl`: only ports and the certificate are ours. */
export async function startProxy(name: ProxyName, hubUrl: string): Promise<RunningProxy> {
  const folder = await mkdtemp(join(tmpdir(), 'hub-proxy-'))
  // Its processes may be another user's.
  await chmod(folder, 0o755)
  const certificate = { cert: join(folder, 'cert.pem'), key: join(folder, 'key.pem') }
  makeCertificate(certificate)
  const port = await freePort()
  const place = { folder, port, hub: new URL(hubUrl).host, ...certificate }
  const child = await (name === 'nginx' ? startNginx(place) : startCaddy(place))
  const proxy = new RunningProxy(child, folder, port, await readFile(certificate.cert))
  await proxy.ready()
  return proxy
}

interface Place {
  folder: string
  port: number
  /** Where the hub listens. */
  hub: string
  cert: string
  key: string
}

interface Asked {
  headers?: OutgoingHttpHeaders
  body?: Readable | Buffer | string
}

export class RunningProxy {
  private output = ''

  constructor(
    private readonly child: ChildProcess,
    private readonly folder: string,
    private readonly port: number,
    private readonly ca: Buffer,
  ) {
    for (const stream of [child.stdout, child.stderr])
      stream?.setEncoding('utf8').on('data', (text: string) => {
        this.output += text
      })
  }

  /** One request from the address 127.0.0.2, which is not the proxy's own. */
  async ask(method: string, path: string, { headers = {}, body }: Asked = {}) {
    const asked = request({
      method,
      path,
      host: '127.0.0.1',
      port: this.port,
      localAddress: '127.0.0.2',
      servername: proxiedHost,
      ca: this.ca,
      headers: { host: proxiedHost, ...headers },
      agent: false,
    })
    const answered = once(asked, 'response') as Promise<[IncomingMessage]>
    if (body === undefined || typeof body === 'string' || Buffer.isBuffer(body)) asked.end(body)
    // Destroying the body cuts the request off.
    else pipeline(body, asked).catch(() => undefined)
    const [response] = await answered
    return response
  }

  async ready(): Promise<void> {
    for (const until = Date.now() + 20_000; Date.now() < until; await sleep(50)) {
      if (this.child.exitCode !== null) break
      const answer = await this.ask('GET', '/healthz').catch(() => null)
      answer?.resume()
      if (answer?.statusCode === 200) return
    }
    await this.stop()
    throw new Error(`The proxy did not start:\n${this.output}`)
  }

  async stop(): Promise<void> {
    this.child.kill('SIGTERM')
    if (this.child.exitCode === null && this.child.signalCode === null)
      await once(this.child, 'exit')
    await rm(this.folder, { recursive: true, force: true, maxRetries: 5 })
  }
}

async function startNginx({ folder, port, hub, cert, key }: Place): Promise<ChildProcess> {
  const snippet = await substituted('nginx.conf', [
    ['127.0.0.1:3000', hub],
    ['listen 80;', `listen 127.0.0.1:${await freePort()};`],
    ['listen 443 ssl', `listen 127.0.0.1:${port} ssl`],
    [`/etc/ssl/certs/${proxiedHost}.pem`, cert],
    [`/etc/ssl/private/${proxiedHost}.key`, key],
  ])
  await writeFile(join(folder, 'model-hub.conf'), snippet)
  const kept = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
  const main = `
    daemon off; worker_processes 2; pid ${folder}/pid; error_log stderr;
    events {}
    http {
      access_log off;
      ${kept.map((name) => `${name}_temp_path ${folder}/${name};`).join(' ')}
      include ${folder}/model-hub.conf;
    }`
  await writeFile(join(folder, 'main.conf'), main)
  return start('nginx', ['-c', join(folder, 'main.conf'), '-p', folder, '-e', 'stderr'], folder)
}

async function startCaddy({ folder, port, hub, cert, key }: Place): Promise<ChildProcess> {
  const snippet = await substituted('Caddyfile', [
    [
      `${proxiedHost} {`,
      `https://${proxiedHost}:${port} {\n\tbind 127.0.0.1\n\ttls ${cert} ${key}`,
    ],
    ['127.0.0.1:3000', hub],
  ])
  const ours = `{\n\tadmin off\n\tauto_https disable_redirects\n}\n`
  await writeFile(join(folder, 'Caddyfile'), ours + snippet)
  return start('caddy', ['run', '--config', join(folder, 'Caddyfile')], folder)
}

/** The snippet with each text replaced; throws where one of them is not in it any more. */
async function substituted(file: string, changes: [string, string][]): Promise<string> {
  let text = await readFile(join(projectRoot(), 'docs/deploy', file), 'utf8')
  for (const [from, to] of changes) {
    // The comments may say it, too.
    const at = text.search(new RegExp(`(?<=^(?![ \\t]*#).*)${from.replace(/[.{]/g, '\\$&')}`, 'm'))
    if (at < 0) throw new Error(`docs/deploy/${file} does not hold ${from}.`)
    text = text.slice(0, at) + to + text.slice(at + from.length)
  }
  return text
}

function start(name: string, args: string[], home: string): ChildProcess {
  mkdirSync(join(home, 'home'))
  return spawn(programOf(name) ?? name, args, {
    cwd: home,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...withoutHubSettings(process.env),
      HOME: join(home, 'home'),
      XDG_DATA_HOME: join(home, 'home'),
    },
  })
}

function makeCertificate({ cert, key }: { cert: string; key: string }): void {
  const names = ['-subj', `/CN=${proxiedHost}`, '-addext', `subjectAltName=DNS:${proxiedHost}`]
  const args = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes']
  execFileSync('openssl', [...args, '-days', '2', ...names, '-keyout', key, '-out', cert], {
    stdio: 'ignore',
  })
}

/** Of an ordinary user's path, too, where proxies are not. */
function programOf(name: string): string | undefined {
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/usr/local/sbin']
  return folders.map((folder) => join(folder, name)).find((file) => existsSync(file))
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const address = probe.address()
  probe.close()
  await once(probe, 'close')
  return typeof address === 'object' && address ? address.port : 0
}
