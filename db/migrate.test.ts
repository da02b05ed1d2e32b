import { createHash, randomBytes } from 'node:crypto'
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

describe('a database from before the lineage', () => {
  it('tells afterwards what came from what, as if it had been written down all along', async () => {
    const { ownerUrl, owner } = await emptyDatabase()
    const before = (await knownMigrations(root)).find(({ tag }) => tag.startsWith('0002'))
    if (!before) throw new Error('There is no such migration.')
    await migrateTo(owner, root, before)
    const [project, dataset, made, uploaded, trained] = ['a', 'b', 'c', 'd', 'e'].map(
      (n) => `0197a000-0000-7000-8000-0000000000${n}0`,
    )
    const run = (n: number) => `0197a000-0000-7000-8000-00000000002${n}`
    const output = (n: number) => `0197a000-0000-7000-8000-00000000003${n}`
    const blob = (n: number) => String(n).repeat(64)
    await owner.query(`begin; ${organizationAlone};
      insert into people (id, email, name, created_at)
        values ('${person}', 'ana@acme.example', 'Ana', now());
      insert into projects (id, organization_id, slug, name, created_by, created_at)
        values ('${project}', '${organization}', 'jobs', 'Jobs', '${person}', now());
      insert into blobs (sha256, size, created_at)
        values ('${blob(1)}', 1, now()), ('${blob(2)}', 1, now()), ('${blob(3)}', 1, now());
      insert into runs (id, organization_id, project_id, number, state, params, created_by, created_at)
        values ('${run(1)}', '${organization}', '${project}', 1, 'completed', '{}', '${person}', now()),
          ('${run(2)}', '${organization}', '${project}', 2, 'completed', '{}', '${person}', now());
      insert into run_outputs (id, run_id, path, size, sha256, created_at)
        values ('${output(1)}', '${run(1)}', 'm.bin', 1, '${blob(1)}', now()),
          ('${output(2)}', '${run(1)}', 'pets.csv', 1, '${blob(2)}', now()),
          ('${output(3)}', '${run(1)}', 'log.txt', 1, '${blob(3)}', now());
      insert into models (id, organization_id, slug, name, owner_id, created_at, updated_at)
        values ('${model(1)}', '${organization}', 'm', 'M', '${person}', now(), now());
      insert into versions (id, organization_id, model_id, number, manifest_digest, evidence_digest,
          run_id, registered_by, created_at)
        values ('${trained}', '${organization}', '${model(1)}', 1, 'd', 'e', '${run(1)}', '${person}', now());
      insert into version_files (version_id, name, size, sha256)
        values ('${trained}', 'renamed.bin', 1, '${blob(1)}');
      insert into datasets (id, organization_id, slug, created_by, created_at)
        values ('${dataset}', '${organization}', 'pets', '${person}', now());
      insert into dataset_versions (id, organization_id, dataset_id, name, position, manifest_digest,
          run_id, created_by, created_at)
        values ('${made}', '${organization}', '${dataset}', 'made', 1, 'd', '${run(1)}', '${person}', now()),
          ('${uploaded}', '${organization}', '${dataset}', 'uploaded', 2, 'd', null, '${person}', now());
      insert into dataset_version_files (dataset_version_id, name, size, sha256)
        values ('${made}', 'pets.csv', 1, '${blob(2)}'), ('${uploaded}', 'up.csv', 1, '${blob(3)}');
      insert into run_inputs (id, run_id, position, name, kind, uri, resolved, version_id,
          dataset_version_id, output_id)
        values
          (gen_random_uuid(), '${run(2)}', 0, 'm', 'version', 'u', 'r', '${trained}', null, null),
          (gen_random_uuid(), '${run(2)}', 1, 'd', 'dataset_version', 'u', 'r', null, '${made}', null),
          (gen_random_uuid(), '${run(2)}', 2, 'l', 'file', 'u', 'r', null, null, '${output(3)}'),
          (gen_random_uuid(), '${run(2)}', 3, 'x', 'external', 'u', 's3://lake/a/b.csv', null, null, null),
          (gen_random_uuid(), '${run(2)}', 4, 'y', 'external', 'u', 's3://lake/a/b.csv', null, null, null);
      commit`)
    await migrate({ ownerUrl, appRole, root })
    const { rows: outside } = await owner.query(
      'select id, uri, uri_digest, namespace, name from external_data',
    )
    expect(outside).toEqual([
      {
        id: expect.any(String),
        uri: 's3://lake/a/b.csv',
        uri_digest: createHash('sha256').update('s3://lake/a/b.csv').digest('hex'),
        namespace: 's3://lake',
        name: 'a/b.csv',
      },
    ])
    const { rows: sizes } = await owner.query(
      'select name, file_count, size::int from dataset_versions order by name',
    )
    expect(sizes).toEqual([
      { name: 'made', file_count: 1, size: 1 },
      { name: 'uploaded', file_count: 1, size: 1 },
    ])
    const { rows: files } = await owner.query<{ datum_id: string }>(
      `select datum_id from dataset_version_files where name = 'up.csv'`,
    )
    const names = new Map([
      [run(1), 'run 1'],
      [run(2), 'run 2'],
      [output(1), 'm.bin'],
      [output(2), 'pets.csv'],
      [output(3), 'log.txt'],
      [trained, 'm v1'],
      [made, 'pets made'],
      [uploaded, 'pets uploaded'],
      [files[0]?.datum_id, 'up.csv'],
      [outside[0]?.id, 'b.csv'],
    ])
    const { rows } = await owner.query<Record<string, string> & { quiet: boolean }>(
      'select from_kind, from_id, to_kind, to_id, role, quiet from lineage_edges',
    )
    const told = rows.map(
      ({ quiet, role, from_kind, from_id, to_kind, to_id }) =>
        `${from_kind} ${names.get(from_id)} → ${to_kind} ${names.get(to_id)} ${role}${quiet ? ', quiet' : ''}`,
    )
    expect(told.sort()).toEqual([
      'dataset_version pets made → run run 2 input',
      'external_data b.csv → run run 2 input',
      'file log.txt → run run 2 input',
      'file m.bin → version m v1 derived, quiet',
      'file pets.csv → dataset_version pets made derived, quiet',
      'file up.csv → dataset_version pets uploaded derived, quiet',
      'run run 1 → dataset_version pets made registered',
      'run run 1 → file log.txt output',
      'run run 1 → file m.bin output, quiet',
      'run run 1 → file pets.csv output, quiet',
      'run run 1 → version m v1 registered',
      'version m v1 → run run 2 input',
    ])
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
