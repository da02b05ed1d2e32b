import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { connect } from '@/db/connection'
import { guardSql } from '@/db/guard'
import { tableClasses } from '@/db/table-classes'
import { createModel } from '../models/create'
import { type TestHub, type TestOrganization, testHub } from '../testing/hub'
import { modelOf } from '../testing/registry'

let hub: TestHub
let acme: TestOrganization

beforeAll(async () => {
  hub = await testHub()
  acme = await hub.organization()
})
afterAll(() => hub.close())

/** Runs SQL as the role that serves requests. */
async function asApp(statement: string): Promise<unknown> {
  const app = connect(hub.appUrl, { max: 1 })
  try {
    return await app.query(statement)
  } finally {
    await app.end()
  }
}

describe('the list of table classes', () => {
  it('names every table of the database and no other', async () => {
    const { rows } = await hub.database.read.execute<{ name: string }>(
      sql`select table_name as name from information_schema.tables where table_schema = 'public'
        and table_type = 'BASE TABLE'`,
    )
    expect(rows.map(({ name }) => name).sort()).toEqual(Object.keys(tableClasses).sort())
  })
})

describe('the database itself', () => {
  it('refuses a governed change that leaves no event', async () => {
    await modelOf(acme.as('contributor'), acme.slug, 'guarded')
    await expect(asApp(`update models set name = 'other' where slug = 'guarded'`)).rejects.toThrow(
      'A change of models has no audit event in its transaction.',
    )
    await expect(asApp(`delete from role_grants`)).rejects.toThrow('has no audit event')
    const {
      rows: [model],
    } = await hub.database.read.execute<{ name: string }>(
      sql`select name from models where slug = 'guarded'`,
    )
    expect(model?.name).toBe('guarded')
  })

  it('is not taken in by a temporary table that poses as the log', async () => {
    await modelOf(acme.as('contributor'), acme.slug, 'posed')
    const posing = `create temporary table audit_events (txid xid8);
      insert into audit_events values (pg_current_xact_id());
      update models set name = 'other' where slug = 'posed'`
    const owner = connect(hub.ownerUrl, { max: 1 })
    await owner.query(
      `do $$ begin execute format('grant temporary on database %I to public', current_database()); end $$`,
    )
    await expect(asApp(posing)).rejects.toThrow('A change of models has no audit event')
    // What the start of a hub does to a database whose owner it is.
    await owner.query(guardSql('hub_app'))
    await owner.end()
    await expect(asApp(posing)).rejects.toThrow('permission denied to create temporary tables')
  })

  it('refuses to change, delete or empty the record', async () => {
    for (const statement of [
      `update audit_events set action = 'x'`,
      `delete from audit_events`,
      `truncate audit_events`,
    ])
      await expect(asApp(statement)).rejects.toThrow(/permission denied|is refused/)
  })

  it('refuses it to the owner of the tables, too', async () => {
    const owner = connect(hub.ownerUrl, { max: 1 })
    await expect(owner.query(`update audit_events set action = 'x'`)).rejects.toThrow('is refused')
    await expect(owner.query(`truncate audit_events`)).rejects.toThrow('is refused')
    await owner.end()
  })

  it('gives the serving role no way around its triggers', async () => {
    await expect(asApp(`alter table models disable trigger all`)).rejects.toThrow('must be owner')
    await expect(asApp(`set session_replication_role = replica`)).rejects.toThrow(
      'permission denied',
    )
  })

  it('keeps readers from writing', async () => {
    await expect(
      hub.database.read.execute(sql`insert into hub_meta (key, value) values ('x', 'y')`),
    ).rejects.toMatchObject({ cause: { message: expect.stringContaining('read-only') } })
  })
})

describe('an event', () => {
  it('holds ids but no name, address or IP, and its text is canonical', async () => {
    await createModel(acme.as('contributor'), { org: acme.slug, name: 'Plain', slug: 'plain' })
    const event = (await acme.events()).find(({ subject }) => subject.uri === 'model://plain/')
    expect(event).toMatchObject({
      action: 'model.create',
      actor: { id: acme.personId('contributor'), kind: 'person' },
      via: 'web',
      before: null,
      after: { slug: 'plain' },
    })
    const text = JSON.stringify(event)
    expect(text).not.toContain('192.0.2.7')
    expect(text).not.toContain('Ana')
    expect(text).not.toContain('@')
  })
})
