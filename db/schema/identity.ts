import { sql } from 'drizzle-orm'
import {
  boolean,
  index,
  integer,
  pgEnum,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core'
import { id, instant } from './columns'
import { lifeColumns } from './life'

export const roles = [
  'reader',
  'contributor',
  'maintainer',
  'admin',
  'approver',
  'auditor',
] as const
export const roleEnum = pgEnum('role', roles)

export const scopes = ['read', 'write', 'decide', 'admin'] as const
export const scopeEnum = pgEnum('token_scope', scopes)

export const principalKindEnum = pgEnum('principal_kind', ['person', 'team', 'service_account'])
export const grantScopeEnum = pgEnum('grant_scope', ['organization', 'project', 'model'])

export const organizations = pgTable('organizations', {
  id: id(),
  slug: text().notNull().unique(),
  name: text().notNull(),
  /** Off only where one person works alone; the choice is an event. */
  fourEyes: boolean().notNull().default(true),
  createdAt: instant().notNull(),
})

export const people = pgTable('people', {
  id: id(),
  /** Lower case; one person may belong to several organizations. */
  email: text().notNull().unique(),
  name: text().notNull(),
  passwordHash: text(),
  /** The organization whose admin was told the password made up for them; null once it is their own. */
  passwordKnownTo: uuid().references(() => organizations.id),
  createdAt: instant().notNull(),
})

export const members = pgTable(
  'members',
  {
    organizationId: uuid()
      .notNull()
      .references(() => organizations.id),
    personId: uuid()
      .notNull()
      .references(() => people.id),
    createdAt: instant().notNull(),
    /** Set instead of deleting, so that history keeps its names. */
    removedAt: instant(),
  },
  (t) => [primaryKey({ columns: [t.organizationId, t.personId] }), index().on(t.personId)],
)

export const roleGrants = pgTable(
  'role_grants',
  {
    id: id(),
    organizationId: uuid()
      .notNull()
      .references(() => organizations.id),
    principalKind: principalKindEnum().notNull(),
    principalId: uuid().notNull(),
    scopeKind: grantScopeEnum().notNull(),
    scopeId: uuid().notNull(),
    role: roleEnum().notNull(),
    createdAt: instant().notNull(),
  },
  (t) => [
    uniqueIndex().on(t.principalId, t.scopeId, t.role),
    index().on(t.organizationId, t.principalId),
    index().on(t.scopeId),
  ],
)

export const sessions = pgTable(
  'sessions',
  {
    id: id(),
    /** SHA-256 (hex) of the opaque cookie value. */
    hash: text().notNull().unique(),
    personId: uuid()
      .notNull()
      .references(() => people.id),
    createdAt: instant().notNull(),
    lastSeenAt: instant().notNull(),
    expiresAt: instant().notNull(),
    ip: text(),
    userAgent: text(),
    revokedAt: instant(),
  },
  (t) => [index().on(t.personId)],
)

export const signInFailures = pgTable(
  'sign_in_failures',
  { id: id(), email: text().notNull(), ip: text(), at: instant().notNull() },
  (t) => [index().on(t.email, t.at), index().on(t.ip, t.at), index().on(t.at)],
)

export const tokens = pgTable(
  'tokens',
  {
    id: id(),
    organizationId: uuid()
      .notNull()
      .references(() => organizations.id),
    ownerId: uuid()
      .notNull()
      .references(() => people.id),
    name: text().notNull(),
    /** SHA-256 (hex) of the secret; the secret itself is shown once and kept nowhere. */
    hash: text().notNull().unique(),
    /** The first characters of the secret, so that a person can tell tokens apart. */
    prefix: text().notNull(),
    scopes: scopeEnum().array().notNull(),
    /** Null means every model the owner may see. */
    modelIds: uuid().array(),
    createdAt: instant().notNull(),
    expiresAt: instant().notNull(),
    revokedAt: instant(),
  },
  (t) => [index().on(t.organizationId, t.ownerId)],
)

export const tokenUses = pgTable('token_uses', {
  tokenId: uuid()
    .primaryKey()
    .references(() => tokens.id),
  lastUsedAt: instant().notNull(),
})

export const projects = pgTable(
  'projects',
  {
    id: id(),
    organizationId: uuid()
      .notNull()
      .references(() => organizations.id),
    slug: text().notNull(),
    name: text().notNull(),
    description: text().notNull().default(''),
    /** The highest run number given out; numbers are never reused. */
    runCount: integer().notNull().default(0),
    /** Of its tasks and pipelines. */
    groupCount: integer().notNull().default(0),
    createdBy: uuid().references(() => people.id),
    createdAt: instant().notNull(),
    ...lifeColumns(),
  },
  (t) => [
    uniqueIndex().on(t.organizationId, t.slug),
    index('projects_deleted_index')
      .on(t.organizationId, t.deletedAt, t.id)
      .where(sql`${t.life} = 'deleted' and ${t.purgedAt} is null`),
  ],
)

/** Slugs that a project once had; they still lead to it. */
export const projectRedirects = pgTable(
  'project_redirects',
  {
    organizationId: uuid()
      .notNull()
      .references(() => organizations.id),
    slug: text().notNull(),
    projectId: uuid()
      .notNull()
      .references(() => projects.id),
  },
  (t) => [primaryKey({ columns: [t.organizationId, t.slug] }), index().on(t.projectId)],
)

/** Answers kept for 24 h so that a repeated create returns what the first one made. */
export const idempotencyKeys = pgTable(
  'idempotency_keys',
  {
    actorId: uuid().notNull(),
    route: text().notNull(),
    key: text().notNull(),
    requestHash: text().notNull(),
    /** Null while the first request is still being served. */
    status: integer(),
    response: text(),
    createdAt: instant().notNull(),
  },
  (t) => [primaryKey({ columns: [t.actorId, t.route, t.key] }), index().on(t.createdAt)],
)

export const hubMeta = pgTable('hub_meta', {
  key: text().primaryKey(),
  value: text().notNull(),
  updatedAt: instant().notNull().default(sql`now()`),
})
