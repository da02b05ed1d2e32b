import { join } from 'node:path'
import { drizzle } from 'drizzle-orm/node-postgres'
import { migrate as runMigrations } from 'drizzle-orm/node-postgres/migrator'
import { connect } from './connection'
import { guardHash, guardSql } from './guard'
import { appliedMigrations, knownMigrations, schemaOf } from './history'
import { release } from './release'

/** Any fixed number: every replica that starts takes the same lock. */
export const migrationLock = 70_616_462

export interface Migration {
  ownerUrl: string
  /** The application role; null when the owner serves requests itself. */
  appRole: string | null
  /** The folder that holds `db/migrations`. */
  root: string
}

/**
 * Brings the schema, the guard and the grants up to date; replicas that start together take turns.
 * @throws NewerDatabase where a newer hub has been at work
 */
export async function migrate({ ownerUrl, appRole, root }: Migration): Promise<void> {
  const pool = connect(ownerUrl, { max: 1, applicationName: 'model-hub migrate' })
  const note = (key: string, value: string) =>
    pool.query(
      `insert into hub_meta (key, value) values ($1, $2)
       on conflict (key) do update set value = excluded.value, updated_at = now()`,
      [key, value],
    )
  try {
    await pool.query('select pg_advisory_lock($1)', [migrationLock])
    const before = await schemaOf(pool, root)
    await runMigrations(drizzle(pool), { migrationsFolder: join(root, 'db/migrations') })
    // Drizzle passes over one that is older than the last it ran, as two branches may leave it.
    const applied = await appliedMigrations(pool)
    const known = await knownMigrations(root)
    const missed = known.find(({ when }) => !applied.includes(when))
    if (missed) throw new Error(`The migration ${missed.tag} is older than one before it.`)
    if (before?.tag !== known.at(-1)?.tag) await note('release', release.version)

    const hash = guardHash(appRole)
    const { rows } = await pool.query<{ value: string }>(
      `select value from hub_meta where key = 'guard'`,
    )
    if (rows[0]?.value === hash) return
    await pool.query('begin')
    await pool.query(guardSql(appRole))
    await note('guard', hash)
    await pool.query('commit')
  } finally {
    await pool.end()
  }
}
