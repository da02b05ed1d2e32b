import { PgDialect } from 'drizzle-orm/pg-core'
import { expect, it } from 'vitest'
import type { Ctx } from '../actor'
import { parsedFilter } from '../filter/check'
import { versionsThat } from './compile'

const ctx: Ctx = {
  actor: { kind: 'system', id: null, name: 'Model Hub' },
  memberships: [],
  via: 'api',
  requestId: 'request',
  origin: { ip: null, userAgent: null, client: null },
  now: () => new Date('2026-01-01T00:00:00Z'),
  newId: () => 'id',
}

function statementOf(q: string): string {
  const parsed = parsedFilter(q, 'versions')
  if (!parsed.ok) throw new Error(parsed.problems[0]?.message)
  const scope = { ctx, organizationId: 'organization', meanings: new Map() }
  return new PgDialect().sqlToQuery(versionsThat(parsed.filter, scope).is).sql
}

const list = Array.from({ length: 90 }, (_, at) => at + 1)

it.each([
  ['size:1', `size:${list.join()}`],
  ['size!=1', `size!=${list.join()}`],
  ['version:1', `version:${list.join()}`],
  ['dataset:a/v1', `dataset:${list.map((n) => `a/v${n}`).join()}`],
  ['run:a/1', `run:${list.map((n) => `a/${n}`).join()}`],
])('asks the same of the database for a list of values as for %s', (one, many) => {
  expect(statementOf(many)).toBe(statementOf(one))
})
