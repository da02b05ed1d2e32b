import { bigint, index, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core'
import { instant } from './columns'
import { organizations } from './identity'

/** One row per distinct content; the bytes lie in the blob store under the same digest. */
export const blobs = pgTable('blobs', {
  sha256: text().primaryKey(),
  size: bigint({ mode: 'number' }).notNull(),
  createdAt: instant().notNull(),
})

/** Who brought which bytes: for a day the uploader may name a digest that nothing holds yet. */
export const blobUploads = pgTable(
  'blob_uploads',
  {
    sha256: text()
      .notNull()
      .references(() => blobs.sha256),
    organizationId: uuid()
      .notNull()
      .references(() => organizations.id),
    principalId: uuid().notNull(),
    at: instant().notNull(),
  },
  (t) => [primaryKey({ columns: [t.sha256, t.organizationId, t.principalId] }), index().on(t.at)],
)
