import { sql } from 'drizzle-orm'
import { bigint, index, pgEnum, pgTable, text, uuid } from 'drizzle-orm/pg-core'
import { id, instant, xid8 } from './columns'

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
    index().on(t.organizationId, t.at),
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
