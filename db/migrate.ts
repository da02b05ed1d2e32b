import { join } from 'node:path'
import { sql } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/node-postgres'
import { migrate as runMigrations } from 'drizzle-orm/node-postgres/migrator'
import { connect } from './connection'
import { guardHash, guardSql } from './guard'

// Any fixed number: every replica that starts takes the same lock.
const migrationLock = 70_616_462

export interface Migration {
  ownerUrl: string
  /** The application role; null when the owner serves requests itself. */
  appRole: string | null
  /** The folder that holds `db/migrations`. */
  root: string
}

/** Brings the schema, the guard and the grants up to date; replicas that start together take turns. */
export async function migrate({ ownerUrl, appRole, root }: Migration): Promise<void> {
  const client = connect(ownerUrl, { max: 1, applicationName: 'model-hub migrate' })
  try {
    const db = drizzle(client, { casing: 'snake_case' })
    await db.execute(sql`select pg_advisory_lock(${migrationLock})`)
    await runMigrations(db, { migrationsFolder: join(root, 'db/migrations') })
    const hash = guardHash(appRole)
    const {
      rows: [current],
    } = await db.execute<{ value: string }>(sql`select value from hub_meta where key = 'guard'`)
    if (current?.value === hash) return
    await db.transaction(async (tx) => {
      await tx.execute(sql.raw(guardSql(appRole)))
      await tx.execute(sql`insert into hub_meta (key, value) values ('guard', ${hash})
        on conflict (key) do update set value = excluded.value, updated_at = now()`)
    })
  } finally {
    await client.end()
  }
}
