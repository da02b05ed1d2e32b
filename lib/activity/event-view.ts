import type { Ctx } from '../actor'
import type { ReadDb } from '../door'
import { idsIn, namesIn } from './names'
import type { Scope } from './scope'
import { type EventRow, isForChosenModels, readsAll } from './select'
import { type Stored, shownTo } from './splits'
import type { Event } from './view'

/**
 * Rows as the caller may read them, with the names of whom they speak. Whoever reads the whole log reads all of
 * each, with where it came from; `hidden` are variants of splits that others do not see.
 */
export async function eventsOf(
  db: ReadDb,
  ctx: Ctx,
  scope: Pick<Scope, 'access' | 'organization'>,
  rows: readonly EventRow[],
): Promise<{ event: Event; hidden: number }[]> {
  const whole = readsAll(ctx, scope)
  const recorded = rows.map((found) => ({
    row: found.row,
    body: JSON.parse(found.row.body) as Stored,
  }))
  const shown =
    whole && !isForChosenModels(ctx)
      ? recorded.map(({ body }) => ({ body, hidden: 0 }))
      : await shownTo(db, ctx, scope.organization.organizationId, recorded)
  const names = await namesIn(
    db,
    shown.flatMap(({ body }) => [body.before, body.after]),
  )
  return rows.flatMap((found, at) => {
    const one = shown[at]
    return one ? [{ event: eventView(found, one.body, names, whole), hidden: one.hidden }] : []
  })
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
