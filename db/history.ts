import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { readMigrationFiles } from 'drizzle-orm/migrator'

/** One migration: its name, and the time by which a database remembers it. */
export interface Migrated {
  tag: string
  /** Milliseconds. */
  when: number
}

/** What runs SQL: a pool, a connection, or either of them behind Drizzle's back. */
export interface Queries {
  query<R extends object>(text: string, values?: unknown[]): Promise<{ rows: R[] }>
}

/** A newer hub has migrated the database; the message says which. */
export class NewerDatabase extends Error {
  override name = 'NewerDatabase'
  readonly expected = true
}

/** The migrations that the program in `root` knows, oldest first. */
export async function knownMigrations(root: string): Promise<Migrated[]> {
  const text = await readFile(join(root, 'db/migrations/meta/_journal.json'), 'utf8')
  const { entries }: { entries: Migrated[] } = JSON.parse(text)
  return entries.map(({ tag, when }) => ({ tag, when }))
}

/** When the migrations were made that the database has had, oldest first; none for an empty one. */
export async function appliedMigrations(db: Queries): Promise<number[]> {
  const { rows } = await db.query<{ found: boolean }>(
    `select to_regclass('drizzle.__drizzle_migrations') is not null as found`,
  )
  if (!rows[0]?.found) return []
  const applied = await db.query<{ created_at: string }>(
    'select created_at from drizzle.__drizzle_migrations order by created_at',
  )
  return applied.rows.map(({ created_at }) => Number(created_at))
}

/**
 * The last migration that the database has had; null for an empty one.
 * @throws NewerDatabase where it has had one that the program in `root` does not know
 */
export async function schemaOf(db: Queries, root: string): Promise<Migrated | null> {
  const known = await knownMigrations(root)
  const applied = await appliedMigrations(db)
  if (applied.every((when) => known.some((one) => one.when === when)))
    return known.filter(({ when }) => applied.includes(when)).at(-1) ?? null
  const { rows } = await db.query<{ value: string }>(
    `select value from hub_meta where key = 'release'`,
  )
  const other = rows[0] ? `by Model Hub ${rows[0].value}` : 'by a newer Model Hub'
  throw new NewerDatabase(
    `This database was migrated ${other}, and this program knows its schema only up to ${known.at(-1)?.tag}. A database never goes back: install that version or a newer one, or restore a backup that this version made.`,
  )
}

/** Makes the schema of an empty database as it was after one migration, as Drizzle does and remembers it. */
export async function migrateTo(db: Queries, root: string, last: Migrated): Promise<void> {
  await db.query('create schema if not exists drizzle')
  await db.query(
    'create table drizzle.__drizzle_migrations (id serial primary key, hash text not null, created_at bigint)',
  )
  for (const one of readMigrationFiles({ migrationsFolder: join(root, 'db/migrations') })) {
    if (one.folderMillis > last.when) continue
    for (const statement of one.sql) await db.query(statement)
    const row = [one.hash, one.folderMillis]
    await db.query(
      'insert into drizzle.__drizzle_migrations (hash, created_at) values ($1, $2)',
      row,
    )
  }
}
