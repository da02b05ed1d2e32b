import { asc, eq, sql } from 'drizzle-orm'
import { database } from '@/db/client'
import { externalIdentities, people } from '@/db/schema/tables'
import type { Ctx } from '../actor'

/** By what somebody proves who they are. */
export interface WaysIn {
  password: boolean
  /** The providers that vouch for them, since when. */
  providers: { issuer: string; since: string }[]
}

/** The caller's own ways in; a token has none. */
export async function waysIn({ actor }: Ctx): Promise<WaysIn> {
  if (actor.kind !== 'person') return { password: false, providers: [] }
  const { read } = database()
  const [person] = await read
    .select({ password: sql<boolean>`${people.passwordHash} is not null` })
    .from(people)
    .where(eq(people.id, actor.id))
  const rows = await read
    .select({ issuer: externalIdentities.issuer, since: externalIdentities.createdAt })
    .from(externalIdentities)
    .where(eq(externalIdentities.personId, actor.id))
    .orderBy(asc(externalIdentities.createdAt))
    .limit(20)
  return {
    password: person?.password ?? false,
    providers: rows.map(({ issuer, since }) => ({ issuer, since: since.toISOString() })),
  }
}
