import { sql } from 'drizzle-orm'
import { database } from '@/db/client'
import { outbox } from '@/db/schema/tables'
import type { Told, ToldEvent } from '../outbox/view'
import { system } from '../system'
import { dealNotifications } from './deal'

/** What waits to be told, in its order. */
export async function waiting(): Promise<Told[]> {
  const { rows } = await database().read.execute<{
    told: Told & { at: string }
    event: string
    cause: string | null
  }>(sql`
    select json_build_object('id', o.id, 'what', o.what, 'organizationId', o.organization_id,
      'orderKey', o.order_key, 'modelId', o.model_id, 'projectId', o.project_id, 'at', o.at, 'body', o.body) as told,
      e.body as event, c.body as cause
    from outbox o left join audit_events e on e.id = o.id
    left join audit_events c on c.id = case when o.what = 'model.latest' then (o.body ->> 'event')::uuid end order by o.seq`)
  return rows.map(({ told, event, cause }) => ({
    ...told,
    at: new Date(told.at),
    event: event ? (JSON.parse(event) as ToldEvent) : null,
    cause: cause ? (JSON.parse(cause) as ToldEvent) : null,
  }))
}

/** Tells all that waits. */
export async function dealt(): Promise<Told[]> {
  const told = await waiting()
  await system(async (tx) => {
    await dealNotifications(tx, told)
    await tx.delete(outbox)
  })
  return told
}

export interface Line extends Record<string, unknown> {
  kind: string
  name: string
  subject: string
  body: Record<string, unknown>
}

/** What stands in the inboxes of an organization, as `Ben review model://churn/v1`. */
export async function lines(organizationId: string): Promise<string[]> {
  return (await inboxes(organizationId)).map(
    ({ name, kind, subject }) => `${name} ${kind} ${subject}`,
  )
}

export async function inboxes(organizationId: string): Promise<Line[]> {
  const { rows } = await database().read.execute<Line>(sql`
    select p.name, n.kind, n.subject, n.body from notifications n join people p on p.id = n.person_id
    where n.organization_id = ${organizationId} order by p.name, n.kind, n.subject`)
  return [...rows]
}
