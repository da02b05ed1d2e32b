import { sql } from 'drizzle-orm'
import {
  bigint,
  doublePrecision,
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
import { datasetVersions } from './datasets'
import { blobs } from './files'
import { organizations, people, projects } from './identity'
import { models, versions } from './registry'
import { runs } from './runs'

/** What an index holds of a text that may be long: enough to find by, short enough for a page of it. */
const beginning = (column: unknown) => sql`left(${column}, 200)`

/** The grouping of tracked runs inside a project, as MLflow has it. */
export const experiments = pgTable(
  'experiments',
  {
    id: id(),
    organizationId: uuid()
      .notNull()
      .references(() => organizations.id),
    projectId: uuid()
      .notNull()
      .references(() => projects.id),
    /** Counted within the project; 0 is `Default`, where runs go that name none. */
    number: integer().notNull(),
    /** Unique in the project; a deleted experiment keeps its name. */
    name: text().notNull(),
    createdBy: uuid()
      .notNull()
      .references(() => people.id),
    createdAt: instant().notNull(),
    updatedAt: instant().notNull(),
    deletedAt: instant(),
  },
  (t) => [
    uniqueIndex().on(t.projectId, t.number),
    uniqueIndex().on(t.projectId, t.name),
    index().on(t.projectId, t.createdAt, t.number),
  ],
)

export const experimentTags = pgTable(
  'experiment_tags',
  {
    experimentId: uuid()
      .notNull()
      .references(() => experiments.id),
    key: text().notNull(),
    value: text().notNull(),
  },
  (t) => [primaryKey({ columns: [t.experimentId, t.key] })],
)

export const trackedStatuses = ['RUNNING', 'SCHEDULED', 'FINISHED', 'FAILED', 'KILLED'] as const
export const trackedStatusEnum = pgEnum('tracked_status', trackedStatuses)

/** What an MLflow client says of a run, beside the governed row of it. */
export const trackedRuns = pgTable(
  'tracked_runs',
  {
    runId: uuid()
      .primaryKey()
      .references(() => runs.id),
    organizationId: uuid().notNull(),
    experimentId: uuid()
      .notNull()
      .references(() => experiments.id),
    name: text().notNull(),
    /** Who the client says it is: reported, never trusted. */
    userName: text().notNull().default(''),
    status: trackedStatusEnum().notNull(),
    startTime: instant().notNull(),
    endTime: instant(),
    parentId: uuid().references(() => runs.id),
    deletedAt: instant(),
  },
  (t) => [
    index('tracked_runs_started_index').on(t.experimentId, t.startTime.desc(), t.runId),
    index().on(t.parentId),
  ],
)

/** Parameters as texts, as they are logged; the row of the run has them once it has ended. */
export const runParams = pgTable(
  'run_params',
  {
    runId: uuid()
      .notNull()
      .references(() => runs.id),
    organizationId: uuid().notNull(),
    key: text().notNull(),
    value: text().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.runId, t.key] }),
    index('run_params_value_index').on(t.organizationId, t.key, beginning(t.value), t.runId),
  ],
)

export const runTags = pgTable(
  'run_tags',
  {
    runId: uuid()
      .notNull()
      .references(() => runs.id),
    organizationId: uuid().notNull(),
    key: text().notNull(),
    value: text().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.runId, t.key] }),
    index('run_tags_value_index').on(t.organizationId, t.key, beginning(t.value), t.runId),
  ],
)

/** A dataset as a client described it: where it lies and what it looks like, without its bytes. */
export const loggedDatasets = pgTable(
  'logged_datasets',
  {
    datasetVersionId: uuid()
      .primaryKey()
      .references(() => datasetVersions.id),
    projectId: uuid()
      .notNull()
      .references(() => projects.id),
    name: text().notNull(),
    /** Of the client's own making, at most 36 characters. */
    digest: text().notNull(),
    sourceType: text().notNull(),
    /** JSON as a text, word for word; likewise the schema and the profile. */
    source: text().notNull(),
    schema: text(),
    profile: text(),
  },
  (t) => [uniqueIndex().on(t.projectId, t.name, t.digest)],
)

export const loggedModelStatuses = ['PENDING', 'READY', 'UPLOAD_FAILED'] as const
export const loggedModelStatusEnum = pgEnum('logged_model_status', loggedModelStatuses)

/** A candidate: the model that a run has made, before anyone registers it. */
export const loggedModels = pgTable(
  'logged_models',
  {
    /** `m-` and its 32 hexadecimal digits are the id that clients know. */
    id: id(),
    organizationId: uuid()
      .notNull()
      .references(() => organizations.id),
    experimentId: uuid()
      .notNull()
      .references(() => experiments.id),
    runId: uuid().references(() => runs.id),
    name: text().notNull(),
    modelType: text().notNull().default(''),
    status: loggedModelStatusEnum().notNull(),
    statusMessage: text(),
    params: jsonb().$type<Record<string, string>>().notNull().default({}),
    tags: jsonb().$type<Record<string, string>>().notNull().default({}),
    createdBy: uuid()
      .notNull()
      .references(() => people.id),
    tokenId: uuid(),
    createdAt: instant().notNull(),
    updatedAt: instant().notNull(),
    deletedAt: instant(),
  },
  (t) => [
    index('logged_models_created_index').on(t.experimentId, t.createdAt.desc(), t.id),
    index().on(t.runId),
  ],
)

/** The latest value per key and dataset that was measured of a candidate. */
export const loggedModelMetrics = pgTable(
  'logged_model_metrics',
  {
    modelId: uuid()
      .notNull()
      .references(() => loggedModels.id),
    key: text().notNull(),
    /** Empty where it was measured on no dataset in particular; likewise the digest. */
    datasetName: text().notNull().default(''),
    datasetDigest: text().notNull().default(''),
    value: doublePrecision().notNull(),
    step: doublePrecision().notNull(),
    time: instant().notNull(),
    runId: uuid()
      .notNull()
      .references(() => runs.id),
  },
  (t) => [primaryKey({ columns: [t.modelId, t.key, t.datasetName, t.datasetDigest] })],
)

/** The files of a candidate. They may change until a version is made, which copies the rows. */
export const loggedModelFiles = pgTable(
  'logged_model_files',
  {
    modelId: uuid()
      .notNull()
      .references(() => loggedModels.id),
    path: text().notNull(),
    size: bigint({ mode: 'number' }).notNull(),
    sha256: text()
      .notNull()
      .references(() => blobs.sha256),
    createdAt: instant().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.modelId, t.path] }),
    index('logged_model_files_bytes_index').on(t.modelId, sql`"path" collate "C"`),
    index().on(t.sha256),
  ],
)

export const runModelRoles = ['input', 'output'] as const
export const runModelRoleEnum = pgEnum('run_model_role', runModelRoles)

/** The candidates that a run took or made. */
export const runModels = pgTable(
  'run_models',
  {
    runId: uuid()
      .notNull()
      .references(() => runs.id),
    modelId: uuid()
      .notNull()
      .references(() => loggedModels.id),
    role: runModelRoleEnum().notNull(),
    step: bigint({ mode: 'number' }).notNull().default(0),
  },
  (t) => [primaryKey({ columns: [t.runId, t.modelId, t.role] }), index().on(t.modelId)],
)

/** What a client said a version was made of, word for word, and what the hub took that for. */
export const versionOrigins = pgTable(
  'version_origins',
  {
    versionId: uuid()
      .primaryKey()
      .references(() => versions.id),
    organizationId: uuid().notNull(),
    source: text().notNull(),
    /** The id of a run, which may be one of another server. */
    runRef: text().notNull().default(''),
    runLink: text().notNull().default(''),
    loggedModelId: uuid().references(() => loggedModels.id),
    /** The version that it is a copy of. */
    fromVersionId: uuid().references(() => versions.id),
    /** What its `MLmodel` and the files of its environment say: lib/tracking/mlmodel.ts. */
    mlmodel: jsonb().$type<Json>(),
  },
  (t) => [
    index('version_origins_source_index').on(t.organizationId, beginning(t.source), t.versionId),
    index('version_origins_run_index').on(t.organizationId, t.runRef, t.versionId),
    index().on(t.loggedModelId),
    index().on(t.fromVersionId),
  ],
)

/** Tags that have a value; those without one are the labels in `models.tags`. */
export const modelTags = pgTable(
  'model_tags',
  {
    modelId: uuid()
      .notNull()
      .references(() => models.id),
    organizationId: uuid().notNull(),
    key: text().notNull(),
    value: text().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.modelId, t.key] }),
    index('model_tags_value_index').on(t.organizationId, t.key, beginning(t.value), t.modelId),
  ],
)

/** Likewise of a version. */
export const versionTags = pgTable(
  'version_tags',
  {
    versionId: uuid()
      .notNull()
      .references(() => versions.id),
    organizationId: uuid().notNull(),
    key: text().notNull(),
    value: text().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.versionId, t.key] }),
    index('version_tags_value_index').on(t.organizationId, t.key, beginning(t.value), t.versionId),
  ],
)

/** A large file on its way in parts, each sent to an address that is a secret of its own. */
export const multipartUploads = pgTable(
  'multipart_uploads',
  {
    id: id(),
    organizationId: uuid()
      .notNull()
      .references(() => organizations.id),
    /** Where the file goes: the path below the artifact root. Who sends its parts shows a secret with this hash. */
    path: text().notNull(),
    hash: text().notNull().unique(),
    parts: integer().notNull(),
    createdBy: uuid()
      .notNull()
      .references(() => people.id),
    tokenId: uuid(),
    createdAt: instant().notNull(),
  },
  (t) => [index().on(t.createdAt)],
)

export const multipartParts = pgTable(
  'multipart_parts',
  {
    uploadId: uuid()
      .notNull()
      .references(() => multipartUploads.id),
    number: integer().notNull(),
    size: bigint({ mode: 'number' }).notNull(),
    sha256: text()
      .notNull()
      .references(() => blobs.sha256),
  },
  (t) => [primaryKey({ columns: [t.uploadId, t.number] }), index().on(t.sha256)],
)
