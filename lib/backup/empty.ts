import type { PoolClient } from 'pg'
import { applicationNames } from '@/db/client'
import { tableClasses } from '@/db/table-classes'
import { BackupProblem } from './problem'
import { quoted } from './tables'

const governed = Object.entries(tableClasses)
  .filter(([, kind]) => kind === 'governed' || kind === 'append')
  .map(([name]) => name)

/**
 * Throws `BackupProblem` unless a backup may be restored into this database: nothing in it, or a hub that
 * was started and never used, and no hub at work on it.
 */
export async function requireEmpty(client: PoolClient): Promise<void> {
  const encoding = await client.query<{ server_encoding: string }>('show server_encoding')
  if (encoding.rows[0]?.server_encoding !== 'UTF8')
    throw new BackupProblem('The database must have the encoding UTF8. Make another one.')
  const { rows: guests } = await client.query(
    `select 1 from pg_stat_activity where datname = current_database()
     and application_name = any($1)`,
    [Object.values(applicationNames)],
  )
  if (guests.length > 0)
    throw new BackupProblem('A hub is at work on this database. Stop it, then restore.')
  const tables = await tablesOf(client)
  const strange = tables.find((name) => !Object.hasOwn(tableClasses, name))
  if (strange)
    throw new BackupProblem(
      `The database holds a table ${strange}, which is not the hub's. Restore into a database of its own.`,
    )
  for (const name of tables.filter((table) => governed.includes(table))) {
    const { rows } = await client.query(`select 1 from ${quoted(name)} limit 1`)
    if (rows.length > 0)
      throw new BackupProblem(
        `This hub is not empty: its table ${name} has rows. Restore into a new HUB_DATA_DIR or a new database; nothing is overwritten.`,
      )
  }
}

/** Takes away what an unused hub made in the database, so that any schema can be made. */
export async function emptyDatabase(client: PoolClient): Promise<void> {
  const tables = await tablesOf(client)
  if (tables.length > 0) await client.query(`drop table ${tables.map(quoted).join(', ')} cascade`)
  const { rows: types } = await client.query<{ name: string }>(
    `select t.oid::regtype::text as name from pg_type t
     where t.typnamespace = 'public'::regnamespace and t.typtype = 'e'
       and not exists (select 1 from pg_depend d where d.objid = t.oid and d.deptype = 'e')`,
  )
  for (const { name } of types) await client.query(`drop type ${name}`)
  await client.query('drop function if exists hub_require_event(), hub_refuse()')
  await client.query('drop schema if exists drizzle cascade')
}

async function tablesOf(client: PoolClient): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    `select relname::text as name from pg_class
     where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')`,
  )
  return rows.map(({ name }) => name)
}
