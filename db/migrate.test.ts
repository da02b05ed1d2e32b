import { randomBytes } from 'node:crypto'
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, inject, it, onTestFinished } from 'vitest'
import { connect } from './connection'
import { guardSql } from './guard'
import { knownMigrations, migrateTo } from './history'
import { migrate } from './migrate'
import { release } from './release'
import { tableClasses } from './table-classes'

const root = process.cwd()
const appRole = 'hub_app'

/** An empty database and its owner; gone when the test is. */
async function emptyDatabase() {
  const name = `test_${randomBytes(6).toString('hex')}`
  const admin = connect(inject('ownerUrl'), { max: 1 })
  await admin.query(`create database ${name}`)
  const ownerUrl = inject('ownerUrl').replace(/\/hub(?=\?|$)/, `/${name}`)
  const owner = connect(ownerUrl, { max: 1 })
  onTestFinished(async () => {
    await owner.end()
    await admin.query(`drop database ${name} with (force)`)
    await admin.end()
  })
  return { ownerUrl, owner }
}

/** A program that knows only the first migrations. */
async function programKnowing(count: number): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'hub-older-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  await cp(join(root, 'db/migrations'), join(folder, 'db/migrations'), { recursive: true })
  const file = join(folder, 'db/migrations/meta/_journal.json')
  const journal = JSON.parse(await readFile(file, 'utf8'))
  journal.entries = journal.entries.slice(0, count)
  await writeFile(file, JSON.stringify(journal))
  return folder
}

const organization = '0197a000-0000-7000-8000-000000000001'
const person = '0197a000-0000-7000-8000-000000000002'
const organizationAlone = `insert into organizations (id, slug, name, created_at)
  values ('${organization}', 'acme', 'Acme', now())`
const model = (n: number) => `0197a000-0000-7000-8000-00000000001${n}`

describe('a database of the first release', () => {
  it('comes up to date with its rows, guarded before and after', async () => {
    const { ownerUrl, owner } = await emptyDatabase()
    const [first] = await knownMigrations(root)
    if (!first) throw new Error('There is no migration.')
    await migrateTo(owner, root, first)
    const { rows: tables } = await owner.query<{ name: string }>(
      `select table_name as name from information_schema.tables where table_schema = 'public'`,
    )
    const here = Object.entries(tableClasses).filter(([table]) =>
      tables.some(({ name }) => name === table),
    )
    await owner.query(guardSql(appRole, Object.fromEntries(here)))
    await expect(owner.query(organizationAlone)).rejects.toThrow('has no audit event')
    await owner.query(`begin; ${organizationAlone};
      insert into people (id, email, name, created_at)
        values ('${person}', 'ana@acme.example', 'Ana', now());
      insert into models (id, organization_id, slug, name, owner_id, life, created_at, updated_at)
        values ('${model(1)}', '${organization}', 'churn', 'Churn', '${person}', 'live', now(), now()),
          ('${model(2)}', '${organization}', 'gone', 'Gone', '${person}', 'deleted', now(), '2026-01-02Z');
      insert into audit_events
        (id, at, actor_kind, via, action, subject_kind, subject_uri, outcome, request_id, body)
        values ('${model(9)}', now(), 'system', 'host', 'model.create', 'model', '/', 'done', 'r', '{}');
      commit`)
    await migrate({ ownerUrl, appRole, root })
    const { rows } = await owner.query('select slug, life, deleted_at from models order by slug')
    expect(rows).toEqual([
      { slug: 'churn', life: 'live', deleted_at: null },
      { slug: 'gone', life: 'deleted', deleted_at: new Date('2026-01-02Z') },
    ])
    await expect(owner.query(`update models set name = 'x'`)).rejects.toThrow('has no audit event')
    const { rows: noted } = await owner.query(`select value from hub_meta where key = 'release'`)
    expect(noted).toEqual([{ value: release.version }])
  })
})

describe('a database of a newer release', () => {
  it('is refused by an older program, which says what to install and changes nothing', async () => {
    const { ownerUrl, owner } = await emptyDatabase()
    await migrate({ ownerUrl, appRole, root })
    await owner.query(`update hub_meta set value = '9.9.9' where key = 'release'`)
    const last = (await knownMigrations(root)).length - 1
    const older = { ownerUrl, appRole, root: await programKnowing(last) }
    await expect(migrate(older)).rejects.toThrow(
      /migrated by Model Hub 9\.9\.9, .* only up to \d{4}_\w+\. .* install that version/,
    )
    await expect(migrate(older)).rejects.toMatchObject({ expected: true })
    await migrate({ ownerUrl, appRole, root })
  })

  it('is told from one that is merely the same, also by replicas that start together', async () => {
    const { ownerUrl } = await emptyDatabase()
    const start = () => migrate({ ownerUrl, appRole, root })
    await Promise.all([start(), start(), start()])
  })
})

it('names the last migration of its journal as its schema', async () => {
  expect((await knownMigrations(root)).at(-1)?.tag).toBe(release.schema)
})
