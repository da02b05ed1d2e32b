import { sql } from 'drizzle-orm'
import {
  type AnyPgColumn,
  bigint,
  boolean,
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
import { bytea, id, instant } from './columns'
import { datasetVersions } from './datasets'
import { blobs } from './files'
import { organizations, people, projects } from './identity'
import { versions } from './registry'

export const runStates = ['queued', 'running', 'completed', 'error', 'stopped'] as const
export const runStateEnum = pgEnum('run_state', runStates)

export const inputKinds = ['version', 'dataset_version', 'file', 'external'] as const
export const inputKindEnum = pgEnum('input_kind', inputKinds)

export interface Commit {
  id: string
  branch?: string | undefined
  dirty?: boolean | undefined
  remote?: string | undefined
}

export interface Package {
  name: string
  version: string
}

export interface Alert {
  code: string
  message: string
}

/** The step as the runner read it, so that the run can be made again. */
export interface RunDefinition {
  /** Path of the valohai.yaml inside the code. */
  yaml?: string | undefined
  /** The step's own part of it. */
  step?: { [key: string]: Json } | undefined
}

export const groupKinds = ['task', 'pipeline'] as const
export const groupKindEnum = pgEnum('group_kind', groupKinds)

/** A node of a pipeline, or the sweep of a task, as it was started. */
export interface GroupPlan {
  parameters?: { [key: string]: Json } | undefined
  nodes?: { name: string; type: string; step: string }[] | undefined
  edges?: { from: string; to: string; kind: string }[] | undefined
}

/** Runs that were started together: a task is one step many times, a pipeline is several steps in order. */
export const runGroups = pgTable(
  'run_groups',
  {
    id: id(),
    organizationId: uuid()
      .notNull()
      .references(() => organizations.id),
    projectId: uuid()
      .notNull()
      .references(() => projects.id),
    /** Counted within the project, tasks and pipelines together. */
    number: integer().notNull(),
    kind: groupKindEnum().notNull(),
    name: text().notNull(),
    state: runStateEnum().notNull(),
    plan: jsonb().$type<GroupPlan>().notNull().default({}),
    /** The pipeline that a task is a node of. */
    parentId: uuid().references((): AnyPgColumn => runGroups.id),
    node: text(),
    createdBy: uuid()
      .notNull()
      .references(() => people.id),
    tokenId: uuid(),
    createdAt: instant().notNull(),
    finishedAt: instant(),
  },
  (t) => [
    uniqueIndex().on(t.projectId, t.number),
    index().on(t.organizationId, t.createdAt, t.id),
    index().on(t.projectId, t.createdAt, t.id),
    index().on(t.parentId),
  ],
)

export const runs = pgTable(
  'runs',
  {
    id: id(),
    organizationId: uuid()
      .notNull()
      .references(() => organizations.id),
    projectId: uuid()
      .notNull()
      .references(() => projects.id),
    number: integer().notNull(),
    step: text(),
    command: text(),
    state: runStateEnum().notNull(),
    commit: jsonb().$type<Commit>(),
    image: text(),
    packages: jsonb().$type<Package[]>(),
    params: jsonb().$type<Record<string, Json>>().notNull(),
    exitCode: integer(),
    alerts: jsonb().$type<Alert[]>().notNull().default([]),
    tags: text().array().notNull().default(sql`'{}'`),
    definition: jsonb().$type<RunDefinition>(),
    /** Ad-hoc code: an archive of the folder that the step ran in. */
    codeSha256: text().references(() => blobs.sha256),
    groupId: uuid().references((): AnyPgColumn => runGroups.id),
    /** Its node, in a pipeline. */
    node: text(),
    /** The run whose record this one followed. */
    reproducesId: uuid().references((): AnyPgColumn => runs.id),
    stopRequestedAt: instant(),
    stopRequestedBy: uuid(),
    createdBy: uuid()
      .notNull()
      .references(() => people.id),
    tokenId: uuid(),
    createdAt: instant().notNull(),
    finishedAt: instant(),
  },
  (t) => [
    uniqueIndex().on(t.projectId, t.number),
    index().on(t.organizationId, t.createdAt, t.id),
    index().on(t.organizationId, t.state, t.createdAt, t.id),
    index().on(t.organizationId, t.step, t.createdAt, t.id),
    index().on(t.organizationId, t.createdBy, t.createdAt, t.id),
    index('runs_alerts_index')
      .on(t.organizationId, t.createdAt, t.id)
      .where(sql`jsonb_array_length(alerts) > 0`),
    index().on(t.projectId, t.createdAt, t.id),
    index('runs_tags_index').using('gin', t.tags),
    // What a search looks through: lib/runs/filter.ts.
    index('runs_text_index').using(
      'gin',
      sql`(coalesce(step, '') || ' ' || left(coalesce(command, ''), 1000) || ' ' || coalesce(commit ->> 'id', '')) gin_trgm_ops`,
    ),
    index().on(t.groupId),
    index().on(t.reproducesId),
    index().on(t.codeSha256),
  ],
)

export const runInputs = pgTable(
  'run_inputs',
  {
    id: id(),
    runId: uuid()
      .notNull()
      .references(() => runs.id),
    position: integer().notNull(),
    name: text().notNull(),
    kind: inputKindEnum().notNull(),
    /** What was asked, word for word. */
    uri: text().notNull(),
    /** What it meant when the run was made, pinned by digest. */
    resolved: text().notNull(),
    digest: text(),
    versionId: uuid().references((): AnyPgColumn => versions.id),
    datasetVersionId: uuid().references((): AnyPgColumn => datasetVersions.id),
    outputId: uuid().references((): AnyPgColumn => runOutputs.id),
    /** A file of a dataset version that no run made; null where `output_id` says which. */
    datumId: uuid(),
    /** What a client said of this use of it, such as the context that it was used in. */
    tags: jsonb().$type<Record<string, string>>(),
    /** When it was recorded, where that was not when the run was made. */
    recordedAt: instant(),
  },
  (t) => [
    index().on(t.datumId),
    uniqueIndex().on(t.runId, t.position),
    index().on(t.versionId),
    index().on(t.datasetVersionId),
    index().on(t.outputId),
  ],
)

/** A file made by a run; its id is the `datum://` identity of the file. */
export const runOutputs = pgTable(
  'run_outputs',
  {
    id: id(),
    runId: uuid()
      .notNull()
      .references(() => runs.id),
    path: text().notNull(),
    size: bigint({ mode: 'number' }).notNull(),
    sha256: text()
      .notNull()
      .references(() => blobs.sha256),
    properties: jsonb().$type<Record<string, Json>>().notNull().default({}),
    createdAt: instant().notNull(),
  },
  (t) => [
    uniqueIndex().on(t.runId, t.path),
    // What lies in a folder is a range of bytes.
    index('run_outputs_bytes_index').on(t.runId, sql`"path" collate "C"`),
    index().on(t.sha256),
  ],
)

/** What changes while a run reports: kept apart from the governed row of the run. */
export const runProgress = pgTable(
  'run_progress',
  {
    runId: uuid()
      .primaryKey()
      .references(() => runs.id),
    heartbeatAt: instant().notNull(),
    logBytes: bigint({ mode: 'number' }).notNull().default(0),
    finished: boolean().notNull().default(false),
    /** How long nothing may be heard of it before it is given up: a client of another kind sends no heartbeat. */
    patienceMinutes: integer().notNull().default(15),
    /** What the job says it is doing. */
    statusDetail: text(),
  },
  (t) => [index().on(t.finished, t.heartbeatAt)],
)

export const runMetrics = pgTable(
  'run_metrics',
  {
    runId: uuid()
      .notNull()
      .references(() => runs.id),
    seq: bigint({ mode: 'number' }).notNull().generatedAlwaysAsIdentity(),
    key: text().notNull(),
    step: doublePrecision(),
    time: instant().notNull(),
    /** Numbers, with NaN and the infinities; null for words and booleans. */
    value: doublePrecision(),
    word: text(),
    /** The same value at the same step and time is one point, however often it is sent. */
    once: boolean().notNull().default(false),
  },
  (t) => [
    primaryKey({ columns: [t.runId, t.key, t.seq] }),
    // In the order of its history, so that a page of it is a stretch of this index.
    uniqueIndex('run_metrics_once_index')
      .on(t.runId, t.key, t.time, t.step, t.value)
      .where(sql`${t.once}`),
  ],
)

/** The latest value per key: a run's summary without reading its history. */
export const runSummaries = pgTable(
  'run_summaries',
  {
    runId: uuid()
      .notNull()
      .references(() => runs.id),
    key: text().notNull(),
    step: doublePrecision(),
    time: instant().notNull(),
    value: doublePrecision(),
    word: text(),
    points: bigint({ mode: 'number' }).notNull(),
  },
  (t) => [primaryKey({ columns: [t.runId, t.key] })],
)

export const runLogs = pgTable(
  'run_logs',
  {
    runId: uuid()
      .notNull()
      .references(() => runs.id),
    /** Byte offset of this chunk in the whole log. */
    offset: bigint({ mode: 'number' }).notNull(),
    bytes: bytea().notNull(),
  },
  (t) => [primaryKey({ columns: [t.runId, t.offset] })],
)
