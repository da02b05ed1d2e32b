import { type SQL, sql } from 'drizzle-orm'
import { pathOfUri, paths } from '../paths'
import { personView } from '../people'
import { isoTime } from '../prepared'
import type { ActorView, Json } from '../view'
import type { NotificationKind } from './kinds'
import type { Notification } from './view'
import { sentence, unseenText } from './words'

/** A notification as it is kept, with what is joined for display. */
export interface Row extends Record<string, unknown> {
  id: string
  kind: NotificationKind
  subject: string
  body: { [key: string]: Json | undefined }
  createdAt: string
  readAt: string | null
  actor: ActorView | null
  /** The slug of its model by now. */
  model: string | null
  seen: boolean
}

/** The columns of a `Row`, of `notifications n` with its model as `models`; `seen` is for the query to say. */
export const columns: SQL = sql`n.id, n.kind, n.subject, n.body, ${isoTime(sql`n.created_at`)} as "createdAt",
  ${isoTime(sql`n.read_at`)} as "readAt", models.slug as model,
  case n.actor_kind
    when 'person' then ${personView(sql`n.actor_id`)}
    when 'token' then (select json_build_object('id', p.id, 'kind', 'person', 'name', p.name)
      from tokens t join people p on p.id = t.owner_id where t.id = n.actor_id)
    when 'service_account' then (select json_build_object('id', s.id, 'kind', 'service_account', 'name', s.name)
      from service_accounts s where s.id = n.actor_id) end as actor`

/** A notification as its person reads it; of what they may not see any more, that there was something. */
export function viewOf(org: string, row: Row): Notification {
  const { id, kind, body, createdAt, readAt, actor } = row
  const at = typeof body.at === 'string' ? new Date(body.at).toISOString() : createdAt
  const plain = { id, kind, at, createdAt, readAt }
  if (!row.seen)
    return { ...plain, actor: null, text: unseenText, note: '', subject: null, url: null }
  const { about, subject } = placeOf(row)
  return {
    ...plain,
    actor,
    text: sentence({ kind, actor: actor?.name ?? null, about, body }),
    note: typeof body.note === 'string' ? body.note : '',
    subject,
    url: paths.notification(org, id),
  }
}

/** Where a notification leads. */
export function pageOfRow(org: string, row: Row): string {
  const { kind, body } = row
  const { subject, version } = placeOf(row)
  if (row.model && typeof body.comment === 'string')
    return paths.discussion(org, row.model, version, { comment: body.comment })
  if (kind === 'token')
    return typeof body.account === 'string' ? paths.serviceAccount(org, body.account) : paths.me()
  if (subject.startsWith('/')) return subject
  return pathOfUri(org, subject) ?? paths.inbox(org)
}

interface Place {
  /** In words. */
  about: string
  subject: string
  version: number | null
}

/** What it is about: by what that is called now, where it is a model. */
function placeOf({ kind, subject, body, model }: Row): Place {
  const name = typeof body.name === 'string' ? body.name : ''
  if (kind === 'token' || kind === 'webhook') return { about: name, subject, version: null }
  if (kind === 'deployment') return { about: name, subject, version: null }
  const [, run] = /^run:\/\/(.+)$/.exec(subject) ?? []
  if (run) return { about: run.replace(/\/(\d+)$/, ' #$1'), subject, version: null }
  const slug = model ?? ''
  const [, number] = kind === 'recall' ? [] : (/\/v(\d+)$/.exec(subject) ?? [])
  if (number)
    return {
      about: `${slug} v${number}`,
      subject: `model://${slug}/v${number}`,
      version: Number(number),
    }
  return { about: slug, subject: `model://${slug}/`, version: null }
}
