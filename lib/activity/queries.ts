import { and, desc, eq, lt, notInArray, or, type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import {
  auditEvents,
  auditOrigins,
  models,
  outcomes,
  people,
  serviceAccounts,
  tokens,
} from '@/db/schema/tables'
import { type Action, can } from '../access'
import { type Ctx, personBehind } from '../actor'
import { decide, type ReadDb } from '../door'
import type { Finding } from '../life/find'
import { there } from '../life/there'
import { findModel } from '../models/find'
import { findOrganization } from '../organizations/find'
import { decodeCursor, NumberCursor, page } from '../page'
import { given, isoTime, prepared } from '../prepared'
import { findProject } from '../projects/find'
import { query } from '../query'
import { type ActorView, type Json, OrganizationRef, PageInput, Slug } from '../view'
import { sightOf, visiblePrepared } from '../visibility'
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

/** What is shown of a body; `writeEvent()` alone writes them. */
interface Stored {
  reason: string | null
  note: string | null
  before: Json
  after: Json
}

/**
 * Events, newest first. Everyone who reads a model reads its events; those of the whole organization are
 * for auditors and admins. Addresses are shown to these two only; refusals also to whoever met with one,
 * or whose token did; what roles were given and taken, to whoever may ask who has access. A token for some
 * models reads nothing but the events of these.
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
    const { actor, action, outcome, from, to, limit } = input
    const byTime = from !== undefined || to !== undefined
    const after = byTime ? null : decodeCursor(input.cursor, NumberCursor)
    const earlier = byTime ? decodeCursor(input.cursor, DayCursor) : null
    const rows = await newestFirst(db, {
      model: model !== null,
      project: project !== null,
      actor: actor !== undefined,
      action: action === undefined ? null : action.includes('.') ? 'whole' : 'kind',
      outcome: outcome !== undefined,
      from: from !== undefined,
      to: to !== undefined,
      after: after !== null || earlier !== null,
      ownRefusals: !whole,
      ownRoles: !whole && !(model && can(ctx, 'model.access', model.access).ok),
      // Whoever sees the model sees its events.
      seen: model ? 'each' : limitOf(ctx, whole),
    }).execute({
      ...sightOf(ctx, organizationId),
      organizationId,
      model: model?.model.id,
      project: project?.project.id,
      actor,
      action: action?.includes('.') ? action : `${action}.%`,
      outcome,
      from,
      to,
      seq: after?.[0] ?? earlier?.[1],
      at: earlier?.[0],
      caller: ctx.actor.id,
      behind: personBehind(ctx.actor),
      limit: limit + 1,
    })
    const read = rows.map((found) => ({ ...found, body: JSON.parse(found.row.body) as Stored }))
    const names = await namesIn(
      db,
      read.flatMap(({ body }) => [body.before, body.after]),
    )
    return page(
      read,
      limit,
      (found) => eventView(found, names, whole),
      ({ row }) => (byTime ? [row.at, row.seq] : [row.seq]),
    )
  },
})

/** Of days, time is the order, which an index holds: they may lie far back. */
const DayCursor = z.tuple([z.iso.datetime(), z.int().positive()])

interface Narrowed {
  model: boolean
  project: boolean
  actor: boolean
  action: 'whole' | 'kind' | null
  outcome: boolean
  from: boolean
  to: boolean
  after: boolean
  ownRefusals: boolean
  ownRoles: boolean
  seen: Seen
}

/** They tell who has access, which is not for everybody who reads the model. */
const ofRoles: readonly Action[] = ['model.grant', 'model.revoke']

const newestFirst = prepared((db, narrowed: Narrowed) => {
  const { model, project, actor, action, outcome, from, to, after, seen } = narrowed
  const byTime = from || to
  const before = byTime
    ? sql`(${auditEvents.at}, ${auditEvents.seq}) < (${given('at')}::timestamptz, ${given('seq')}::bigint)`
    : lt(auditEvents.seq, given('seq'))
  const conditions = [
    eq(auditEvents.organizationId, given('organizationId')),
    model && eq(auditEvents.modelId, given('model')),
    project && eq(auditEvents.projectId, given('project')),
    actor &&
      or(eq(auditEvents.actorId, given('actor')), eq(auditEvents.onBehalfOf, given('actor'))),
    action === 'whole' && eq(auditEvents.action, given('action')),
    action === 'kind' && sql`${auditEvents.action} like ${given('action')}`,
    outcome && eq(auditEvents.outcome, given('outcome')),
    from && sql`${auditEvents.at} >= ${given('from')}::timestamptz`,
    to && sql`${auditEvents.at} < ${given('to')}::timestamptz`,
    narrowed.ownRefusals && or(eq(auditEvents.outcome, 'done'), isOwn()),
    narrowed.ownRoles && or(notInArray(auditEvents.action, [...ofRoles]), isOwn()),
    limits[seen],
    after && before,
  ]
  return db
    .select(columns)
    .from(auditEvents)
    .leftJoin(auditOrigins, eq(auditOrigins.eventId, auditEvents.id))
    .where(and(...conditions.filter((condition): condition is SQL => Boolean(condition))))
    .orderBy(...(byTime ? [desc(auditEvents.at), desc(auditEvents.seq)] : [desc(auditEvents.seq)]))
    .limit(given('limit'))
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
  row: {
    id: auditEvents.id,
    seq: auditEvents.seq,
    at: isoTime(sql`audit_events.at`),
    actorId: auditEvents.actorId,
    actorKind: auditEvents.actorKind,
    onBehalfOf: auditEvents.onBehalfOf,
    via: auditEvents.via,
    action: auditEvents.action,
    subjectKind: auditEvents.subjectKind,
    subjectUri: auditEvents.subjectUri,
    outcome: auditEvents.outcome,
    requestId: auditEvents.requestId,
    body: auditEvents.body,
  },
  actorName: sql<string | null>`coalesce(
    (select p.name from ${people} p where p.id = audit_events.actor_id),
    (select t.name from ${tokens} t where t.id = audit_events.actor_id),
    (select s.name from ${serviceAccounts} s where s.id = audit_events.actor_id))`,
  behind: sql<
    string | null
  >`(select p.name from ${people} p where p.id = audit_events.on_behalf_of)`,
  ip: auditOrigins.ip,
  client: auditOrigins.client,
}

interface Row {
  body: Stored
  row: Pick<
    typeof auditEvents.$inferSelect,
    | 'id'
    | 'actorId'
    | 'actorKind'
    | 'onBehalfOf'
    | 'via'
    | 'action'
    | 'subjectKind'
    | 'subjectUri'
    | 'outcome'
    | 'requestId'
    | 'body'
  > & { at: string }
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
    at: row.at,
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

/** What the caller did, or a token of theirs. */
function isOwn(): SQL | undefined {
  return or(
    sql`${auditEvents.actorId} = ${given('caller')}::uuid`,
    sql`${auditEvents.onBehalfOf} = ${given('behind')}::uuid`,
  )
}

/** Which events the caller may see at all: of chosen models, of models and what is no model's, or each. */
type Seen = 'chosen' | 'seen' | 'each'

function limitOf(ctx: Ctx, whole: boolean): Seen {
  if (ctx.actor.kind === 'token' && ctx.actor.modelIds) return 'chosen'
  return whole ? 'each' : 'seen'
}

const ofSeenModel = sql`exists (select 1 from ${models}
  where models.id = audit_events.model_id and ${there('models')} and ${visiblePrepared()})`

const limits: Record<Seen, SQL | undefined> = {
  chosen: ofSeenModel,
  seen: sql`(audit_events.model_id is null or ${ofSeenModel})`,
  each: undefined,
}

async function actorsOf(db: ReadDb, organizationId: string): Promise<ActorView[]> {
  const { rows } = await db.execute<{ id: string; kind: string; name: string }>(sql`
    select p.id, 'person' as kind, p.name from members m join people p on p.id = m.person_id
    where m.organization_id = ${organizationId} order by p.name limit 500`)
  return [...rows]
}
