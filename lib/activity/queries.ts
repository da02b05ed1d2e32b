import { sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Ctx } from '../actor'
import { decide, type ReadDb } from '../door'
import { notFound } from '../errors'
import { isId } from '../ids'
import { findOrganization } from '../organizations/find'
import { page } from '../page'
import { paths } from '../paths'
import { query } from '../query'
import { type ActorView, OrganizationRef, type Page, PageInput } from '../view'
import { eventsOf } from './event-view'
import { Filters } from './filters'
import { findScope, ownId, type Scope } from './scope'
import { newestFirst, ordersByTime, readsAll } from './select'
import type { Event, EventDetail } from './view'

/**
 * Events, newest first. Everyone who reads a model reads its events, and everyone what they did themselves;
 * those of the whole organization are for auditors and admins. Addresses are shown to these two only;
 * refusals also to whoever met with one, or whose token did; what roles were given and taken, to whoever may
 * ask who has access. A token for some models reads nothing but the events of these.
 */
export const listActivity = query({
  action: 'organization.read',
  input: OrganizationRef.extend({ ...PageInput.shape, ...Filters.shape }),
  load: (db, input, ctx) => findScope(db, ctx, input),

  run({ db, subject, input, ctx }) {
    decideOn(ctx, subject)
    return eventPage(db, ctx, subject, input)
  },
})

/** A page of the events of a scope, whoever may ask for it having been decided. */
export async function eventPage(
  db: ReadDb,
  ctx: Ctx,
  scope: Scope,
  input: Filters & { cursor?: string | undefined; limit: number },
): Promise<Page<Event>> {
  const rows = await newestFirst(db, ctx, scope, input)
  const events = await eventsOf(db, ctx, scope, rows.slice(0, input.limit))
  const byTime = ordersByTime(input)
  const { nextCursor } = page(
    rows,
    input.limit,
    ({ row }) => row.id,
    ({ row }) => (byTime ? [row.at, row.seq] : [row.seq]),
  )
  return { items: events.map(({ event }) => event), nextCursor }
}

/** Whether the caller may ask for this part of the log at all; throws why not. */
export function decideOn(ctx: Ctx, scope: Scope): void {
  const { model, project, actor } = scope
  if (model) decide(ctx, 'model.activity', model.access)
  else if (actor === null || actor !== ownId(ctx))
    decide(ctx, 'organization.activity', project?.access ?? scope.access)
}

/** One event, by its id or its place in the sealed log, with what proves it. */
export const getEvent = query({
  action: 'organization.read',
  input: OrganizationRef.extend({ event: z.string().max(40) }),

  async load(db, { org, event }, ctx) {
    const found = await located(db, findOrganization(ctx, org).organization.organizationId, event)
    const { slug } = found
    const scope = await findScope(db, ctx, { org, ...(slug && { model: slug }) })
    // What is of no model is told to who reads the whole log, and to who did it.
    const own = !slug && !readsAll(ctx, scope)
    return { ...scope, actor: own ? ownId(ctx) : null, found }
  },

  async run({ db, subject, input: { org }, ctx }): Promise<EventDetail> {
    const { found, ...scope } = subject
    const rows = await newestFirst(db, ctx, scope, { id: found.id, limit: 1 })
    const [shown] = await eventsOf(db, ctx, scope, rows)
    const body = rows[0]?.row.body
    if (!shown || body === undefined) throw noEvent()
    const { event, hidden } = shown
    const { index } = event
    const proof = index === null ? null : paths.auditProof(org, index)
    return { ...event, body: hidden > 0 ? null : body, leaf: found.leaf, proof }
  },
})

const noEvent = () => notFound('There is no such event, or you may not see it.')

async function located(db: ReadDb, organizationId: string, event: string) {
  const isIndex = /^\d{1,15}$/.test(event)
  if (!isIndex && !isId(event)) throw noEvent()
  const { rows } = await db.execute<{ id: string; slug: string | null; leaf: string | null }>(sql`
    select e.id, m.slug, encode(l.hash, 'base64') as leaf
    from audit_events e
    left join models m on m.id = e.model_id
    left join audit_leaves l on l.event_id = e.id
    where e.organization_id = ${organizationId} and e.id = ${
      isIndex
        ? sql`(select event_id from audit_leaves where log_id = ${organizationId} and index = ${Number(event)})`
        : sql`${event}::uuid`
    }`)
  if (!rows[0]) throw noEvent()
  return rows[0]
}

/** The members of an organization by name, 500 at most, to filter by; their tokens go with them. */
export const listActors = query({
  action: 'organization.activity',
  input: OrganizationRef,
  load: (_db, input, ctx) => findOrganization(ctx, input.org),

  async run({ db, subject }): Promise<ActorView[]> {
    const { organizationId } = subject.organization
    const { rows } = await db.execute<{ id: string; kind: string; name: string }>(sql`
      (select p.id, 'person' as kind, p.name from members m join people p on p.id = m.person_id
        where m.organization_id = ${organizationId} order by p.name limit 500)
      union all
      (select id, 'service_account', name from service_accounts
        where organization_id = ${organizationId} order by name limit 200)`)
    return [...rows]
  },
})
