import type { ReadDb } from '../door'
import type { Json } from '../view'
import { idsIn, namesIn } from './names'
import type { EventRow } from './select'
import type { Event } from './view'

/** What is shown of a body; `writeEvent()` alone writes them. */
interface Stored {
  reason: string | null
  note: string | null
  before: Json
  after: Json
  token?: string
}

/** Rows as events, with the names of whom they speak; `whole`: with where they came from. */
export async function eventsOf(
  db: ReadDb,
  rows: readonly EventRow[],
  whole: boolean,
): Promise<Event[]> {
  const read = rows.map((found) => ({ found, body: JSON.parse(found.row.body) as Stored }))
  const names = await namesIn(
    db,
    read.flatMap(({ body }) => [body.before, body.after]),
  )
  return read.map(({ found, body }) => eventView(found, body, names, whole))
}

function eventView(
  { row, index, actorName, behind, subjectName, ip, userAgent, client }: EventRow,
  body: Stored,
  names: ReadonlyMap<string, string>,
  whole: boolean,
): Event {
  const ids = [...idsIn(body.before), ...idsIn(body.after)]
  return {
    id: row.id,
    index,
    at: row.at,
    actor: {
      id: row.actorId,
      kind: row.actorKind,
      name: actorName ?? (row.actorId ? 'Unknown' : 'Model Hub'),
    },
    onBehalfOf: row.onBehalfOf
      ? { id: row.onBehalfOf, kind: 'person', name: behind ?? 'Unknown' }
      : null,
    via: row.via,
    action: row.action,
    subject: {
      kind: row.subjectKind,
      id: row.subjectId,
      uri: row.subjectUri,
      name: row.subjectKind === 'member' ? (subjectName ?? 'Unknown') : null,
    },
    outcome: row.outcome,
    reason: body.reason,
    note: body.note,
    before: body.before,
    after: body.after,
    names: Object.fromEntries(ids.map((id) => [id, names.get(id) ?? 'Unknown'])),
    requestId: row.requestId,
    origin: whole ? { ip, userAgent, client } : null,
  }
}
