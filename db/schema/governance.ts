import { sql } from 'drizzle-orm'
import {
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
import { grantScopeEnum, organizations, people, teams } from './identity'
import { versions } from './registry'

/** Where a policy is set, and its newest revision; that of a model is read with the model. */
export const policies = pgTable(
  'policies',
  {
    /** The organization, project or model. */
    scopeId: uuid().primaryKey(),
    organizationId: uuid()
      .notNull()
      .references(() => organizations.id),
    scopeKind: grantScopeEnum().notNull(),
    revision: integer().notNull(),
    /** The rules of that revision, as `PolicyRules` writes them. */
    rules: jsonb().$type<Json>().notNull(),
  },
  (t) => [index().on(t.organizationId)],
)

/** What a policy said and when; a revision never changes. */
export const policyRevisions = pgTable(
  'policy_revisions',
  {
    scopeId: uuid()
      .notNull()
      .references(() => policies.scopeId),
    number: integer().notNull(),
    organizationId: uuid().notNull(),
    rules: jsonb().$type<Json>().notNull(),
    /** SHA-256 (hex) of the RFC 8785 JSON of the rules. */
    digest: text().notNull(),
    note: text().notNull().default(''),
    setBy: uuid().references(() => people.id),
    tokenId: uuid(),
    createdAt: instant().notNull(),
  },
  (t) => [primaryKey({ columns: [t.scopeId, t.number] })],
)

/** Someone, or a team, is asked to decide on a version. */
export const reviewRequests = pgTable(
  'review_requests',
  {
    id: id(),
    organizationId: uuid()
      .notNull()
      .references(() => organizations.id),
    versionId: uuid()
      .notNull()
      .references(() => versions.id),
    requestedBy: uuid()
      .notNull()
      .references(() => people.id),
    tokenId: uuid(),
    personId: uuid().references(() => people.id),
    teamId: uuid().references(() => teams.id),
    note: text().notNull().default(''),
    createdAt: instant().notNull(),
    /** Set when it is taken back, or when what was asked for was done. */
    closedAt: instant(),
  },
  (t) => [
    index().on(t.versionId),
    uniqueIndex('review_requests_open_person_index')
      .on(t.versionId, t.personId)
      .where(sql`${t.closedAt} is null and ${t.personId} is not null`),
    uniqueIndex('review_requests_open_team_index')
      .on(t.versionId, t.teamId)
      .where(sql`${t.closedAt} is null and ${t.teamId} is not null`),
    index('review_requests_person_index').on(t.personId).where(sql`${t.closedAt} is null`),
    index('review_requests_team_index').on(t.teamId).where(sql`${t.closedAt} is null`),
    index().on(t.organizationId, t.requestedBy, t.createdAt),
  ],
)
