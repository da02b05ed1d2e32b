import { sql } from 'drizzle-orm'
import {
  boolean,
  check,
  index,
  integer,
  pgEnum,
  pgTable,
  pgView,
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

export const principalKinds = ['person', 'team', 'service_account'] as const
export const principalKindEnum = pgEnum('principal_kind', principalKinds)
export const grantScopes = ['organization', 'project', 'model'] as const
export const grantScopeEnum = pgEnum('grant_scope', grantScopes)

/** Who gave a role or a place in a team: a person, or a group of the sign-in provider. */
export const givenByEnum = pgEnum('given_by', ['hand', 'group'])

export const signInMethods = ['password', 'oidc'] as const
export const signInMethodEnum = pgEnum('sign_in_method', signInMethods)

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
    /** What a group gave goes when the group no longer gives it. */
    givenBy: givenByEnum().notNull().default('hand'),
    createdAt: instant().notNull(),
  },
  (t) => [
    uniqueIndex().on(t.principalId, t.scopeId, t.role),
    index().on(t.organizationId, t.principalId),
    index().on(t.scopeId),
  ],
)

/** The roles of people, whether given to them or to a team that they are in. */
export const heldRoles = pgView('held_roles', {
  grantId: uuid().notNull(),
  organizationId: uuid().notNull(),
  personId: uuid().notNull(),
  scopeKind: grantScopeEnum().notNull(),
  scopeId: uuid().notNull(),
  role: roleEnum().notNull(),
  /** The team that has the role; null where the person has it themselves. */
  teamId: uuid(),
}).as(sql`
  select g.id as grant_id, g.organization_id, g.principal_id as person_id, g.scope_kind, g.scope_id,
    g.role, null::uuid as team_id
  from role_grants g where g.principal_kind = 'person'
  union all
  select g.id, g.organization_id, tm.person_id, g.scope_kind, g.scope_id, g.role, t.id
  from role_grants g
  join teams t on t.id = g.principal_id and t.removed_at is null
  join team_members tm on tm.team_id = t.id
  where g.principal_kind = 'team'`)

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
    /** When the person last proved who they are, for what asks for a fresh sign-in. */
    authenticatedAt: instant().notNull().default(sql`now()`),
    method: signInMethodEnum().notNull().default('password'),
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

/** A job or a service that acts by its own roles. Four eyes count it as the person who answers for it. */
export const serviceAccounts = pgTable(
  'service_accounts',
  {
    id: id(),
    organizationId: uuid()
      .notNull()
      .references(() => organizations.id),
    slug: text().notNull(),
    name: text().notNull(),
    description: text().notNull().default(''),
    ownerId: uuid()
      .notNull()
      .references(() => people.id),
    createdAt: instant().notNull(),
    /** Set instead of deleting, so that history keeps its name; its tokens end with it. */
    disabledAt: instant(),
  },
  (t) => [uniqueIndex().on(t.organizationId, t.slug), index().on(t.ownerId)],
)

export const teams = pgTable(
  'teams',
  {
    id: id(),
    organizationId: uuid()
      .notNull()
      .references(() => organizations.id),
    slug: text().notNull(),
    name: text().notNull(),
    description: text().notNull().default(''),
    createdAt: instant().notNull(),
    /** Set instead of deleting, so that history and old policies keep its name. */
    removedAt: instant(),
  },
  (t) => [uniqueIndex().on(t.organizationId, t.slug).where(sql`${t.removedAt} is null`)],
)

export const teamMembers = pgTable(
  'team_members',
  {
    teamId: uuid()
      .notNull()
      .references(() => teams.id),
    personId: uuid()
      .notNull()
      .references(() => people.id),
    givenBy: givenByEnum().notNull().default('hand'),
    createdAt: instant().notNull(),
  },
  (t) => [primaryKey({ columns: [t.teamId, t.personId] }), index().on(t.personId)],
)

/** A link that makes whoever opens it a member. */
export const invitations = pgTable(
  'invitations',
  {
    id: id(),
    organizationId: uuid()
      .notNull()
      .references(() => organizations.id),
    /** Lower case; null lets whoever has the link choose their own. */
    email: text(),
    roles: roleEnum().array().notNull(),
    teamIds: uuid().array().notNull().default(sql`'{}'`),
    /** SHA-256 (hex) of the secret in the link. */
    hash: text().notNull().unique(),
    invitedBy: uuid()
      .notNull()
      .references(() => people.id),
    createdAt: instant().notNull(),
    expiresAt: instant().notNull(),
    acceptedAt: instant(),
    acceptedBy: uuid().references(() => people.id),
    revokedAt: instant(),
  },
  (t) => [index().on(t.organizationId, t.createdAt, t.id)],
)

/** A link by which a member sets a new password; an admin hands it over. Good for one use. */
export const passwordLinks = pgTable(
  'password_links',
  {
    id: id(),
    organizationId: uuid()
      .notNull()
      .references(() => organizations.id),
    personId: uuid()
      .notNull()
      .references(() => people.id),
    /** SHA-256 (hex) of the secret in the link. */
    hash: text().notNull().unique(),
    createdBy: uuid().references(() => people.id),
    createdAt: instant().notNull(),
    expiresAt: instant().notNull(),
    usedAt: instant(),
  },
  (t) => [index().on(t.personId)],
)

/** Who a sign-in provider says somebody is: its issuer and subject, never the e-mail alone. */
export const externalIdentities = pgTable(
  'external_identities',
  {
    id: id(),
    issuer: text().notNull(),
    subject: text().notNull(),
    personId: uuid()
      .notNull()
      .references(() => people.id),
    createdAt: instant().notNull(),
    lastSignInAt: instant().notNull(),
  },
  (t) => [uniqueIndex().on(t.issuer, t.subject), index().on(t.personId)],
)

/** What belonging to a group of the sign-in provider gives: a place in a team, or a role. */
export const groupMappings = pgTable(
  'group_mappings',
  {
    id: id(),
    organizationId: uuid()
      .notNull()
      .references(() => organizations.id),
    /** The group as the provider writes it. */
    group: text().notNull(),
    teamId: uuid().references(() => teams.id),
    role: roleEnum(),
    createdAt: instant().notNull(),
  },
  (t) => [
    uniqueIndex('group_mappings_team_index').on(t.organizationId, t.group, t.teamId),
    uniqueIndex('group_mappings_role_index').on(t.organizationId, t.group, t.role),
    check('group_mappings_gives_one', sql`num_nonnulls(${t.teamId}, ${t.role}) = 1`),
  ],
)

export const tokens = pgTable(
  'tokens',
  {
    id: id(),
    organizationId: uuid()
      .notNull()
      .references(() => organizations.id),
    /** Whose token it is; of a service account, the person who answers for that. */
    ownerId: uuid()
      .notNull()
      .references(() => people.id),
    /** Set where it acts by the roles of a service account. */
    serviceAccountId: uuid().references(() => serviceAccounts.id),
    /** Who made it, and so has seen its secret; null: its owner. */
    madeBy: uuid().references(() => people.id),
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
  (t) => [index().on(t.organizationId, t.ownerId), index().on(t.serviceAccountId)],
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
    /** The highest number of an experiment; 0, which is always there, is `Default`. */
    experimentCount: integer().notNull().default(0),
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
