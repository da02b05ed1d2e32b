import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { eq } from 'drizzle-orm'
import { inject } from 'vitest'
import { type Database, openDatabase, setDatabase } from '@/db/client'
import { connect } from '@/db/connection'
import {
  auditEvents,
  members,
  organizations,
  people,
  roleGrants,
  roles,
  serviceAccounts,
  tokens,
} from '@/db/schema/tables'
import { scopesFor } from '../access'
import type { Ctx, Role, Scope } from '../actor'
import { writeEvent } from '../audit/event'
import { publishDue } from '../audit/log/publish'
import {
  type Arrival,
  contextFromSession,
  contextFromToken,
  contextOf,
  systemContext,
} from '../context'
import { parseEnv, setEnv } from '../env'
import { newId } from '../ids'
import { addMember } from '../members/add'
import { hashSecret, newSecret } from '../secret'
import { startSession } from '../sessions/session'
import { createTeam } from '../teams/create'
import { teamsBySlug } from '../teams/find'
import { addTeamMember } from '../teams/members'
import type { Json } from '../view'

/** A hub of its own for one test file: a fresh copy of the migrated database and an empty data folder. */
export async function testHub(): Promise<TestHub> {
  const name = `test_${randomBytes(6).toString('hex')}`
  const owner = connect(inject('ownerUrl'), { max: 1 })
  await owner.query(`create database ${name} template hub_template`)
  const dataDir = await mkdtemp(join(tmpdir(), 'hub-files-'))
  const url = named(inject('appUrl'), name)
  const ownerUrl = named(inject('ownerUrl'), name)
  setEnv(
    parseEnv({
      HUB_DATA_DIR: dataDir,
      HUB_LOG: 'silent',
      HUB_SECRET: newSecret(),
      NODE_ENV: 'test',
      DATABASE_URL: url,
      DATABASE_OWNER_URL: ownerUrl,
    }),
  )
  const database = openDatabase(url, { poolSize: 6 })
  setDatabase(database)
  return new TestHub(database, dataDir, url, ownerUrl, async () => {
    await publishDue()
    await database.close()
    await owner.query(`drop database if exists ${name} with (force)`)
    await owner.end()
    await rm(dataDir, { recursive: true, force: true })
  })
}

export class TestHub {
  constructor(
    readonly database: Database,
    readonly dataDir: string,
    readonly appUrl: string,
    readonly ownerUrl: string,
    readonly close: () => Promise<void>,
  ) {}

  /** An organization with one person per role, unlike any other. */
  async organization(): Promise<TestOrganization> {
    const id = newId()
    const slug = `org-${randomBytes(5).toString('hex')}`
    const at = new Date()
    const staff = roles.map((role) => ({ role, id: newId(), name: nameOf[role] }))
    const ctx = systemContext('test', arrival())
    await this.database.write.transaction(async (tx) => {
      await tx.insert(organizations).values({ id, slug, name: slug, createdAt: at })
      await tx.insert(people).values(
        staff.map((person) => ({
          id: person.id,
          name: person.name,
          email: `${person.name.toLowerCase()}@${slug}.example`,
          createdAt: at,
        })),
      )
      await tx
        .insert(members)
        .values(staff.map((person) => ({ organizationId: id, personId: person.id, createdAt: at })))
      await tx.insert(roleGrants).values(
        staff.map((person) => ({
          id: newId(),
          organizationId: id,
          principalKind: 'person' as const,
          principalId: person.id,
          scopeKind: 'organization' as const,
          scopeId: id,
          role: person.role,
          createdAt: at,
        })),
      )
      await writeEvent(tx, ctx, {
        action: 'organization.update',
        subject: { kind: 'organization', id, uri: `/${slug}`, organizationId: id },
        outcome: 'done',
        before: null,
        after: { slug },
      })
    })
    return new TestOrganization(this, id, slug, new Map(staff.map((p) => [p.role, p])))
  }

  /** The parsed bodies of an organization's events, oldest first, without the one that made it. */
  async events(organizationId: string): Promise<EventBody[]> {
    const rows = await this.database.read
      .select({ body: auditEvents.body })
      .from(auditEvents)
      .where(eq(auditEvents.organizationId, organizationId))
      .orderBy(auditEvents.seq)
    return rows.slice(1).map((row) => JSON.parse(row.body) as EventBody)
  }
}

export interface EventBody {
  id: string
  action: string
  outcome: 'done' | 'refused'
  reason: string | null
  note: string | null
  actor: { id: string | null; kind: string }
  onBehalfOf: string | null
  via: string
  subject: { kind: string; id: string | null; uri: string }
  before: Record<string, Json> | null
  after: Record<string, Json> | null
}

export class TestOrganization {
  constructor(
    private readonly hub: TestHub,
    readonly id: string,
    readonly slug: string,
    private readonly staff: Map<Role, { id: string; name: string }>,
  ) {}

  personId(role: Role): string {
    const person = this.staff.get(role)
    if (!person) throw new Error(`Nobody is ${role}.`)
    return person.id
  }

  /** The person of this role, signed in at the web. */
  as(role: Role): Ctx {
    const id = this.personId(role)
    const name = nameOf[role]
    const email = `${name.toLowerCase()}@${this.slug}.example`
    const membership = {
      organizationId: this.id,
      slug: this.slug,
      name: this.slug,
      fourEyes: true,
      grants: [{ scope: 'organization' as const, scopeId: this.id, role }],
    }
    const actor = { kind: 'person' as const, id, name, email, sessionId: null }
    return contextOf(actor, [membership], arrival())
  }

  /** The same with a session, and with all that they hold by now: through teams, on models. */
  async signedIn(role: Role): Promise<Ctx> {
    const origin = arrival().origin
    const { secret } = await startSession(this.personId(role), origin)
    const ctx = await contextFromSession(secret, arrival())
    if (!ctx) throw new Error(`${nameOf[role]} is not signed in.`)
    return ctx
  }

  /** A team of the people of these roles, without a role of its own. Answers its id. */
  async team(slug: string, staff: Role[] = []): Promise<string> {
    const ctx = this.as('admin')
    await createTeam(ctx, { org: this.slug, name: slug, slug })
    for (const role of staff)
      await addTeamMember(ctx, { org: this.slug, team: slug, person: this.personId(role) })
    const [team] = await teamsBySlug(this.hub.database.read, this.id, [slug])
    if (!team) throw new Error(`There is no team ${slug}.`)
    return team.id
  }

  /** Makes a member of someone who has an account by other ways, as the host does. */
  takeIn(email: string, roles: Role[]) {
    const host = systemContext('host', { ...arrival(), via: 'host' })
    const { memberships } = this.as('admin')
    return addMember({ ...host, memberships }, { org: this.slug, email, roles })
  }

  /** Someone who was a member and is none any more. Answers their id. */
  async former(): Promise<string> {
    const id = newId()
    const at = new Date()
    await this.hub.database.write.transaction(async (tx) => {
      const email = `left-${id}@${this.slug}.example`
      await tx.insert(people).values({ id, name: 'Lea', email, createdAt: at })
      const membership = { organizationId: this.id, personId: id, createdAt: at, removedAt: at }
      await tx.insert(members).values(membership)
      await writeEvent(tx, systemContext('test', arrival()), {
        action: 'member.remove',
        subject: { kind: 'member', id, uri: `/${this.slug}`, organizationId: null },
        outcome: 'done',
        before: null,
        after: null,
      })
    })
    return id
  }

  /** A service account with these roles in the organization, and what its token knows at the API. */
  async serviceAccountToken(options: ServiceAccountOptions = {}) {
    const { roles: held = ['contributor'], owner = 'contributor', ...token } = options
    const id = newId()
    const slug = options.slug ?? `robot-${randomBytes(3).toString('hex')}`
    const at = new Date()
    const scopes = options.scopes ?? scopesFor(held).filter((s) => s === 'read' || s === 'write')
    await this.hub.database.write.transaction(async (tx) => {
      await tx.insert(serviceAccounts).values({
        id,
        organizationId: this.id,
        slug,
        name: slug,
        ownerId: this.personId(owner),
        createdAt: at,
      })
      if (held.length > 0)
        await tx.insert(roleGrants).values(
          held.map((role) => ({
            id: newId(),
            organizationId: this.id,
            principalKind: 'service_account' as const,
            principalId: id,
            scopeKind: 'organization' as const,
            scopeId: this.id,
            role,
            createdAt: at,
          })),
        )
      await writeEvent(tx, systemContext('test', arrival()), {
        action: 'service_account.create',
        subject: { kind: 'service_account', id, uri: `/${this.slug}`, organizationId: null },
        outcome: 'done',
        before: null,
        after: { id },
      })
    })
    const secret = await this.secret(owner, { ...token, scopes, serviceAccountId: id })
    const ctx = await contextFromToken(secret, { ...arrival(), via: 'api' })
    return { id, slug, secret, ctx }
  }

  /** The secret of a fresh token of the person of this role. */
  async secret(role: Role, options: TokenOptions = {}): Promise<string> {
    const secret = `hub_${newSecret()}`
    const id = newId()
    const ctx = systemContext('test', arrival())
    const at = new Date()
    await this.hub.database.write.transaction(async (tx) => {
      await tx.insert(tokens).values({
        id,
        organizationId: this.id,
        ownerId: this.personId(role),
        serviceAccountId: options.serviceAccountId ?? null,
        name: `${role} token`,
        hash: hashSecret(secret),
        prefix: secret.slice(0, 8),
        scopes: options.scopes ?? scopesFor([role]),
        modelIds: options.modelIds ?? null,
        createdAt: at,
        expiresAt: options.expiresAt ?? new Date(at.getTime() + 86_400_000),
        revokedAt: options.revokedAt ?? null,
      })
      await writeEvent(tx, ctx, {
        action: 'token.create',
        subject: { kind: 'token', id, uri: `/${this.slug}/settings/tokens`, organizationId: null },
        outcome: 'done',
        before: null,
        after: { id },
      })
    })
    return secret
  }

  /** The context of a fresh token of the person of this role, as the API sees it. */
  async token(role: Role, options: TokenOptions = {}): Promise<Ctx> {
    return contextFromToken(await this.secret(role, options), { ...arrival(), via: 'api' })
  }

  events(): Promise<EventBody[]> {
    return this.hub.events(this.id)
  }
}

export interface TokenOptions {
  scopes?: Scope[]
  modelIds?: string[]
  expiresAt?: Date
  revokedAt?: Date
  serviceAccountId?: string
}

export interface ServiceAccountOptions extends Omit<TokenOptions, 'serviceAccountId'> {
  slug?: string
  /** Of the service account, in the organization as a whole. */
  roles?: Role[]
  /** The role of whoever answers for it. */
  owner?: Role
}

export function arrival(): Arrival {
  return {
    via: 'web',
    requestId: newId(),
    origin: { ip: '192.0.2.7', userAgent: 'test', client: null },
  }
}

const nameOf: Record<Role, string> = {
  reader: 'Rita',
  contributor: 'Ana',
  maintainer: 'Mia',
  admin: 'Ada',
  approver: 'Ben',
  auditor: 'Otto',
}

const named = (url: string, database: string) => url.replace(/\/hub(?=\?|$)/, `/${database}`)
