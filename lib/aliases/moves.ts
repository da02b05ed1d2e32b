import { and, desc, eq, type SQL, sql } from 'drizzle-orm'
import { type aliasKinds, aliasMoves } from '@/db/schema/tables'
import { type Ctx, personBehind } from '../actor'
import type { ReadDb, Tx } from '../door'
import { decodeCursor, page, TimeCursor } from '../page'
import { actorView } from '../people'
import type { ActorView, Page } from '../view'
import type { AliasMove } from './view'

interface Scope {
  organizationId: string
  kind: (typeof aliasKinds)[number]
  /** The model, dataset or project that the alias is of. */
  scopeId: string
}

/** Adds to the history of aliases of one thing; `targetId` null is a removal. */
export async function noteMoves(
  tx: Tx,
  ctx: Ctx,
  scope: Scope,
  moves: { name: string; targetId: string | null }[],
): Promise<void> {
  if (moves.length === 0) return
  const by = {
    movedBy: personBehind(ctx.actor),
    tokenId: ctx.actor.kind === 'token' ? ctx.actor.id : null,
    at: ctx.now(),
  }
  await tx
    .insert(aliasMoves)
    .values(moves.map((move) => ({ id: ctx.newId(), ...scope, ...move, ...by })))
}

/**
 * A page of the history of one alias, or of all of one thing, latest first. `to` says in SQL what the id
 * `alias_moves.target_id` is called, and `view` what that is to callers.
 */
export async function movesOf<To>(
  db: ReadDb,
  { scopeId, name }: { scopeId: string; name?: string | undefined },
  { limit, cursor }: { limit: number; cursor?: string | undefined },
  { to, view }: { to: SQL<To | null>; view: (to: To) => string },
): Promise<Page<AliasMove>> {
  const after = decodeCursor(cursor, TimeCursor)
  const rows: MoveRow<To>[] = await db
    .select({
      id: aliasMoves.id,
      alias: aliasMoves.name,
      at: aliasMoves.at,
      by: actorView(sql`alias_moves.moved_by`, sql`alias_moves.token_id`),
      to,
    })
    .from(aliasMoves)
    .where(
      and(
        eq(aliasMoves.scopeId, scopeId),
        name === undefined ? undefined : eq(aliasMoves.name, name),
        after ? sql`(${aliasMoves.at}, ${aliasMoves.id}) < (${after[0]}, ${after[1]})` : undefined,
      ),
    )
    .orderBy(desc(aliasMoves.at), desc(aliasMoves.id))
    .limit(limit + 1)
  return page(
    rows,
    limit,
    ({ alias, at, by, to }) => ({
      alias,
      at: at.toISOString(),
      by: by ?? { id: null, kind: 'system', name: 'Model Hub' },
      to: to === null ? null : view(to),
    }),
    ({ at, id }) => [at.toISOString(), id],
  )
}

interface MoveRow<To> {
  id: string
  alias: string
  at: Date
  /** Null where the hub itself did it. */
  by: ActorView | null
  to: To | null
}
