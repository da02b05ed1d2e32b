import { existsSync, readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { listFiles } from './hash.mjs'
import { importsOf } from './imports.mjs'
import { root } from './paths.mjs'

// What a browser or a training machine may load: no packages, no Node, no database.
const pure = [
  'lib/uri',
  'lib/glob',
  'lib/format',
  'lib/time',
  'lib/paths',
  'lib/cards/blocks',
  'lib/markdown',
  'lib/fields/text',
  'lib/metrics/common',
  'lib/metrics/direction',
  'lib/compare/rows',
  'lib/compare/pareto',
  'lib/resolve/secrets',
  'lib/files/file-list',
  'lib/properties/read',
  'lib/near',
  'lib/search/distance',
  'lib/own-value',
  'lib/filter/tree',
  'lib/filter/tokens',
  'lib/filter/parse',
  'lib/filter/print',
  'lib/filter/keys',
  'lib/filter/values',
  'lib/filter/check',
  'lib/filter/edit',
  'lib/filter/complete',
  'lib/filter/words',
  'lib/filter/added',
  'lib/columns/columns',
  'lib/life/holders',
  'lib/versions/at-once',
  'lib/runs/packages',
  'lib/gates/form',
  'lib/gates/naming',
  'lib/gates/rows',
  'lib/policies/form',
  'lib/policies/words',
  'lib/notifications/kinds',
  'lib/tracking/place',
  'lib/tracking/json-fields',
]
// What stands alone as a file of its own, with nothing but Node.
const alone = ['lib/audit/verifier/verify-audit']
// Where a process begins, someone has to connect what the others must not know.
const beginnings = [
  'server/main.ts',
  'server/admin.ts',
  'server/backup.ts',
  'server/restore.ts',
  'db/print-url.ts',
]

const files = listFiles(['app', 'cli', 'components', 'db', 'lib', 'server']).filter(
  (file) => /\.tsx?$/.test(file) && !/\.test\.tsx?$|^(cli|lib|server)\/testing\//.test(file),
)
const imports = files.flatMap((file) => importsOf(file))
const clientFiles = new Set(
  files.filter((file) => /^\s*['"]use client['"]/m.test(readFileSync(root + file, 'utf8'))),
)

type Import = (typeof imports)[number]
const isIn = (path: string, ...folders: string[]) =>
  folders.some((folder) => path.startsWith(`${folder}/`))
const isOf = (from: string, ...names: string[]) =>
  names.some((name) => from === name || from.startsWith(`${name}/`))

/** Offenders as `file → what it imports`, for a failure that names them. */
function offenders(within: (file: string) => boolean, isForbidden: (found: Import) => boolean) {
  return imports
    .filter((found) => within(found.file) && isForbidden(found))
    .map(({ file, from }) => `${file} → ${from}`)
}

it('reads every form of import, and tells types from values', () => {
  const text = `import 'server-only'
import { a,
  b } from './b'
import type { C } from '../c'
export { d } from '@/lib/d'
export type { E } from '@/lib/e'
import { type F } from 'f'
const g = await import('./g')
type H = typeof import('h')
export const from = 'nothing'`
  const found = importsOf('app/x/page.tsx', text)
  expect(found.map(({ from, type }) => (type ? `type ${from}` : from))).toEqual([
    'server-only',
    'app/x/b',
    'type app/c',
    'lib/d',
    'type lib/e',
    'f',
    'app/x/g',
    'type h',
  ])
})

it('names the database in lib and db only', () => {
  expect(
    offenders(
      (file) => !isIn(file, 'lib', 'db') && !beginnings.includes(file),
      ({ from, own }) => (own ? isIn(from, 'db') : isOf(from, 'drizzle-orm', 'pg')),
    ),
  ).toEqual([])
})

it('lets db know nothing above it', () => {
  expect(
    offenders(
      (file) => isIn(file, 'db') && !beginnings.includes(file),
      ({ from, own }) =>
        own ? !isIn(from, 'db') && from !== 'package.json' : isOf(from, 'next', 'react', 'fastify'),
    ),
  ).toEqual([])
})

it('lets lib know nothing of Next, pages, components, the server or the CLI', () => {
  expect(
    offenders(
      (file) => isIn(file, 'lib'),
      ({ from, own }) => (own ? !isIn(from, 'lib', 'db') : isOf(from, 'next', 'react')),
    ),
  ).toEqual([])
})

it('lets components, and client files anywhere, take only types and pure values from lib', () => {
  expect(
    offenders(
      (file) => isIn(file, 'components') || clientFiles.has(file),
      ({ from, own, type }) => own && isIn(from, 'lib') && !type && !pure.includes(from),
    ),
  ).toEqual([])
})

it('lets components know nothing of pages, the server or the CLI', () => {
  expect(
    offenders(
      (file) => isIn(file, 'components'),
      ({ from, own }) => own && !isIn(from, 'components', 'lib'),
    ),
  ).toEqual([])
})

it('keeps pages and the server apart', () => {
  expect(
    offenders(
      (file) => isIn(file, 'app'),
      ({ from, own }) => own && !isIn(from, 'app', 'components', 'lib'),
    ),
  ).toEqual([])
  expect(
    offenders(
      (file) => isIn(file, 'server') && !beginnings.includes(file),
      ({ from, own }) => own && !isIn(from, 'server', 'lib'),
    ),
  ).toEqual([])
})

it('keeps the CLI to itself, the files of lib that are pure or stand alone, and types', () => {
  expect(
    offenders(
      (file) => isIn(file, 'cli'),
      ({ from, own, type }) =>
        own &&
        !isIn(from, 'cli') &&
        !pure.includes(from) &&
        !alone.includes(from) &&
        !(type && isIn(from, 'lib')) &&
        from !== 'package.json',
    ),
  ).toEqual([])
})

it('says server-only in app/ alone, since it throws in plain Node', () => {
  expect(
    offenders(
      (file) => !file.startsWith('app/'),
      ({ from }) => from === 'server-only',
    ),
  ).toEqual([])
})

it('keeps the pure files pure: at run time they lead to nothing but each other', () => {
  expect(
    offenders(
      (file) => pure.includes(file.replace(/\.ts$/, '')),
      ({ from, type }) => !type && !pure.includes(from),
    ),
  ).toEqual([])
})

it('keeps what stands alone to Node itself', () => {
  const found = alone.flatMap((file) => importsOf(`${file}.mjs`))
  expect(found.filter(({ from }) => !from.startsWith('node:'))).toEqual([])
})

it('finds each file that is named here', () => {
  const named = [...pure.map((file) => `${file}.ts`), ...beginnings, 'app/session.ts']
  expect(named.filter((file) => !existsSync(root + file))).toEqual([])
})
