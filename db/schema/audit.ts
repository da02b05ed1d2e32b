import { sql } from 'drizzle-orm'
import {
  bigint,
  index,
  integer,
  pgEnum,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core'
import { bytea, id, instant, xid8 } from './columns'

export const vias = [
  'web',
  'api',
  'mlflow',
  'huggingface',
  'openlineage',
  'ofrep',
  'worker',
  'host',
] as const
export const viaEnum = pgEnum('via', vias)

export const outcomes = ['done', 'refused'] as const
export const outcomeEnum = pgEnum('outcome', outcomes)

export const actorKinds = ['person', 'token', 'service_account', 'system'] as const
export const actorKindEnum = pgEnum('actor_kind', actorKinds)

/**
 * One row per governed change and per refusal; insert-only. No foreign keys: a record outlives what
 * it describes. Every column beside `body` repeats a part of it, to filter by.
 */
export const auditEvents = pgTable(
  'audit_events',
  {
    id: id(),
    /** Order of insertion, for paging; a place in the sealed log is given later, elsewhere. */
    seq: bigint({ mode: 'number' }).notNull().generatedAlwaysAsIdentity(),
    /** Null: the log `system`. */
    organizationId: uuid(),
    at: instant().notNull(),
    actorId: uuid(),
    actorKind: actorKindEnum().notNull(),
    /** The person behind a token. */
    onBehalfOf: uuid(),
    via: viaEnum().notNull(),
    action: text().notNull(),
    subjectKind: text().notNull(),
    subjectId: uuid(),
    subjectUri: text().notNull(),
    modelId: uuid(),
    projectId: uuid(),
    outcome: outcomeEnum().notNull(),
    requestId: text().notNull(),
    /** The exact RFC 8785 JSON text of the event. */
    body: text().notNull(),
    /** The transaction that wrote it: the guard looks here. */
    txid: xid8().notNull().default(sql`pg_current_xact_id()`),
  },
  (t) => [
    index().on(t.txid),
    index().on(t.organizationId, t.seq),
    index().on(t.modelId, t.seq),
    index().on(t.subjectId, t.seq),
    index().on(t.organizationId, t.actorId, t.seq),
    index().on(t.organizationId, t.action, t.seq),
    index().on(t.organizationId, t.via, t.seq),
    index().on(t.organizationId, t.at),
    // What happened to a thing is found by its URI, and to all in it by how that begins.
    index('audit_events_subject_uri_index').on(
      t.organizationId,
      t.subjectUri.op('text_pattern_ops'),
      t.seq,
    ),
    index('audit_events_project_index')
      .on(t.projectId, t.seq)
      .where(sql`${t.projectId} is not null`),
    index('audit_events_behind_index')
      .on(t.organizationId, t.onBehalfOf, t.seq)
      .where(sql`${t.onBehalfOf} is not null`),
    index('audit_events_refused_index')
      .on(t.organizationId, t.seq)
      .where(sql`${t.outcome} = 'refused'`),
    // A version that is in use has a great many events, and few of them are told beside what people say of it.
    index('audit_events_version_index')
      .on(t.subjectId, t.at, t.id)
      .where(sql`${t.action} in ('version.update', 'version.archive', 'version.restore')`),
  ],
)

/** Personal data of an event. The event holds only a salted digest, so erasing a row breaks no proof. */
export const auditOrigins = pgTable('audit_origins', {
  eventId: uuid().primaryKey(),
  salt: text().notNull(),
  ip: text(),
  userAgent: text(),
  client: text(),
})

/**
 * The logs of the hub: one per organization, whose id it has, and one of the hub itself (`systemLog`). The
 * frontier saves the sequencer from reading the whole tree; the leaves alone say what is in it.
 */
export const auditLogs = pgTable('audit_logs', {
  logId: uuid().primaryKey(),
  /** The name on its checkpoints, `<public host>/<log id>`; it stays when the hub moves. */
  origin: text().notNull(),
  size: bigint({ mode: 'number' }).notNull().default(0),
  /** The hashes of the complete subtrees that the tree is made of, largest first, 32 bytes each. */
  frontier: bytea().notNull(),
  sealedAt: instant(),
})

/** Events that are not in their log yet. */
export const auditPending = pgTable(
  'audit_pending',
  {
    eventId: uuid().primaryKey(),
    logId: uuid().notNull(),
    seq: bigint({ mode: 'number' }).notNull(),
  },
  (t) => [index().on(t.seq)],
)

/** The place of an event in its log, given for ever: RFC 6962 leaf hash over the bytes of the body. */
export const auditLeaves = pgTable(
  'audit_leaves',
  {
    logId: uuid().notNull(),
    index: bigint({ mode: 'number' }).notNull(),
    eventId: uuid().notNull(),
    hash: bytea().notNull(),
  },
  (t) => [primaryKey({ columns: [t.logId, t.index] }), uniqueIndex().on(t.eventId)],
)

/** Hashes of complete subtrees of 2^8, 2^16 and 2^24 leaves, so that a proof reads few rows. */
export const auditNodes = pgTable(
  'audit_nodes',
  {
    logId: uuid().notNull(),
    height: integer().notNull(),
    index: bigint({ mode: 'number' }).notNull(),
    hash: bytea().notNull(),
  },
  (t) => [primaryKey({ columns: [t.logId, t.height, t.index] })],
)

/** Signed notes (C2SP tlog-checkpoint) of the tree as it grew. */
export const auditCheckpoints = pgTable(
  'audit_checkpoints',
  {
    logId: uuid().notNull(),
    size: bigint({ mode: 'number' }).notNull(),
    root: bytea().notNull(),
    /** The whole signed note. */
    note: text().notNull(),
    at: instant().notNull(),
  },
  (t) => [primaryKey({ columns: [t.logId, t.size] })],
)
