import {
  bigint,
  boolean,
  index,
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
import { organizations, people } from './identity'
import { runStateEnum } from './runs'

/**
 * `external_run` and `external_data` were reported by other systems, or lie outside the hub; callers see
 * them as a run and as a file or dataset version.
 */
export const nodeKinds = [
  'file',
  'dataset_version',
  'run',
  'version',
  'deployment_revision',
  'external_data',
  'external_run',
] as const
export const nodeKindEnum = pgEnum('node_kind', nodeKinds)

export const edgeRoles = ['input', 'output', 'registered', 'deployed', 'derived'] as const
export const edgeRoleEnum = pgEnum('edge_role', edgeRoles)

/** What came from what; `from → to` follows the data. Ids are unique over all kinds. */
export const lineageEdges = pgTable(
  'lineage_edges',
  {
    organizationId: uuid()
      .notNull()
      .references(() => organizations.id),
    fromKind: nodeKindEnum().notNull(),
    fromId: uuid().notNull(),
    toKind: nodeKindEnum().notNull(),
    toId: uuid().notNull(),
    role: edgeRoleEnum().notNull(),
    /**
     * About a file that its own run registered as part of something: the run leads there directly, so only
     * who asks for that file is told.
     */
    quiet: boolean().notNull().default(false),
    createdAt: instant().notNull(),
  },
  (t) => [primaryKey({ columns: [t.fromId, t.toId, t.role] }), index().on(t.toId, t.fromId)],
)

/** Data that the hub does not hold: an address that a run read, or a dataset that another system named. */
export const externalData = pgTable(
  'external_data',
  {
    id: id(),
    organizationId: uuid()
      .notNull()
      .references(() => organizations.id),
    /** In which secrets are hidden. */
    uri: text().notNull(),
    /** SHA-256 (hex) of the URI, which may be longer than an index takes. */
    uriDigest: text().notNull(),
    namespace: text().notNull(),
    name: text().notNull(),
    /** The label of its version, where it was given one. */
    version: text().notNull().default(''),
    facets: jsonb().$type<Record<string, Json>>().notNull().default({}),
    createdAt: instant().notNull(),
    updatedAt: instant().notNull(),
  },
  (t) => [
    uniqueIndex().on(t.organizationId, t.uriDigest),
    index().on(t.organizationId, t.updatedAt, t.id),
    index('external_data_text_index').using('gin', t.uri.op('gin_trgm_ops')),
  ],
)

/** A job of another system, such as a task of an Airflow DAG. */
export const externalJobs = pgTable(
  'external_jobs',
  {
    id: id(),
    organizationId: uuid()
      .notNull()
      .references(() => organizations.id),
    namespace: text().notNull(),
    name: text().notNull(),
    /** SHA-256 (hex) of namespace and name. */
    key: text().notNull(),
    facets: jsonb().$type<Record<string, Json>>().notNull().default({}),
    createdAt: instant().notNull(),
    updatedAt: instant().notNull(),
  },
  (t) => [
    uniqueIndex().on(t.organizationId, t.key),
    index().on(t.organizationId, t.updatedAt, t.id),
    index('external_jobs_text_index').using(
      'gin',
      t.namespace.op('gin_trgm_ops'),
      t.name.op('gin_trgm_ops'),
    ),
  ],
)

export const externalRuns = pgTable(
  'external_runs',
  {
    id: id(),
    organizationId: uuid()
      .notNull()
      .references(() => organizations.id),
    jobId: uuid()
      .notNull()
      .references(() => externalJobs.id),
    /** The identity that the other system gave it. */
    runId: text().notNull(),
    /** That of the run it is a part of. */
    parentRunId: text(),
    state: runStateEnum().notNull(),
    startedAt: instant(),
    endedAt: instant(),
    /** Time of the latest event. */
    eventAt: instant().notNull(),
    facets: jsonb().$type<Record<string, Json>>().notNull().default({}),
    createdAt: instant().notNull(),
  },
  (t) => [
    uniqueIndex().on(t.organizationId, t.runId),
    index().on(t.jobId, t.eventAt, t.id),
    index().on(t.organizationId, t.eventAt, t.id),
    index().on(t.organizationId, t.parentRunId),
  ],
)

/** Events as they came, secrets hidden; kept for a while to look things up in. */
export const lineageEvents = pgTable(
  'lineage_events',
  {
    id: id(),
    organizationId: uuid()
      .notNull()
      .references(() => organizations.id),
    /** SHA-256 (hex) of the body: the same event again is no event. */
    digest: text().notNull(),
    externalRunId: uuid().references(() => externalRuns.id),
    body: jsonb().$type<Json>().notNull(),
    size: bigint({ mode: 'number' }).notNull(),
    /** What about it does not follow the specification. */
    warnings: text().array().notNull(),
    receivedAt: instant().notNull(),
  },
  (t) => [
    uniqueIndex().on(t.organizationId, t.digest),
    index().on(t.externalRunId, t.receivedAt),
    index().on(t.receivedAt),
  ],
)

/** Data that turned out to be bad; everything made of it bears a warning until it is lifted. */
export const recalls = pgTable(
  'recalls',
  {
    id: id(),
    organizationId: uuid()
      .notNull()
      .references(() => organizations.id),
    kind: nodeKindEnum().notNull(),
    subjectId: uuid().notNull(),
    uri: text().notNull(),
    reason: text().notNull(),
    createdBy: uuid()
      .notNull()
      .references(() => people.id),
    tokenId: uuid(),
    createdAt: instant().notNull(),
    liftedAt: instant(),
    liftedBy: uuid().references(() => people.id),
    liftReason: text(),
  },
  (t) => [index().on(t.subjectId), index().on(t.organizationId, t.createdAt, t.id)],
)

/** What a recall reaches, the recalled thing itself too; grows with the lineage. */
export const recallEffects = pgTable(
  'recall_effects',
  {
    recallId: uuid()
      .notNull()
      .references(() => recalls.id),
    kind: nodeKindEnum().notNull(),
    nodeId: uuid().notNull(),
    at: instant().notNull(),
  },
  (t) => [primaryKey({ columns: [t.recallId, t.nodeId] }), index().on(t.nodeId)],
)
