import { randomBytes } from 'node:crypto'
import type { Pool } from 'pg'
import { afterAll, beforeAll, expect, inject, it, onTestFinished } from 'vitest'
import { moveDatasetAlias, removeDatasetAlias } from '@/lib/aliases/datasets'
import { moveAlias, removeAlias } from '@/lib/aliases/move'
import { createDataset } from '@/lib/datasets/create'
import { registerDatasetVersion } from '@/lib/datasets/register'
import { setModelPolicy } from '@/lib/policies/set'
import { memberOf } from '@/lib/testing/governance'
import { type TestHub, type TestOrganization, testHub } from '@/lib/testing/hub'
import { modelOf, registered } from '@/lib/testing/registry'
import { approveVersion, rejectVersion, withdrawVersion } from '@/lib/versions/decide'
import { archiveVersion, deleteVersion, restoreVersion } from '@/lib/versions/life'
import { overrideVersion } from '@/lib/versions/override'
import { connect } from './connection'
import { knownMigrations, migrateTo } from './history'
import { migrate } from './migrate'

/** What was there before the past was kept, of which it is made; each after what it refers to. */
const tables = [
  ...['organizations', 'people', 'models', 'versions', 'decisions', 'datasets', 'dataset_versions'],
  ...['alias_moves', 'audit_events'],
]

const references = (when: string) => `do $$ declare k record; begin
  for k in select conrelid::regclass as of, conname as name from pg_constraint where contype = 'f' loop
    execute format('alter table %s alter constraint %I ${when}', k.of, k.name);
  end loop; end $$`

let hub: TestHub
let acme: TestOrganization

beforeAll(async () => {
  hub = await testHub()
  acme = await hub.organization()
})
afterAll(() => hub.close())

it('writes down the past of a hub that kept none as that would have been kept', async () => {
  await decided()
  await aliased()
  const now = await opened(hub.ownerUrl)
  // One of a purge has no event that names it.
  const { rows } = await now.query<{ id: string }>(
    `select event_id as id from alias_moves where name = 'unnoted' order by seq limit 1`,
  )
  const before = await databaseBefore('0007')
  // What refers to each other is there once all is.
  await before.owner.query(references('deferrable initially deferred'))
  await before.owner.query('begin')
  const unnoted = rows[0]?.id ?? ''
  for (const table of tables) await copy(now, before.owner, table, unnoted)
  await before.owner.query('commit')
  await before.owner.query(references('not deferrable'))
  await migrate({ ownerUrl: before.ownerUrl, appRole: 'hub_app', root: process.cwd() })
  const kept = await pastOf(now)
  expect(new Set(kept.changes.map(({ state, life }) => `${state} ${life}`))).toEqual(
    new Set([
      'pending live',
      'approved live',
      'rejected live',
      'approved archived',
      'pending deleted',
      'approved deleted',
    ]),
  )
  expect(kept.moves).toHaveLength(9)
  const made = await pastOf(before.owner)
  expect(made.changes).toEqual(kept.changes)
  expect(made.moves).toEqual(
    kept.moves.map((move) => (move.event_id === unnoted ? { ...move, event_id: null } : move)),
  )
}, 120_000)

/** Versions of each state and life, by way of each action. */
async function decided() {
  const [ana, ben, mia] = [acme.as('contributor'), acme.as('approver'), acme.as('maintainer')]
  const cleo = await memberOf(hub, acme, { name: 'Cleo', roles: ['approver'] })
  const model = await modelOf(mia, acme.slug, 'churn')
  for (const content of ['1', '2', '3', '4', '5'])
    await registered(ana, acme.slug, { model, content })
  const of = (version: number) => ({ org: acme.slug, model, version, note: 'Because.' })
  await approveVersion(ben, of(1))
  await archiveVersion(mia, { ...of(1), force: true })
  await restoreVersion(mia, of(1))
  await rejectVersion(ben, of(1))
  await approveVersion(ben, of(2))
  await withdrawVersion(ben, of(2))
  const policy = { org: acme.slug, model, approvals: { count: 2 } }
  await setModelPolicy(acme.as('admin'), policy)
  // One of two approvals leaves it pending, and is taken back so.
  await approveVersion(ben, of(2))
  await withdrawVersion(ben, of(2))
  await approveVersion(ben, of(2))
  await approveVersion(cleo, of(2))
  await approveVersion(ben, of(3))
  await overrideVersion(acme.as('admin'), of(3))
  await deleteVersion(mia, { ...of(3), force: true })
  // By a clock that was set back: it is the later decision all the same.
  const hourAgo = new Date(Date.now() - 3_600_000)
  await approveVersion(ben, of(4))
  await rejectVersion({ ...ben, now: () => hourAgo }, of(4))
}

async function aliased() {
  const [ana, mia] = [acme.as('contributor'), acme.as('maintainer')]
  const of = { org: acme.slug, model: 'churn' }
  await moveAlias(mia, { ...of, alias: 'canary', version: 4 })
  await moveAlias(mia, { ...of, alias: 'canary', version: 5 })
  await moveAlias(mia, { ...of, alias: 'unnoted', version: 5 })
  await removeAlias(mia, { ...of, alias: 'canary' })
  // It takes its alias with it, by an event beside its own.
  await moveAlias(mia, { ...of, alias: 'lost', version: 5 })
  await deleteVersion(mia, { ...of, version: 5, force: true })
  const pets = { org: acme.slug, dataset: 'pets' }
  await createDataset(ana, { org: acme.slug, slug: 'pets' })
  await registerDatasetVersion(ana, { ...pets, version: 'v1' })
  const alias = 'Best of Köln: 50% *’26*'
  await moveDatasetAlias(ana, { ...pets, alias, version: 'v1' })
  await removeDatasetAlias(ana, { ...pets, alias })
}

async function pastOf(owner: Pool) {
  const changes = await owner.query<{ state: string; life: string }>(
    `select version_id, model_id, number, state, life, at from version_changes order by seq`,
  )
  const moves = await owner.query<{ name: string; event_id: string | null }>(
    `select id, name, target_id, event_id, at from alias_moves order by seq`,
  )
  return { changes: changes.rows, moves: moves.rows }
}

/** A database as it was before one migration, empty. */
async function databaseBefore(tag: string) {
  const name = `test_${randomBytes(6).toString('hex')}`
  const admin = await opened(inject('ownerUrl'))
  await admin.query(`create database ${name}`)
  onTestFinished(async () => {
    await admin.query(`drop database ${name} with (force)`)
  })
  const ownerUrl = inject('ownerUrl').replace(/\/hub(?=\?|$)/, `/${name}`)
  const owner = await opened(ownerUrl)
  const before = (await knownMigrations(process.cwd())).filter((one) => one.tag < tag).at(-1)
  if (!before) throw new Error('There is no such migration.')
  await migrateTo(owner, process.cwd(), before)
  return { ownerUrl, owner }
}

async function opened(url: string): Promise<Pool> {
  const found = connect(url, { max: 1 })
  onTestFinished(() => found.end())
  return found
}

/** Copies what both know of a table, in the order in which it was written, without one event. */
async function copy(from: Pool, to: Pool, table: string, without: string) {
  const columns = await to.query<{ name: string }>(
    `select column_name as name from information_schema.columns
     where table_schema = 'public' and table_name = $1 and is_generated = 'NEVER'`,
    [table],
  )
  const list = columns.rows.map(({ name }) => `"${name}"`).join(', ')
  const written = ['alias_moves', 'audit_events'].includes(table) ? 'order by seq' : ''
  const found = await from.query<{ row: unknown }>(
    `select to_json(t) as row from (select * from ${table} where id::text <> $1 ${written}) t`,
    [without],
  )
  for (const { row } of found.rows)
    await to.query(
      `insert into ${table} (${list}) overriding system value
       select ${list} from json_populate_record(null::${table}, $1)`,
      [JSON.stringify(row)],
    )
}
