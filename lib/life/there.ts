import { type SQL, sql } from 'drizzle-orm'

type Lived = 'models' | 'projects' | 'datasets' | 'v' | 'p' | 'd'

/**
 * The condition under which a row is there at all, for SQL that names its tables itself: what is deleted,
 * or belongs to something deleted, is for nobody. `there('v', 'models')`.
 */
export function there(...tables: [Lived, ...Lived[]]): SQL {
  return sql.raw(tables.map((table) => `${table}.life <> 'deleted'`).join(' and '))
}
