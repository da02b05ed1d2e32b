import { is, type SQL, sql } from 'drizzle-orm'
import { getTableConfig, type PgColumn, PgTable } from 'drizzle-orm/pg-core'
import * as tables from '@/db/schema/tables'

/** Every column that holds a blob: each has a foreign key to `blobs`, so that a new one counts by itself. */
export const blobReferences: PgColumn[] = Object.values(tables)
  .filter((table) => is(table, PgTable))
  .flatMap((table) => getTableConfig(table).foreignKeys)
  .map((key) => key.reference())
  .filter(({ foreignTable }) => foreignTable === tables.blobs)
  .flatMap(({ columns }) => columns)

/** Whether nothing holds the row of `blobs` that the statement looks at. */
export function isUnreferenced(): SQL {
  const holds = blobReferences.map(
    (column) =>
      sql`exists (select 1 from ${column.table} where ${column} = ${tables.blobs.sha256})`,
  )
  return sql`not (${sql.join(holds, sql` or `)})`
}
