import { customType, timestamp, uuid } from 'drizzle-orm/pg-core'

/** A version 7 UUID made by the application, so that index order follows time. */
export const id = () => uuid().primaryKey()

/** UTC instant with millisecond precision. */
export const instant = () => timestamp({ withTimezone: true, precision: 3, mode: 'date' })

export const xid8 = customType<{ data: string; driverData: string }>({ dataType: () => 'xid8' })

export const bytea = customType<{ data: Buffer; driverData: Buffer }>({ dataType: () => 'bytea' })

/** Words as PostgreSQL's text search keeps them. */
export const tsvector = customType<{ data: string; driverData: string }>({
  dataType: () => 'tsvector',
})
