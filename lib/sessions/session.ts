import { and, desc, eq, gt, isNull, sql } from 'drizzle-orm'
import { database } from '@/db/client'
import { sessions, type signInMethods } from '@/db/schema/tables'
import type { Ctx } from '../actor'
import type { Tx } from '../door'
import { forbidden, notFound } from '../errors'
import { isId, newId } from '../ids'
import { hashSecret, newSecret } from '../secret'
import { system } from '../system'
import { dayMs } from '../time'
import { idleSince, sessionDays } from './cookie'

export interface NewSession {
  /** The opaque cookie value; only its hash is kept. */
  secret: string
  expiresAt: Date
}

export type SignInMethod = (typeof signInMethods)[number]

/** How someone proved who they are, and when; left out: by their password, just now. */
export interface Proof {
  method: SignInMethod
  /** Null where nobody says when that was: what asks for a fresh sign-in is not satisfied. */
  at: Date | null
}

/** Starts a session of a person who has just proved who they are. */
export function startSession(
  personId: string,
  origin: Ctx['origin'],
  proof?: Proof,
): Promise<NewSession> {
  return system((tx) => insertSession(tx, personId, origin, proof))
}

export async function insertSession(
  tx: Tx,
  personId: string,
  origin: Ctx['origin'],
  proof?: Proof,
): Promise<NewSession> {
  const secret = newSecret()
  const now = new Date()
  const expiresAt = new Date(now.getTime() + sessionDays * dayMs)
  await tx.insert(sessions).values({
    id: newId(),
    hash: hashSecret(secret),
    personId,
    createdAt: now,
    authenticatedAt: proof ? (proof.at ?? new Date(0)) : now,
    method: proof?.method ?? 'password',
    lastSeenAt: now,
    expiresAt,
    ip: origin.ip,
    userAgent: origin.userAgent?.slice(0, 500) ?? null,
  })
  return { secret, expiresAt }
}

/** Ends the session behind a cookie value; nothing happens when there is none. */
export async function endSession(secret: string): Promise<void> {
  await system((tx) =>
    tx
      .update(sessions)
      .set({ revokedAt: new Date() })
      .where(and(eq(sessions.hash, hashSecret(secret)), isNull(sessions.revokedAt))),
  )
}

export interface SessionView {
  id: string
  /** The one that asks. */
  current: boolean
  method: SignInMethod
  ip: string | null
  userAgent: string | null
  createdAt: string
  lastSeenAt: string
  expiresAt: string
}

/** The caller's own live sessions, last seen first. A token has none. */
export async function listSessions(ctx: Ctx): Promise<SessionView[]> {
  const { actor } = ctx
  if (actor.kind !== 'person') return []
  const rows = await database()
    .read.select()
    .from(sessions)
    .where(and(eq(sessions.personId, actor.id), isLive(ctx.now())))
    .orderBy(desc(sessions.lastSeenAt), desc(sessions.id))
    .limit(100)
  return rows.map((row) => ({
    id: row.id,
    current: row.id === actor.sessionId,
    method: row.method,
    ip: row.ip,
    userAgent: row.userAgent,
    createdAt: row.createdAt.toISOString(),
    lastSeenAt: row.lastSeenAt.toISOString(),
    expiresAt: row.expiresAt.toISOString(),
  }))
}

/** Ends one of the caller's own sessions; its next request is signed out. Throws not found. */
export async function revokeSession(ctx: Ctx, id: string): Promise<void> {
  const { actor } = ctx
  if (actor.kind !== 'person') throw forbidden('Only a person who is signed in ends a session.')
  const ended = isId(id)
    ? await system((tx) =>
        tx
          .update(sessions)
          .set({ revokedAt: ctx.now() })
          .where(and(eq(sessions.id, id), eq(sessions.personId, actor.id), isLive(ctx.now())))
          .returning({ id: sessions.id }),
      )
    : []
  if (ended.length === 0) throw notFound('There is no such session, or it has ended already.')
}

/** Ends all of the caller's sessions but the one that asks. Answers how many. */
export async function revokeOtherSessions(ctx: Ctx): Promise<number> {
  const { actor } = ctx
  if (actor.kind !== 'person') throw forbidden('Only a person who is signed in ends sessions.')
  const others = and(
    eq(sessions.personId, actor.id),
    sql`${sessions.id} is distinct from ${actor.sessionId}::uuid`,
    isLive(ctx.now()),
  )
  const ended = await system((tx) =>
    tx.update(sessions).set({ revokedAt: ctx.now() }).where(others).returning({ id: sessions.id }),
  )
  return ended.length
}

function isLive(now: Date) {
  const inUse = gt(sessions.lastSeenAt, idleSince(now))
  return and(isNull(sessions.revokedAt), gt(sessions.expiresAt, now), inUse)
}
