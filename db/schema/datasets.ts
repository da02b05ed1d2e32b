import { sql } from 'drizzle-orm'
import {
  type AnyPgColumn,
  bigint,
  index,
  integer,
  jsonb,
  pgEnum,
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
    index('datasets_text_index').using('gin', t.slug.op('gin_trgm_ops')),
    index('datasets_tags_index').using('gin', t.tags),
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
    /** Of its files, which never change: lists need not count them. */
    fileCount: integer().notNull().default(0),
    /** Bytes of all of them. */
    size: bigint({ mode: 'number' }).notNull().default(0),
    description: text().notNull().default(''),
    /** The version whose files it began with. */
    previousId: uuid().references((): AnyPgColumn => datasetVersions.id),
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
    /** Its `datum://` identity: that of the run's output, or its own where it was uploaded. */
    datumId: uuid().notNull(),
    /** As they were when the version was made, since it never changes. */
    properties: jsonb().$type<Record<string, Json>>().notNull().default({}),
  },
  (t) => [
    primaryKey({ columns: [t.datasetVersionId, t.name] }),
    index().on(t.sha256),
    index().on(t.datumId),
  ],
)

export const datasetAliases = pgTable(
  'dataset_aliases',
  {
    datasetId: uuid()
      .notNull()
      .references(() => datasets.id),
    name: text().notNull(),
    datasetVersionId: uuid()
      .notNull()
      .references(() => datasetVersions.id),
    updatedAt: instant().notNull(),
  },
  (t) => [primaryKey({ columns: [t.datasetId, t.name] }), index().on(t.datasetVersionId)],
)

/** `datum://<alias>` of a project: a name that points at one file. */
export const datumAliases = pgTable(
  'datum_aliases',
  {
    projectId: uuid()
      .notNull()
      .references(() => projects.id),
    name: text().notNull(),
    datumId: uuid().notNull(),
    updatedAt: instant().notNull(),
  },
  (t) => [primaryKey({ columns: [t.projectId, t.name] }), index().on(t.datumId)],
)

export const aliasKinds = ['model', 'dataset', 'datum'] as const
export const aliasKindEnum = pgEnum('alias_kind', aliasKinds)

/** Where each alias pointed and from when: the history of all of them. */
export const aliasMoves = pgTable(
  'alias_moves',
  {
    id: id(),
    /** Order of the moves, whatever the clock did. */
    seq: bigint({ mode: 'number' }).notNull().generatedAlwaysAsIdentity(),
    organizationId: uuid()
      .notNull()
      .references(() => organizations.id),
    kind: aliasKindEnum().notNull(),
    /** The model, dataset or project that the alias is of. */
    scopeId: uuid().notNull(),
    name: text().notNull(),
    /** The version, dataset version or file; null when it was removed. */
    targetId: uuid(),
    movedBy: uuid().references(() => people.id),
    tokenId: uuid(),
    /** Why. */
    note: text().notNull().default(''),
    /** The event that records it, for its receipt. Null for those from before there were any. */
    eventId: uuid(),
    at: instant().notNull(),
  },
  (t) => [index().on(t.scopeId, t.name, t.seq), index().on(t.scopeId, t.seq)],
)
