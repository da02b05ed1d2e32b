import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { parseEnv, settings } from '../lib/env'
import packageJson from '../package.json'
import { root } from './paths.mjs'

const read = (file: string) => readFileSync(root + file, 'utf8')
const listed = (file: string) =>
  read(file)
    .split('\n')
    .filter((line) => line && !line.startsWith('#'))

const names = new Set(settings().map(({ name }) => name))
const isSetting = (name: string) => names.has(name)

describe('the image', () => {
  const dockerfile = read('Dockerfile')
  const last = dockerfile.slice(dockerfile.lastIndexOf('\nFROM '))

  it('is built by commands that exist, on a Node that the hub runs on', () => {
    for (const [, name = ''] of dockerfile.matchAll(/npm run (\S+)/g))
      expect(Object.keys(packageJson.scripts)).toContain(name)
    const [, major] = /^ARG NODE=(\d+)-\w+-slim$/m.exec(dockerfile) ?? []
    const [, floor] = /(\d+)/.exec(packageJson.engines.node) ?? []
    expect(Number(major)).toBeGreaterThanOrEqual(Number(floor))
  })

  it('starts the bundle that npm start starts, not as root, on the port that the hub has by itself', () => {
    const [, command = '[]'] = /^CMD (\[.+\])$/m.exec(last) ?? []
    const [node, ...args] = JSON.parse(command) as string[]
    expect(node).toBe('node')
    for (const arg of args) expect(read('scripts/start.mjs')).toContain(arg)
    expect(/^USER (\S+)$/m.exec(last)?.[1]).toBe('node')
    expect(Number(/^EXPOSE (\d+)$/m.exec(last)?.[1])).toBe(parseEnv({}).port)
  })

  it('sets only what the hub reads, and keeps its data in the volume', () => {
    const set = [...last.matchAll(/\b((?:HUB|DATABASE)_\w+)=(\S+)/g)]
    expect(set.map(([, name = '']) => name).filter((name) => !isSetting(name))).toEqual([])
    expect(/^VOLUME (\S+)$/m.exec(last)?.[1]).toBe(parseEnv({ HUB_DATA_DIR: '/data' }).dataDir)
    expect(set.map(([, name, value]) => [name, value])).toContainEqual(['HUB_DATA_DIR', '/data'])
  })

  it('takes in nothing that a clone leaves out, secrets least of all', () => {
    // Docker's patterns begin at the root of the clone, with a slash or without.
    const plain = (line: string) => line.replace(/^(\*\*)?\/|\/$/g, '')
    const ignored = new Set(listed('.dockerignore').map(plain))
    const absent = listed('.gitignore').filter((line) => !ignored.has(plain(line)))
    expect(absent).toEqual([])
    expect(ignored).toContain('.git')
  })

  it.each([
    '.env',
    '.env.local',
    '.env.production',
    'examples/penguins/.env.local',
    'backup/manifest.json',
    'backup-2026-11/blobs/ab',
    'data/secret',
    '.data/pg/PG_VERSION',
    'hub.dump',
    'hub.sql.gz',
  ])('leaves %s out, which people keep beside a clone', (file) => {
    expect(isLeftOut(file)).toBe(true)
  })

  it.each(['.env.example', 'db/migrations/0000_initial.sql', 'lib/backup/save.ts', 'package.json'])(
    'takes %s in',
    (file) => {
      expect(isLeftOut(file)).toBe(false)
    },
  )
})

/** As Docker reads its list: the last pattern that names a file or a folder around it decides. */
function isLeftOut(file: string): boolean {
  const names = (pattern: string) => {
    const glob = pattern
      .replaceAll('.', '\\.')
      .replaceAll(/\*\*\/|\*/g, (star) => (star === '*' ? '[^/]*' : '(.*/)?'))
    return new RegExp(`^${glob}(/|$)`).test(file)
  }
  const last = listed('.dockerignore').findLast((line) => names(line.replace(/^!/, '')))
  return last !== undefined && !last.startsWith('!')
}

interface Service {
  environment: Record<string, string>
  volumes: string[]
  stop_grace_period: string
}

describe('the composition', () => {
  const { services, volumes } = parse(read('compose.yaml')) as {
    services: { hub: Service; db: Service }
    volumes: Record<string, null>
  }
  const { hub, db } = services

  /** As compose fills it in when only what must be given is given. */
  const filled = (value: string) =>
    value.replace(/\$\{(\w+)(?::-([^}]*)|:\?[^}]*)?\}/g, (_, name, usual) => usual ?? `${name}1`)

  it('gives the hub settings that it reads and accepts', () => {
    expect(Object.keys(hub.environment).filter((name) => !isSetting(name))).toEqual([])
    const values = Object.entries(hub.environment).map(([name, value]) => [name, filled(value)])
    const env = parseEnv(Object.fromEntries(values))
    expect(env.publicUrl).toBe('http://localhost:3000')
    expect(env.metricsAllow).toEqual(['loopback'])
    expect(env.databaseUrl).toBe('postgresql://hub_app:HUB_APP_PASSWORD1@db/hub')
    expect(env.databaseOwnerUrl).toBe('postgresql://hub_owner:HUB_OWNER_PASSWORD1@db/hub')
  })

  it('makes both roles, with the passwords that the hub uses', () => {
    const [script = ''] = db.volumes.filter((place) => place.startsWith('./'))
    const file = script.split(':')[0] ?? ''
    expect(existsSync(root + file)).toBe(true)
    const used = [...read(file).matchAll(/\\getenv \w+ (\w+)/g)].map(([, name = '']) => name)
    expect(used.length).toBe(2)
    for (const name of used) {
      expect(Object.keys(db.environment)).toContain(name)
      expect(JSON.stringify(hub.environment)).toContain(`\${${name}:?`)
    }
  })

  it('keeps what it holds in named volumes, and waits for requests to end', () => {
    const named = [...hub.volumes, ...db.volumes].filter((place) => !place.startsWith('.'))
    for (const place of named) expect(Object.keys(volumes)).toContain(place.split(':')[0])
    expect(hub.volumes).toContain('files:/data')
    expect(Number.parseInt(hub.stop_grace_period, 10) * 1000).toBeGreaterThan(
      parseEnv({}).stopTimeout,
    )
  })
})
