import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { completeLock } from './complete-lock.mjs'

const committed = readFileSync(new URL('../package-lock.json', import.meta.url), 'utf8')

it('finds nothing to add to the committed lock, so that `npm ci` takes it on every platform', () => {
  expect(completeLock(JSON.parse(committed))).toEqual([])
})

it('finds no download address in the committed lock', () => {
  expect(committed).not.toContain('"resolved": "http')
})

it('adds a platform package that the lock names without holding it', () => {
  const lock = {
    packages: {
      'node_modules/tool': {
        version: '2.0.0',
        dev: true,
        optionalDependencies: { 'tool-linux-x64-musl': '2.0.0' },
      },
    },
  }
  expect(completeLock(lock)).toHaveLength(1)
  expect(lock.packages).toHaveProperty(['node_modules/tool-linux-x64-musl'], {
    version: '2.0.0',
    dev: true,
    optional: true,
    os: ['linux'],
    cpu: ['x64'],
    libc: ['musl'],
  })
  expect(completeLock(lock)).toEqual([])
})

it('keeps two versions of one platform package apart', () => {
  const lock = {
    packages: {
      'node_modules/new': { optionalDependencies: { 'core-darwin-arm64': '2.0.0' } },
      'node_modules/old': { optionalDependencies: { 'core-darwin-arm64': '1.0.0' } },
    },
  }
  completeLock(lock)
  expect(lock.packages).toHaveProperty(['node_modules/core-darwin-arm64', 'version'], '2.0.0')
  expect(lock.packages).toHaveProperty(
    ['node_modules/old/node_modules/core-darwin-arm64', 'version'],
    '1.0.0',
  )
})

it('removes download addresses, and leaves the links of workspaces', () => {
  const lock = {
    packages: {
      'node_modules/a': { version: '1.0.0', resolved: 'https://registry.npmjs.org/a.tgz' },
      'node_modules/example': { resolved: 'examples/example', link: true },
    },
  }
  completeLock(lock)
  expect(lock.packages['node_modules/a']).toEqual({ version: '1.0.0' })
  expect(lock.packages['node_modules/example']).toHaveProperty('resolved', 'examples/example')
})

it('refuses to guess a platform that a name does not tell', () => {
  const lock = { packages: { 'node_modules/a': { optionalDependencies: { extra: '1.0.0' } } } }
  expect(() => completeLock(lock)).toThrow('extra is missing from the lock')
})
