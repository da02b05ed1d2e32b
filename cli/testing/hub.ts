import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach } from 'vitest'
import type { Run } from '@/lib/runs/view'
import { type TestHub, type TestOrganization, testHub } from '@/lib/testing/hub'
import { startServer, type TestServer } from '@/server/testing/server'
import { folderWith } from './folder'
import { User } from './user'

/** A hub for the tests of a file; for each test an organization of its own, with Ana, who contributes. */
export function cliHub() {
  let hub: TestHub
  let server: TestServer
  let acme: TestOrganization
  let secret: string
  let ana: User
  beforeAll(async () => {
    hub = await testHub()
    server = await startServer()
  })
  afterAll(async () => {
    await server.close()
    await hub.close()
  })
  beforeEach(async () => {
    acme = await hub.organization()
    secret = await acme.secret('contributor')
    ana = new User(server.url, secret)
  })
  const get = (path: string) => server.fetch(secret, 'GET', `/${acme.slug}${path}`)
  const text = async (path: string) => await (await get(path)).text()
  const json = async <T>(path: string) => (await (await get(path)).json()) as T
  return {
    get server() {
      return server
    },
    get acme() {
      return acme
    },
    get secret() {
      return secret
    },
    get ana() {
      return ana
    },
    /** Reads as Ana, below the organization. */
    get,
    json,
    text,
    /** A run of the project penguins, its log, and a file it made. */
    run: (number = 1) => json<Run>(`/projects/penguins/runs/${number}`),
    log: (number = 1) => text(`/projects/penguins/runs/${number}/log`),
    output: (name: string, number = 1) => text(`/projects/penguins/runs/${number}/outputs/${name}`),
  }
}

/** A folder called penguins with one step `work`, whose command is these lines. */
export function stepOf(lines: string[], more = '', files: Record<string, string> = {}): string {
  const command = lines.map((line) => `      - ${JSON.stringify(line)}\n`).join('')
  const text = `- step:\n    name: work\n    image: node:20\n    command:\n${command}${more}`
  const inside = Object.entries(files).map(([name, content]) => [`penguins/${name}`, content])
  return join(
    folderWith({ 'penguins/valohai.yaml': text, ...Object.fromEntries(inside) }),
    'penguins',
  )
}
