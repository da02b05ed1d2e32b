import { sql } from 'drizzle-orm'
import {
  type AnyPgColumn,
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
import { id, instant } from './columns'
import { blobs } from './files'
import { organizations, people, projects } from './identity'
import { lifeColumns } from './life'
import { runs } from './runs'

export const states = ['pending', 'approved', 'rejected'] as const
export const stateEnum = pgEnum('approval_state', states)

export const accessModes = ['organization', 'restricted'] as const
export const accessModeEnum = pgEnum('access_mode', accessModes)

export const verdicts = ['approve', 'reject', 'withdraw'] as const
export const verdictEnum = pgEnum('verdict', verdicts)

export const models = pgTable(
  'models',
  {
    id: id(),
    organizationId: uuid()
      .notNull()
      .references(() => organizations.id),
    slug: text().notNull(),
    name: text().notNull(),
    /** What MLflow clients call it, letter for letter; null: its slug. Free again once the model is deleted. */
    registeredName: text(),
    /** The model card as one Markdown text, made of the blocks of its last revision. */
    description: text().notNull().default(''),
    /** The number of the card's last revision; 0 before the first. */
    cardRevision: integer().notNull().default(0),
    accessMode: accessModeEnum().notNull().default('organization'),
    ...lifeColumns(),
    tags: text().array().notNull().default(sql`'{}'`),
    ownerId: uuid()
      .notNull()
      .references(() => people.id),
    /** The highest version number given out; numbers are never reused. */
    versionCount: integer().notNull().default(0),
    /** The live version with the highest number, and the highest approved one. A trigger of the database keeps them. */
    newestVersionId: uuid(),
    latestVersionId: uuid(),
    createdAt: instant().notNull(),
    updatedAt: instant().notNull(),
  },
  (t) => [
    uniqueIndex().on(t.organizationId, t.slug),
    uniqueIndex('models_registered_name_index')
      .on(t.organizationId, sql`coalesce(${t.registeredName}, ${t.slug})`)
      .where(sql`${t.life} <> 'deleted'`),
    index().on(t.organizationId, t.updatedAt, t.id),
    index().on(t.organizationId, t.createdAt, t.id),
    index().on(t.organizationId, t.name, t.id),
    index().on(t.ownerId),
    index().on(t.newestVersionId),
    index().on(t.latestVersionId),
    index('models_archived_index')
      .on(t.organizationId, t.updatedAt, t.id)
      .where(sql`${t.life} = 'archived'`),
    index('models_text_index').using('gin', t.name.op('gin_trgm_ops'), t.slug.op('gin_trgm_ops')),
    index('models_tags_index').using('gin', t.tags),
    index('models_deleted_index')
      .on(t.organizationId, t.deletedAt, t.id)
      .where(sql`${t.life} = 'deleted' and ${t.purgedAt} is null`),
  ],
)

/** Slugs that a model once had; they still lead to it. */
export const modelRedirects = pgTable(
  'model_redirects',
  {
    organizationId: uuid()
      .notNull()
      .references(() => organizations.id),
    slug: text().notNull(),
    modelId: uuid()
      .notNull()
      .references(() => models.id),
  },
  (t) => [primaryKey({ columns: [t.organizationId, t.slug] })],
)

export const modelProjects = pgTable(
  'model_projects',
  {
    modelId: uuid()
      .notNull()
      .references(() => models.id),
    projectId: uuid()
      .notNull()
      .references(() => projects.id),
  },
  (t) => [primaryKey({ columns: [t.modelId, t.projectId] }), index().on(t.projectId)],
)

export const versions = pgTable(
  'versions',
  {
    id: id(),
    organizationId: uuid()
      .notNull()
      .references(() => organizations.id),
    modelId: uuid()
      .notNull()
      .references((): AnyPgColumn => models.id),
    number: integer().notNull(),
    state: stateEnum().notNull().default('pending'),
    ...lifeColumns(),
    /** SHA-256 (hex) of the RFC 8785 manifest. */
    manifestDigest: text().notNull(),
    /** SHA-256 (hex) of what a decision binds; a decision with another value is stale. */
    evidenceDigest: text().notNull(),
    note: text().notNull().default(''),
    tags: text().array().notNull().default(sql`'{}'`),
    runId: uuid().references((): AnyPgColumn => runs.id),
    /** The person behind whoever registered it, for four eyes. */
    registeredBy: uuid()
      .notNull()
      .references(() => people.id),
    registeredByToken: uuid(),
    /** The person whose run made it: equally barred from deciding. */
    runBy: uuid().references(() => people.id),
    /**
     * Who made the tokens by which it was registered and its run made, and who made what it is a copy of, where
     * that is nobody of these.
     */
    tokensBy: uuid().array().notNull().default(sql`'{}'`),
    createdAt: instant().notNull(),
    decidedAt: instant(),
    /** Until when its approval lasts; null: for ever, or none. */
    validUntil: instant(),
    /** When the log was told that the approval has expired. */
    expiredAt: instant(),
  },
  (t) => [
    uniqueIndex().on(t.modelId, t.number),
    index('versions_valid_index')
      .on(t.organizationId, t.validUntil, t.id)
      .where(sql`${t.validUntil} is not null and ${t.state} = 'approved'`),
    index().on(t.modelId, t.state, t.number),
    index().on(t.organizationId, t.createdAt, t.id),
    index().on(t.organizationId, t.decidedAt, t.id),
    // When it last changed, as MLflow clients sort by it: lib/tracking/versions.ts.
    index('versions_touched_index').on(
      t.organizationId,
      sql`greatest(${t.createdAt}, ${t.decidedAt}) desc`,
      t.id,
    ),
    index().on(t.organizationId, t.state, t.createdAt, t.id),
    index().on(t.organizationId, t.registeredBy, t.createdAt, t.id),
    index('versions_tags_index').using('gin', t.tags),
    index('versions_pending_index')
      .on(t.organizationId, t.createdAt, t.id)
      .where(sql`${t.state} = 'pending' and ${t.life} = 'live'`),
    index().on(t.runId),
    index('versions_deleted_index')
      .on(t.organizationId, t.deletedAt, t.id)
      .where(sql`${t.life} = 'deleted' and ${t.purgedAt} is null`),
  ],
)

export const versionFiles = pgTable(
  'version_files',
  {
    versionId: uuid()
      .notNull()
      .references(() => versions.id),
    name: text().notNull(),
    size: bigint({ mode: 'number' }).notNull(),
    sha256: text()
      .notNull()
      .references(() => blobs.sha256),
  },
  (t) => [primaryKey({ columns: [t.versionId, t.name] }), index().on(t.sha256)],
)

export const versionMetrics = pgTable(
  'version_metrics',
  {
    versionId: uuid()
      .notNull()
      .references(() => versions.id),
    /** That of the version, so that one index finds what an organization measured. */
    organizationId: uuid().notNull(),
    key: text().notNull(),
    /** NaN and the infinities are kept as such. */
    value: doublePrecision().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.versionId, t.key] }),
    index().on(t.organizationId, t.key, t.value, t.versionId),
  ],
)

export const versionParams = pgTable(
  'version_params',
  {
    versionId: uuid()
      .notNull()
      .references(() => versions.id),
    /** That of the version, as for metrics. */
    organizationId: uuid().notNull(),
    key: text().notNull(),
    value: jsonb().$type<Json>().notNull(),
    /** The value as a number, where it is one. */
    number: doublePrecision().generatedAlwaysAs(
      sql`case when jsonb_typeof(value) = 'number' then value::double precision end`,
    ),
    /** The beginning of the value as text, for equality. */
    word: text().generatedAlwaysAs(sql`left(value #>> '{}', 100)`),
  },
  (t) => [
    primaryKey({ columns: [t.versionId, t.key] }),
    index().on(t.organizationId, t.key, t.number, t.versionId),
    index().on(t.organizationId, t.key, t.word, t.versionId),
  ],
)

export const decisions = pgTable(
  'decisions',
  {
    id: id(),
    organizationId: uuid()
      .notNull()
      .references(() => organizations.id),
    versionId: uuid()
      .notNull()
      .references(() => versions.id),
    verdict: verdictEnum().notNull(),
    /** Four eyes and counts go by person, whatever token was used. */
    personId: uuid()
      .notNull()
      .references(() => people.id),
    tokenId: uuid(),
    note: text().notNull().default(''),
    manifestDigest: text().notNull(),
    /** That of the version then: another one now makes the decision stale. */
    evidenceDigest: text().notNull(),
    /** The same with the sections of the card that were required: all that the decision binds. */
    boundDigest: text(),
    /** SHA-256 (hex) of each section of the card that was required, by category. */
    cardSections: jsonb().$type<Record<string, string>>(),
    /** When one of these sections, or the evidence, became another; the decision is stale since then. */
    cardChangedAt: instant(),
    override: boolean().notNull().default(false),
    /** The revisions of policies that applied, most specific last. */
    policy: jsonb().$type<Json>(),
    /** What each gate saw and said. */
    checks: jsonb().$type<Json>(),
    /** Until when the approval lasts. */
    validUntil: instant(),
    /** The teams whose approval it counted for. */
    teamIds: uuid().array().notNull().default(sql`'{}'`),
    /** The event that records it, for its receipt. Null for those from before there were any. */
    eventId: uuid(),
    at: instant().notNull(),
  },
  (t) => [
    index().on(t.versionId, t.at),
    index().on(t.organizationId, t.personId, t.at),
    index('decisions_changed_index')
      .on(t.organizationId, t.cardChangedAt)
      .where(sql`${t.cardChangedAt} is not null`),
  ],
)

export const aliases = pgTable(
  'aliases',
  {
    modelId: uuid()
      .notNull()
      .references(() => models.id),
    name: text().notNull(),
    versionId: uuid().notNull(),
    updatedAt: instant().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.modelId, t.name] }),
    foreignKey({ columns: [t.versionId], foreignColumns: [versions.id] }),
    index().on(t.versionId),
    index().on(t.name),
  ],
)

/** Uses outside runs, folded per principal, version and hour. */
export const versionUses = pgTable(
  'version_uses',
  {
    principalId: uuid().notNull(),
    versionId: uuid()
      .notNull()
      .references(() => versions.id),
    hour: instant().notNull(),
    count: bigint({ mode: 'number' }).notNull().default(1),
    /** Set once the hour's total has been written as an event. */
    closedAt: instant(),
  },
  (t) => [
    primaryKey({ columns: [t.principalId, t.versionId, t.hour] }),
    index('version_uses_open_index').on(t.hour).where(sql`${t.closedAt} is null`),
    index('version_uses_closed_index').on(t.closedAt).where(sql`${t.closedAt} is not null`),
    index().on(t.versionId),
  ],
)
