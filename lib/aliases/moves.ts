import { and, desc, eq, lt, type SQL, sql } from 'drizzle-orm'
import { type aliasKinds, aliasMoves } from '@/db/schema/tables'
import { type Ctx, personBehind } from '../actor'
import type { ReadDb, Tx } from '../door'
import { decodeCursor, NumberCursor, page } from '../page'
import { actorView } from '../people'
import type { ActorView, Page } from '../view'
import type { AliasMove } from './view'

interface Scope {
  organizationId: string
  kind: (typeof aliasKinds)[number]
  /** The model, dataset or project that the alias is of. */
  scopeId: string
}

/**
 * Adds to the history of aliases of one thing; `targetId` null is a removal, and `note` says why. Answers the
 * ids that the events of the moves are to have, in the same order.
 */
export async function noteMoves(
  tx: Tx,
  ctx: Ctx,
  scope: Scope,
  moves: { name: string; targetId: string | null }[],
  note = '',
): Promise<string[]> {
  if (moves.length === 0) return []
  const by = {
    note,
    movedBy: personBehind(ctx.actor),
    tokenId: ctx.actor.kind === 'token' ? ctx.actor.id : null,
    at: ctx.now(),
  }
  const noted = moves.map((move) => ({
    ...{ id: ctx.newId(), eventId: ctx.newId() },
    ...{ ...scope, ...move, ...by },
  }))
  await tx.insert(aliasMoves).values(noted)
  return noted.map(({ eventId }) => eventId)
}

/**
 * A page of the history of one alias, or of all of one thing, latest first. `called` says in SQL what the id
 * of a target is called, and `view` what that is to callers.
 */
export async function movesOf<To>(
  db: ReadDb,
  { scopeId, name }: { scopeId: string; name?: string | undefined },
  { limit, cursor }: { limit: number; cursor?: string | undefined },
  { called, view }: { called: (id: SQL) => SQL<To | null>; view: (to: To) => string },
): Promise<Page<AliasMove>> {
  const after = decodeCursor(cursor, NumberCursor)
  const rows: MoveRow<To>[] = await db
    .select({
      seq: aliasMoves.seq,
      alias: aliasMoves.name,
      at: aliasMoves.at,
      by: actorView(sql`alias_moves.moved_by`, sql`alias_moves.token_id`),
      note: aliasMoves.note,
      from: called(targetBefore),
      to: called(sql`alias_moves.target_id`),
      event: eventOfMove,
    })
    .from(aliasMoves)
    .where(
      and(
        eq(aliasMoves.scopeId, scopeId),
        name === undefined ? undefined : eq(aliasMoves.name, name),
        after ? lt(aliasMoves.seq, after[0]) : undefined,
      ),
    )
    .orderBy(desc(aliasMoves.seq))
    .limit(limit + 1)
  return page(
    rows,
    limit,
    ({ alias, at, by, note, from, to, event }) => ({
      alias,
      at: at.toISOString(),
      by: by ?? hubItself,
      from: from === null ? null : view(from),
      to: to === null ? null : view(to),
      note,
      event,
    }),
    ({ seq }) => [seq],
  )
}

/** What makes a change take the id that `noteMoves()` answered. */
export const namedEvent = (eventId: string | undefined) => (eventId ? { eventId } : {})

interface MoveRow<To> {
  seq: number
  alias: string
  at: Date
  /** Null where the hub itself did it. */
  by: ActorView | null
  note: string
  from: To | null
  to: To | null
  event: AliasMove['event']
}

export const hubItself: ActorView = { id: null, kind: 'system', name: 'Model Hub' }

const targetBefore = sql`(select p.target_id from alias_moves p
  where p.scope_id = alias_moves.scope_id and p.name = alias_moves.name and p.seq < alias_moves.seq
  order by p.seq desc limit 1)`

const eventOfMove = sql<AliasMove['event']>`(
  select json_build_object('id', e.id, 'index', l.index)
  from audit_events e left join audit_leaves l on l.event_id = e.id
  where e.id = alias_moves.event_id)`
