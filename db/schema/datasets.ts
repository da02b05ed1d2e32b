import { sql } from 'drizzle-orm'
import {
  bigint,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core'
import type { Json } from '../json'
import { id, instant } from './columns'
import { blobs } from './files'
import { organizations, people, projects } from './identity'
import { lifeColumns } from './life'
import { runs } from './runs'

export const datasets = pgTable(
  'datasets',
  {
    id: id(),
    organizationId: uuid()
      .notNull()
      .references(() => organizations.id),
    slug: text().notNull(),
    description: text().notNull().default(''),
    tags: text().array().notNull().default(sql`'{}'`),
    properties: jsonb().$type<Record<string, Json>>().notNull().default({}),
    versionCount: integer().notNull().default(0),
    createdBy: uuid()
      .notNull()
      .references(() => people.id),
    createdAt: instant().notNull(),
    ...lifeColumns(),
  },
  (t) => [
    uniqueIndex().on(t.organizationId, t.slug),
    index().on(t.organizationId, t.createdAt, t.id),
    index('datasets_deleted_index')
      .on(t.organizationId, t.deletedAt, t.id)
      .where(sql`${t.life} = 'deleted' and ${t.purgedAt} is null`),
  ],
)

export const datasetProjects = pgTable(
  'dataset_projects',
  {
    datasetId: uuid()
      .notNull()
      .references(() => datasets.id),
    projectId: uuid()
      .notNull()
      .references(() => projects.id),
  },
  (t) => [primaryKey({ columns: [t.datasetId, t.projectId] }), index().on(t.projectId)],
)

export const datasetVersions = pgTable(
  'dataset_versions',
  {
    id: id(),
    organizationId: uuid()
      .notNull()
      .references(() => organizations.id),
    datasetId: uuid()
      .notNull()
      .references(() => datasets.id),
    /** Free text without a slash, unique in the dataset. */
    name: text().notNull(),
    /** Order of making; `latest` is the highest. */
    position: integer().notNull(),
    manifestDigest: text().notNull(),
    tags: text().array().notNull().default(sql`'{}'`),
    properties: jsonb().$type<Record<string, Json>>().notNull().default({}),
    runId: uuid().references(() => runs.id),
    createdBy: uuid()
      .notNull()
      .references(() => people.id),
    tokenId: uuid(),
    createdAt: instant().notNull(),
  },
  (t) => [
    uniqueIndex().on(t.datasetId, t.name),
    uniqueIndex().on(t.datasetId, t.position),
    index().on(t.runId),
  ],
)

export const datasetVersionFiles = pgTable(
  'dataset_version_files',
  {
    datasetVersionId: uuid()
      .notNull()
      .references(() => datasetVersions.id),
    name: text().notNull(),
    size: bigint({ mode: 'number' }).notNull(),
    sha256: text()
      .notNull()
      .references(() => blobs.sha256),
  },
  (t) => [primaryKey({ columns: [t.datasetVersionId, t.name] }), index().on(t.sha256)],
)
