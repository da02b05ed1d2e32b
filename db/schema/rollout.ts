import { sql } from 'drizzle-orm'
import {
  bigint,
  boolean,
  doublePrecision,
  foreignKey,
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
import { grantScopeEnum, organizations, people, projects } from './identity'
import { lifeEnum } from './life'
import { models, stateEnum, versions } from './registry'

/**
 * What a version was from when on, for questions about a time that is past. The database itself adds a row
 * with each change of state or life, with the time of the event beside it.
 */
export const versionChanges = pgTable(
  'version_changes',
  {
    /** Order of the changes, whatever the clock did. */
    seq: bigint({ mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    versionId: uuid()
      .notNull()
      .references(() => versions.id),
    modelId: uuid().notNull(),
    number: integer().notNull(),
    state: stateEnum().notNull(),
    life: lifeEnum().notNull(),
    at: instant().notNull(),
  },
  (t) => [
    index().on(t.versionId, t.seq),
    index().on(t.modelId, t.at),
    // With the time, so that what came later is passed over without a look at its row.
    index('version_changes_approved_index')
      .on(t.modelId, t.number, t.at)
      .where(sql`${t.state} = 'approved' and ${t.life} = 'live'`),
  ],
)

/** A name under which applications ask which version serves them; its slug is the key of the flag. */
export const deployments = pgTable(
  'deployments',
  {
    id: id(),
    organizationId: uuid()
      .notNull()
      .references(() => organizations.id),
    projectId: uuid()
      .notNull()
      .references(() => projects.id),
    slug: text().notNull(),
    description: text().notNull().default(''),
    /** Where it serves, in the words of the organization: staging, production. */
    target: text().notNull(),
    /** Whether a new revision is made when what a variant was asked by (`latest`, an alias) moves. */
    follows: boolean().notNull().default(false),
    /** Mixed into the bucket of each key: another one deals all keys anew. */
    salt: text().notNull(),
    /** The number of its newest revision, which is in force; 0 before the first. */
    revision: integer().notNull().default(0),
    /** Null before the first. */
    currentRevisionId: uuid(),
    /** Why the last attempt to follow came to nothing; null where it did not. */
    followProblem: text(),
    /** Out of the lists; only what serves nothing is. */
    archivedAt: instant(),
    createdBy: uuid().references(() => people.id),
    createdAt: instant().notNull(),
    updatedAt: instant().notNull(),
  },
  (t) => [
    uniqueIndex().on(t.organizationId, t.slug),
    index().on(t.organizationId, t.updatedAt, t.id),
    index().on(t.projectId, t.updatedAt, t.id),
    index().on(t.currentRevisionId),
  ],
)

export const revisionKinds = ['revise', 'rollback', 'follow', 'stop'] as const
export const revisionKindEnum = pgEnum('revision_kind', revisionKinds)

/** A traffic split, for ever as it was made. One without variants serves nothing. */
export const deploymentRevisions = pgTable(
  'deployment_revisions',
  {
    id: id(),
    organizationId: uuid()
      .notNull()
      .references(() => organizations.id),
    deploymentId: uuid()
      .notNull()
      .references(() => deployments.id),
    number: integer().notNull(),
    kind: revisionKindEnum().notNull(),
    /** Of a rollback: the number of the revision that it repeats. */
    rolledBackTo: integer(),
    target: text().notNull(),
    salt: text().notNull(),
    note: text().notNull().default(''),
    /** The versions in it that were not approved then, by a policy that lets them. */
    unapproved: uuid().array().notNull().default(sql`'{}'`),
    /** Null: the hub itself, which followed. */
    madeBy: uuid().references(() => people.id),
    tokenId: uuid(),
    eventId: uuid().notNull(),
    createdAt: instant().notNull(),
  },
  (t) => [
    uniqueIndex().on(t.deploymentId, t.number),
    index().on(t.deploymentId, t.createdAt),
    index().on(t.organizationId, t.createdAt, t.id),
  ],
)

/** One version of a split, pinned to its digest, with its part of the traffic. */
export const deploymentVariants = pgTable(
  'deployment_variants',
  {
    revisionId: uuid()
      .notNull()
      .references(() => deploymentRevisions.id),
    /** The order in which buckets are dealt. */
    position: integer().notNull(),
    name: text().notNull(),
    /** As it was asked for, which following goes by: `model://churn/latest`. */
    asked: text().notNull(),
    modelId: uuid()
      .notNull()
      .references(() => models.id),
    versionId: uuid()
      .notNull()
      .references(() => versions.id),
    /** SHA-256 (hex) of the manifest. */
    digest: text().notNull(),
    /** Percent; those of a revision sum to 100. */
    weight: integer().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.revisionId, t.position] }),
    uniqueIndex().on(t.revisionId, t.name),
    index().on(t.versionId),
    index().on(t.modelId),
  ],
)

/** What serves now: the variants of the revisions in force. */
export const servingVersions = pgTable(
  'serving_versions',
  {
    deploymentId: uuid()
      .notNull()
      .references(() => deployments.id),
    versionId: uuid()
      .notNull()
      .references(() => versions.id),
    modelId: uuid()
      .notNull()
      .references(() => models.id),
    /** Percent, over all variants with this version. */
    weight: integer().notNull(),
    /** Since when it is served there without a break. */
    since: instant().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.deploymentId, t.versionId] }),
    index().on(t.versionId),
    index().on(t.modelId),
  ],
)

/** How often each variant was given out, per hour. */
export const deploymentAssignments = pgTable(
  'deployment_assignments',
  {
    revisionId: uuid()
      .notNull()
      .references(() => deploymentRevisions.id),
    variant: text().notNull(),
    hour: instant().notNull(),
    count: bigint({ mode: 'number' }).notNull(),
  },
  (t) => [primaryKey({ columns: [t.revisionId, t.variant, t.hour] })],
)

/** What callers saw come of each variant, per hour, as sums: enough for a mean and how sure it is. */
export const deploymentObservations = pgTable(
  'deployment_observations',
  {
    deploymentId: uuid()
      .notNull()
      .references(() => deployments.id),
    revisionId: uuid()
      .notNull()
      .references(() => deploymentRevisions.id),
    variant: text().notNull(),
    metric: text().notNull(),
    hour: instant().notNull(),
    count: bigint({ mode: 'number' }).notNull(),
    sum: doublePrecision().notNull(),
    squares: doublePrecision().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.revisionId, t.metric, t.variant, t.hour] }),
    index().on(t.deploymentId, t.metric, t.hour),
  ],
)

/** Batches of observations that were taken, so that one that is sent again counts once. */
export const observationBatches = pgTable(
  'observation_batches',
  {
    deploymentId: uuid()
      .notNull()
      .references(() => deployments.id),
    batch: text().notNull(),
    /** SHA-256 (hex) of what it held. */
    digest: text().notNull(),
    at: instant().notNull(),
  },
  (t) => [primaryKey({ columns: [t.deploymentId, t.batch] }), index().on(t.at)],
)

/**
 * What happened and is still to be told, written in the transaction in which it happened: for webhooks, for
 * notifications and for deployments that follow. Read in order, and taken out once it is dealt out.
 */
export const outbox = pgTable(
  'outbox',
  {
    seq: bigint({ mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    /** The id under which it is told: that of its audit event where it has one. */
    id: uuid().notNull(),
    organizationId: uuid().notNull(),
    /** The action of the event, or what the database itself noticed: `model.latest`, `token.expiring`. */
    what: text().notNull(),
    /** What it is told in the order of: the model, else the dataset, run or deployment. */
    orderKey: uuid().notNull(),
    modelId: uuid(),
    projectId: uuid(),
    /** Of what has no event: what it says. */
    body: jsonb().$type<Json>(),
    at: instant().notNull(),
    /** Who was told already, where others could not be: each is told once. */
    told: text().array().notNull().default(sql`'{}'`),
    /** Why it could not be dealt out to the rest. It is set aside then, and tried again later. */
    problem: text(),
    tries: integer().notNull().default(0),
    /** When it is tried again. */
    retryAt: instant(),
  },
  (t) => [index().on(t.id), index().on(t.retryAt).where(sql`${t.problem} is not null`)],
)

/**
 * What was told last of what `latest` means, of models that a policy excludes versions of: those that the
 * hub compares. Of all others the database itself tells each change of the highest approved version.
 */
export const latestTold = pgTable('latest_told', {
  modelId: uuid().primaryKey(),
  /** Null: none. */
  versionId: uuid(),
})

export const webhookFormats = ['cloudevents', 'slack', 'github'] as const
export const webhookFormatEnum = pgEnum('webhook_format', webhookFormats)

/** Where events of an organization, a project or a model are sent. */
export const webhooks = pgTable(
  'webhooks',
  {
    id: id(),
    organizationId: uuid()
      .notNull()
      .references(() => organizations.id),
    scopeKind: grantScopeEnum().notNull(),
    scopeId: uuid().notNull(),
    name: text().notNull(),
    url: text().notNull(),
    /** Which kinds of events; none: all of them. */
    events: text().array().notNull().default(sql`'{}'`),
    format: webhookFormatEnum().notNull().default('cloudevents'),
    /** Of the format `github`: what `repository_dispatch` calls it. */
    eventType: text(),
    /** The signing secret, encrypted by the key of the hub. */
    secret: bytea().notNull(),
    /** The one before, with which messages are signed as well until then. */
    previousSecret: bytea(),
    previousUntil: instant(),
    /** The value of an `Authorization` header, encrypted the same. */
    authorization: bytea(),
    /** Set while it takes nothing. */
    pausedAt: instant(),
    pauseReason: text(),
    createdBy: uuid()
      .notNull()
      .references(() => people.id),
    createdAt: instant().notNull(),
    updatedAt: instant().notNull(),
    removedAt: instant(),
  },
  (t) => [
    index('webhooks_scope_index')
      .on(t.organizationId, t.scopeId)
      .where(sql`${t.removedAt} is null`),
  ],
)

export const deliveryStates = ['waiting', 'delivered', 'failed'] as const
export const deliveryStateEnum = pgEnum('delivery_state', deliveryStates)

/** One message to one webhook; the same bytes at each attempt. */
export const webhookDeliveries = pgTable(
  'webhook_deliveries',
  {
    id: id(),
    seq: bigint({ mode: 'number' }).notNull().generatedAlwaysAsIdentity(),
    webhookId: uuid()
      .notNull()
      .references(() => webhooks.id),
    organizationId: uuid().notNull(),
    /** The `webhook-id`: the same for every webhook that is told, and at each attempt. */
    messageId: uuid().notNull(),
    /** Such as `version.created`. */
    type: text().notNull(),
    subject: text().notNull(),
    orderKey: uuid().notNull(),
    body: text().notNull(),
    state: deliveryStateEnum().notNull().default('waiting'),
    attempts: integer().notNull().default(0),
    /** When it is tried next. */
    nextAt: instant().notNull(),
    /** Whoever sends it has it until then. */
    claimedUntil: instant(),
    createdAt: instant().notNull(),
    endedAt: instant(),
  },
  (t) => [
    uniqueIndex().on(t.webhookId, t.messageId),
    index().on(t.webhookId, t.seq),
    index().on(t.createdAt),
    index('webhook_deliveries_due_index')
      .on(t.webhookId, t.nextAt)
      .where(sql`${t.state} = 'waiting'`),
    index('webhook_deliveries_order_index')
      .on(t.webhookId, t.orderKey, t.seq)
      .where(sql`${t.state} = 'waiting'`),
  ],
)

export const webhookAttempts = pgTable(
  'webhook_attempts',
  {
    deliveryId: uuid().notNull(),
    number: integer().notNull(),
    at: instant().notNull(),
    ms: integer().notNull(),
    /** Null where there was no answer. */
    status: integer(),
    /** Why it counts as failed; null where it was taken. */
    problem: text(),
    /** The beginning of the answer. */
    response: text().notNull().default(''),
  },
  (t) => [
    primaryKey({ columns: [t.deliveryId, t.number] }),
    foreignKey({ columns: [t.deliveryId], foreignColumns: [webhookDeliveries.id] }).onDelete(
      'cascade',
    ),
  ],
)

/** What a person is told, in their inbox. */
export const notifications = pgTable(
  'notifications',
  {
    id: id(),
    personId: uuid()
      .notNull()
      .references(() => people.id),
    organizationId: uuid()
      .notNull()
      .references(() => organizations.id),
    kind: text().notNull(),
    /** What it comes of: the same tells nobody twice. */
    causeId: uuid().notNull(),
    subject: text().notNull(),
    modelId: uuid(),
    /** Who did it, as in the event; null: the hub. */
    actorId: uuid(),
    actorKind: text(),
    body: jsonb().$type<Json>().notNull(),
    createdAt: instant().notNull(),
    readAt: instant(),
  },
  (t) => [
    uniqueIndex().on(t.personId, t.causeId, t.kind),
    index().on(t.personId, t.createdAt, t.id),
    index('notifications_unread_index').on(t.personId).where(sql`${t.readAt} is null`),
    index().on(t.createdAt),
  ],
)

/** Messages that wait to be mailed, or were. */
export const mails = pgTable(
  'mails',
  {
    id: id(),
    personId: uuid()
      .notNull()
      .references(() => people.id),
    notificationId: uuid().references(() => notifications.id, { onDelete: 'cascade' }),
    attempts: integer().notNull().default(0),
    nextAt: instant().notNull(),
    claimedUntil: instant(),
    createdAt: instant().notNull(),
    /** When it was handed over, or given up. */
    endedAt: instant(),
    problem: text(),
  },
  (t) => [
    index('mails_due_index').on(t.nextAt).where(sql`${t.endedAt} is null`),
    index().on(t.createdAt),
    index().on(t.notificationId),
  ],
)

/** Tokens whose end was announced, so that it is announced once. */
export const tokenWarnings = pgTable('token_warnings', {
  tokenId: uuid().primaryKey(),
  at: instant().notNull(),
})
