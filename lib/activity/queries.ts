import { and, desc, eq, lt, or, type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import { auditEvents, auditOrigins, models, outcomes, people, tokens } from '@/db/schema/tables'
import { can } from '../access'
import { type Ctx, personBehind } from '../actor'
import { decide, type ReadDb } from '../door'
import type { Finding } from '../life/find'
import { there } from '../life/there'
import { findModel } from '../models/find'
import { findOrganization } from '../organizations/find'
import { decodeCursor, page } from '../page'
import { findProject } from '../projects/find'
import { query } from '../query'
import { type ActorView, type Json, OrganizationRef, PageInput, Slug } from '../view'
import { visibleModels } from '../visibility'
import { namesIn, personIds } from './names'
import type { Event } from './view'

const Filters = z.object({
  model: Slug.optional(),
  project: Slug.optional(),
  actor: z.uuid().optional().describe('Id of a person or token; a person includes their tokens'),
  action: z
    .string()
    .regex(/^[a-z_]+(\.[a-z_]+)?$/)
    .optional()
    .describe('An action such as version.approve, or its first word'),
  outcome: z.enum(outcomes).optional(),
  from: z.iso.datetime({ offset: true }).optional(),
  to: z.iso.datetime({ offset: true }).optional(),
})

// The record outlives what it tells of; who reads the whole of it finds that too.
const evenDeleted: Finding = { deleted: 'organization.activity' }

const Stored = z.object({
  reason: z.string().nullable(),
  note: z.string().nullable(),
  before: z.custom<Json>(),
  after: z.custom<Json>(),
})

/**
 * Events, newest first. Everyone who reads a model reads its events; those of the whole organization are
 * for auditors and admins. Addresses are shown to these two only; refusals also to whoever met with one,
 * or whose token did. A token for some models reads nothing but the events of these.
 */
export const listActivity = query({
  action: 'organization.read',
  input: OrganizationRef.extend({ ...PageInput.shape, ...Filters.shape }),
  load: async (db, input, ctx) => ({
    ...findOrganization(ctx, input.org),
    model: input.model
      ? await findModel(db, ctx, { org: input.org, model: input.model }, evenDeleted)
      : null,
    project: input.project
      ? await findProject(db, ctx, { org: input.org, project: input.project }, evenDeleted)
      : null,
  }),

  async run({ db, subject, input, ctx }) {
    const { organization, model, project } = subject
    const { organizationId } = organization
    const whole = can(ctx, 'organization.activity', subject.access).ok
    if (model) decide(ctx, 'model.activity', model.access)
    else decide(ctx, 'organization.activity', project?.access ?? subject.access)
    const after = decodeCursor(input.cursor, z.tuple([z.int().positive()]))
    const conditions = [
      eq(auditEvents.organizationId, organizationId),
      model && eq(auditEvents.modelId, model.model.id),
      project && eq(auditEvents.projectId, project.project.id),
      input.actor &&
        or(eq(auditEvents.actorId, input.actor), eq(auditEvents.onBehalfOf, input.actor)),
      input.action && actionIs(input.action),
      input.outcome && eq(auditEvents.outcome, input.outcome),
      input.from && sql`${auditEvents.at} >= ${input.from}::timestamptz`,
      input.to && sql`${auditEvents.at} < ${input.to}::timestamptz`,
      !whole && doneOrOwn(ctx),
      limitOf(ctx, organizationId, whole),
      after && lt(auditEvents.seq, after[0]),
    ]
    const rows = await db
      .select(columns)
      .from(auditEvents)
      .leftJoin(auditOrigins, eq(auditOrigins.eventId, auditEvents.id))
      .where(and(...conditions.filter((condition): condition is SQL => Boolean(condition))))
      .orderBy(desc(auditEvents.seq))
      .limit(input.limit + 1)
    const read = rows.map((row) => ({ ...row, body: Stored.parse(JSON.parse(row.row.body)) }))
    const names = await namesIn(
      db,
      read.flatMap(({ body }) => [body.before, body.after]),
    )
    return page(
      read,
      input.limit,
      (row) => eventView(row, names, whole),
      ({ row }) => [row.seq],
    )
  },
})

/** The members of an organization by name, 500 at most, to filter by; their tokens go with them. */
export const listActors = query({
  action: 'organization.activity',
  input: OrganizationRef,
  load: (_db, input, ctx) => findOrganization(ctx, input.org),

  async run({ db, subject }): Promise<ActorView[]> {
    const { organizationId } = subject.organization
    return actorsOf(db, organizationId)
  },
})

const columns = {
  row: auditEvents,
  actorName: sql<string | null>`coalesce(
    (select p.name from ${people} p where p.id = audit_events.actor_id),
    (select t.name from ${tokens} t where t.id = audit_events.actor_id))`,
  behind: sql<
    string | null
  >`(select p.name from ${people} p where p.id = audit_events.on_behalf_of)`,
  ip: auditOrigins.ip,
  client: auditOrigins.client,
}

interface Row {
  body: z.output<typeof Stored>
  row: typeof auditEvents.$inferSelect
  actorName: string | null
  behind: string | null
  ip: string | null
  client: string | null
}

function eventView(
  { row, body, actorName, behind, ip, client }: Row,
  names: ReadonlyMap<string, string>,
  whole: boolean,
): Event {
  const ids = [...personIds(body.before), ...personIds(body.after)]
  const actor = { id: row.actorId, kind: row.actorKind, name: actorName ?? 'Model Hub' }
  return {
    id: row.id,
    index: null,
    at: row.at.toISOString(),
    actor,
    onBehalfOf: row.onBehalfOf
      ? { id: row.onBehalfOf, kind: 'person', name: behind ?? 'Unknown' }
      : null,
    via: row.via,
    action: row.action,
    subject: { kind: row.subjectKind, uri: row.subjectUri },
    outcome: row.outcome,
    reason: body.reason,
    note: body.note,
    before: body.before,
    after: body.after,
    names: Object.fromEntries(ids.map((id) => [id, names.get(id) ?? 'Unknown'])),
    requestId: row.requestId,
    origin: whole ? { ip, client } : null,
  }
}

function actionIs(action: string): SQL {
  return action.includes('.')
    ? eq(auditEvents.action, action)
    : sql`${auditEvents.action} like ${`${action}.%`}`
}

/** What was done, and refusals of the caller's own. */
function doneOrOwn(ctx: Ctx): SQL | undefined {
  return or(
    eq(auditEvents.outcome, 'done'),
    eq(auditEvents.actorId, sql`${ctx.actor.id}::uuid`),
    eq(auditEvents.onBehalfOf, sql`${personBehind(ctx.actor)}::uuid`),
  )
}

/** The events of models that the caller may see; undefined: of whatever there is. */
function limitOf(ctx: Ctx, organizationId: string, whole: boolean): SQL | undefined {
  const ofSeenModel = sql`exists (select 1 from ${models}
    where models.id = audit_events.model_id and ${whole ? sql`true` : there('models')}
      and ${visibleModels(ctx, organizationId)})`
  if (ctx.actor.kind === 'token' && ctx.actor.modelIds) return ofSeenModel
  return whole ? undefined : sql`(audit_events.model_id is null or ${ofSeenModel})`
}

async function actorsOf(db: ReadDb, organizationId: string): Promise<ActorView[]> {
  const { rows } = await db.execute<{ id: string; kind: string; name: string }>(sql`
    select p.id, 'person' as kind, p.name from members m join people p on p.id = m.person_id
    where m.organization_id = ${organizationId} order by p.name limit 500`)
  return [...rows]
}
