import { createHash, randomBytes } from 'node:crypto'
import canonicalize from 'canonicalize'
import { sql } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import type { Action } from '../access'
import { type Actor, type Ctx, personBehind } from '../actor'
import { heededActions, toldActions } from '../outbox/told'
import type { Json } from '../view'

/** The log of the events of no organization. */
export const systemLog = '00000000-0000-0000-0000-000000000000'

/** What an event is about. Ids and slugs only: names and addresses are joined for display. */
export interface EventSubject {
  kind: string
  id: string | null
  uri: string
  organizationId: string | null
  modelId?: string | null
  projectId?: string | null
}

/** What a command did, for the record. `before` is null for what it made, `after` for what it removed. */
export interface Change {
  before: { [key: string]: Json } | null
  after: { [key: string]: Json } | null
  note?: string | undefined
  /** What the event is about, where it is not what the command loaded. */
  subject?: EventSubject
  /** The id that the event is to have, where what it records names it. */
  eventId?: string
}

export interface EventDraft extends Change {
  action: Action
  subject: EventSubject
  outcome: 'done' | 'refused'
  reason?: string
}

/** Writes one event in the caller's transaction and returns its id. */
export async function writeEvent(tx: Tx, ctx: Ctx, draft: EventDraft): Promise<string> {
  const id = draft.eventId ?? ctx.newId()
  const at = ctx.now()
  const { origin } = ctx
  const { subject } = draft
  const { actor, token } = recordedActor(ctx.actor)
  const behind = ctx.actor.kind === 'token' ? personBehind(ctx.actor) : null
  const salt = randomBytes(16).toString('hex')
  const personal = { ip: origin.ip, userAgent: origin.userAgent, client: origin.client }
  const body = canonical({
    id,
    at: at.toISOString(),
    organization: subject.organizationId,
    actor,
    onBehalfOf: behind,
    ...(token && { token }),
    via: ctx.via,
    action: draft.action,
    subject: { kind: subject.kind, id: subject.id, uri: subject.uri },
    model: subject.modelId ?? null,
    project: subject.projectId ?? null,
    outcome: draft.outcome,
    reason: draft.reason ?? null,
    note: draft.note || null,
    before: draft.before,
    after: draft.after,
    requestId: ctx.requestId,
    origin: createHash('sha256').update(salt).update(canonical(personal)).digest('hex'),
  })
  const { ip, userAgent, client } = personal
  await tx.execute(sql`
    with event as (
      insert into audit_events (id, organization_id, at, actor_id, actor_kind, on_behalf_of, via, action,
        subject_kind, subject_id, subject_uri, model_id, project_id, outcome, request_id, body)
      values (${id}, ${subject.organizationId}, ${at.toISOString()}, ${actor.id}, ${actor.kind}, ${behind},
        ${ctx.via}, ${draft.action}, ${subject.kind}, ${subject.id}, ${subject.uri},
        ${subject.modelId ?? null}, ${subject.projectId ?? null}, ${draft.outcome}, ${ctx.requestId}, ${body})
      returning *),
    pending as (
      insert into audit_pending (event_id, log_id, seq)
      select id, ${subject.organizationId ?? systemLog}, seq from event),
    told as (
      insert into outbox (id, organization_id, what, order_key, model_id, project_id, at)
      select id, organization_id, action, coalesce(model_id, subject_id, organization_id), model_id,
        project_id, at
      from event where ${isTold(draft)})
    insert into audit_origins (event_id, salt, ip, user_agent, client)
    values (${id}, ${salt}, ${ip}, ${userAgent}, ${client})`)
  return id
}

/** Whether others wait to hear of it: then it is put down for them in the same statement. */
function isTold({ action, outcome, subject }: EventDraft): boolean {
  const isHeeded = toldActions.has(action) || heededActions.has(action)
  return outcome === 'done' && subject.organizationId !== null && isHeeded
}

/** Who is told of as the actor. A service account acts under its own name, with the token that it used. */
function recordedActor(actor: Actor) {
  if (actor.kind === 'token' && actor.serviceAccount)
    return {
      actor: { id: actor.serviceAccount.id, kind: 'service_account' },
      token: actor.id,
    } as const
  return { actor: { id: actor.id, kind: actor.kind }, token: null } as const
}

/** RFC 8785 JSON text. Throws on NaN and lone surrogates, which it cannot say. */
export function canonical(value: unknown): string {
  const text = canonicalize(value)
  if (text === undefined) throw new Error('A value without a JSON form cannot be recorded.')
  return text
}
