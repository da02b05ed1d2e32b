import { and, desc, eq, lt, notInArray, or, type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import {
  auditEvents,
  auditLeaves,
  auditOrigins,
  models,
  people,
  serviceAccounts,
  tokens,
} from '@/db/schema/tables'
import { type Action, can } from '../access'
import type { Ctx } from '../actor'
import type { ReadDb } from '../door'
import { there } from '../life/there'
import { likeStart } from '../like'
import { decodeCursor, NumberCursor } from '../page'
import { given, isoTime, prepared } from '../prepared'
import { sightOf, visiblePrepared } from '../visibility'
import { actionsOf, type Filters, instantOf, subjectOf } from './filters'
import { ownId, recordedId, type Scope } from './scope'

/** One query for a page of events, newest first, that the caller may see within a scope. */
export async function newestFirst(
  db: ReadDb,
  ctx: Ctx,
  scope: Scope,
  input: Filters & { id?: string; cursor?: string | undefined; limit: number },
): Promise<EventRow[]> {
  const { organization, model, version, project, actor } = scope
  const { organizationId } = organization
  const { outcome, via, limit } = input
  const whole = readsAll(ctx, scope)
  const byTime = ordersByTime(input)
  const after = byTime ? null : decodeCursor(input.cursor, NumberCursor)
  const earlier = byTime ? decodeCursor(input.cursor, DayCursor) : null
  const actions =
    input.action === undefined ? null : await recordedActions(db, organizationId, input.action)
  const subject = input.subject === undefined ? null : subjectOf(input.subject)
  return select(db, {
    id: input.id !== undefined,
    model: model !== null,
    version: version !== null,
    project: project !== null,
    actor: actor !== null,
    action: actions && (actions.length === 1 ? 'one' : 'some'),
    subject: subject && ('whole' in subject ? 'whole' : 'start'),
    outcome: outcome !== undefined,
    via: via !== undefined,
    from: input.from !== undefined,
    to: input.to !== undefined,
    after: after !== null || earlier !== null,
    ownRefusals: !whole,
    ownRoles: !whole && !(model && can(ctx, 'model.access', model.access).ok),
    // Whoever sees the model sees its events.
    seen: model ? 'each' : limitOf(ctx, whole),
  }).execute({
    ...sightOf(ctx, organizationId),
    organizationId,
    id: input.id,
    model: model?.model.id,
    version: version?.id,
    number: version && String(version.number),
    uris: version && textArray(version.uris),
    project: project?.project.id,
    projectModels: project && `{${project.modelIds.join(',')}}`,
    actor,
    action: actions?.[0],
    actions: actions && textArray(actions),
    subject: subject && ('whole' in subject ? subject.whole : likeStart(subject.start)),
    outcome,
    via,
    from: instantOf(input.from),
    to: instantOf(input.to),
    seq: after?.[0] ?? earlier?.[1],
    at: earlier?.[0],
    caller: recordedId(ctx),
    behind: ownId(ctx),
    limit: limit + 1,
  })
}

/** Whether the caller reads everything in the log, with where each came from. */
export function readsAll(ctx: Ctx, { access }: Pick<Scope, 'access'>): boolean {
  return can(ctx, 'organization.activity', access).ok
}

/** Of days, time is the order, which an index holds: they may lie far back. */
export function ordersByTime({ from, to }: Pick<Filters, 'from' | 'to'>): boolean {
  return from !== undefined || to !== undefined
}

const DayCursor = z.tuple([z.iso.datetime(), z.int().positive()])

interface Narrowed {
  id: boolean
  model: boolean
  version: boolean
  project: boolean
  actor: boolean
  action: 'one' | 'some' | null
  subject: 'whole' | 'start' | null
  outcome: boolean
  via: boolean
  from: boolean
  to: boolean
  after: boolean
  ownRefusals: boolean
  ownRoles: boolean
  seen: Seen
}

/** The actions that are meant: first words stand for those of them that the log has, which are few. */
async function recordedActions(
  db: ReadDb,
  organizationId: string,
  asked: string,
): Promise<string[]> {
  const { whole, kinds } = actionsOf(asked)
  if (kinds.length === 0) return whole
  const starts = textArray(kinds.map((kind) => likeStart(`${kind}.`)))
  // From one to the next along the index, however many events each has.
  const { rows } = await db.execute<{ action: string }>(sql`
    with recursive known as (
      (select action from audit_events where organization_id = ${organizationId} order by action limit 1)
      union all
      select (select e.action from audit_events e where e.organization_id = ${organizationId}
        and e.action > known.action order by e.action limit 1)
      from known where known.action is not null)
    select action from known where action like any(${starts}::text[])`)
  return [...new Set([...whole, ...rows.map(({ action }) => action)])]
}

/** They tell who has access, which is not for everybody who reads the model. */
const ofRoles: readonly Action[] = ['model.grant', 'model.revoke']

/**
 * Whoever acted, and several actions, are looked for one by one, each in the order of an index that has it:
 * PostgreSQL would read the log backwards until it has met enough, and they may lie far back.
 */
const select = prepared((db, narrowed: Narrowed) => {
  const { model, version, project, actor, action, subject, after, seen } = narrowed
  const byTime = narrowed.from || narrowed.to
  const before = byTime
    ? sql`(${auditEvents.at}, ${auditEvents.seq}) < (${given('at')}::timestamptz, ${given('seq')}::bigint)`
    : lt(auditEvents.seq, given('seq'))
  const order = byTime ? [desc(auditEvents.at), desc(auditEvents.seq)] : [desc(auditEvents.seq)]
  const ofOrganization = eq(auditEvents.organizationId, given('organizationId'))
  const conditions = [
    ofOrganization,
    narrowed.id && eq(auditEvents.id, given('id')),
    model && eq(auditEvents.modelId, given('model')),
    version && ofVersion,
    project && ofProject,
    action === 'one' && eq(auditEvents.action, given('action')),
    action === 'some' && actor && sql`${auditEvents.action} = any(${given('actions')}::text[])`,
    subject === 'whole' && eq(auditEvents.subjectUri, given('subject')),
    subject === 'start' && sql`${auditEvents.subjectUri} like ${given('subject')}`,
    narrowed.outcome && eq(auditEvents.outcome, given('outcome')),
    narrowed.via && eq(auditEvents.via, given('via')),
    narrowed.from && sql`${auditEvents.at} >= ${given('from')}::timestamptz`,
    narrowed.to && sql`${auditEvents.at} < ${given('to')}::timestamptz`,
    narrowed.ownRefusals && or(eq(auditEvents.outcome, 'done'), isOwn()),
    narrowed.ownRoles && or(notInArray(auditEvents.action, [...ofRoles]), isOwn()),
    limits[seen],
    after && before,
  ].filter((condition): condition is SQL => Boolean(condition))
  const firstOf = (wanted: SQL) =>
    db
      .select({ seq: auditEvents.seq })
      .from(auditEvents)
      .where(and(...conditions, wanted))
      .orderBy(...order)
      .limit(given('limit'))
  const byActor = () => sql`(${firstOf(eq(auditEvents.actorId, given('actor')))}
    union all ${firstOf(eq(auditEvents.onBehalfOf, given('actor')))})`
  const bySeveral =
    () => sql`(select one.seq from unnest(${given('actions')}::text[]) as wanted(action)
    cross join lateral ${firstOf(sql`audit_events.action = wanted.action`)} one)`
  const found = actor ? byActor() : action === 'some' ? bySeveral() : null
  const which = found ? [ofOrganization, sql`${auditEvents.seq} in ${found}`] : conditions
  return db
    .select(columns)
    .from(auditEvents)
    .leftJoin(auditOrigins, eq(auditOrigins.eventId, auditEvents.id))
    .leftJoin(auditLeaves, eq(auditLeaves.eventId, auditEvents.id))
    .where(and(...which))
    .orderBy(...order)
    .limit(given('limit'))
})

const ofProject = sql`(${auditEvents.projectId} = ${given('project')}::uuid
  or ${auditEvents.modelId} = any(${given('projectModels')}::uuid[]))`

// An alias has been at other versions too; what became of it then is theirs.
const ofVersion = sql`((${auditEvents.subjectId} = ${given('version')}::uuid
    or ${auditEvents.subjectUri} = any(${given('uris')}::text[]))
  and (${auditEvents.subjectKind} <> 'alias'
    or ${given('number')}::text in ((audit_events.body::jsonb #>> '{before,version}'),
      (audit_events.body::jsonb #>> '{after,version}'))))`

/** What the caller did, or a token of theirs. */
function isOwn(): SQL | undefined {
  return or(
    sql`${auditEvents.actorId} = ${given('caller')}::uuid`,
    sql`${auditEvents.onBehalfOf} = ${given('behind')}::uuid`,
  )
}

/** Which events the caller may see at all: of chosen models, of models and what is no model's, or each. */
type Seen = 'chosen' | 'seen' | 'each'

export const isForChosenModels = ({ actor }: Ctx) =>
  actor.kind === 'token' && Boolean(actor.modelIds)

function limitOf(ctx: Ctx, whole: boolean): Seen {
  if (isForChosenModels(ctx)) return 'chosen'
  return whole ? 'each' : 'seen'
}

const ofSeenModel = sql`exists (select 1 from ${models}
  where models.id = audit_events.model_id and ${there('models')} and ${visiblePrepared()})`

const limits: Record<Seen, SQL | undefined> = {
  chosen: ofSeenModel,
  seen: sql`(audit_events.model_id is null or ${ofSeenModel})`,
  each: undefined,
}

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
    subjectId: auditEvents.subjectId,
    subjectUri: auditEvents.subjectUri,
    outcome: auditEvents.outcome,
    requestId: auditEvents.requestId,
    body: auditEvents.body,
  },
  index: auditLeaves.index,
  actorName: sql<string | null>`coalesce(
    (select p.name from ${people} p where p.id = audit_events.actor_id),
    (select t.name from ${tokens} t where t.id = audit_events.actor_id),
    (select s.name from ${serviceAccounts} s where s.id = audit_events.actor_id))`,
  behind: sql<
    string | null
  >`(select p.name from ${people} p where p.id = audit_events.on_behalf_of)`,
  subjectName: sql<string | null>`(select p.name from ${people} p
    where p.id = audit_events.subject_id and audit_events.subject_kind = 'member')`,
  ip: auditOrigins.ip,
  userAgent: auditOrigins.userAgent,
  client: auditOrigins.client,
}

export interface EventRow {
  row: Pick<
    typeof auditEvents.$inferSelect,
    | 'id'
    | 'seq'
    | 'actorId'
    | 'actorKind'
    | 'onBehalfOf'
    | 'via'
    | 'action'
    | 'subjectKind'
    | 'subjectId'
    | 'subjectUri'
    | 'outcome'
    | 'requestId'
    | 'body'
  > & { at: string }
  index: number | null
  actorName: string | null
  behind: string | null
  subjectName: string | null
  ip: string | null
  userAgent: string | null
  client: string | null
}

/** A list of texts as one parameter. */
const textArray = (texts: readonly string[]) =>
  `{${texts.map((text) => `"${text.replace(/["\\]/g, '\\$&')}"`).join(',')}}`
