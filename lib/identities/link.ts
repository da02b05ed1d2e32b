import { and, eq, ne } from 'drizzle-orm'
import { z } from 'zod'
import { database } from '@/db/client'
import { externalIdentities, organizations, people } from '@/db/schema/tables'
import type { Ctx } from '../actor'
import { command } from '../command'
import type { ReadDb, Tx } from '../door'
import { AppError, conflict } from '../errors'
import { lockAccount } from '../members/account'
import { endTokens, setPassword } from '../members/password'
import type { Identity } from './claims'

/** The person whom the provider's word stands for; null where it is nobody yet. */
export async function personOf({ issuer, subject }: Identity): Promise<string | null> {
  return linked(database().read, issuer, subject)
}

export interface KnownByAddress {
  id: string
  hasPassword: boolean
}

/** The person of an address that the provider has verified. */
export async function personOfAddress(email: string): Promise<KnownByAddress | null> {
  const [found] = await database()
    .read.select({ id: people.id, passwordHash: people.passwordHash })
    .from(people)
    .where(eq(people.email, email))
  return found ? { id: found.id, hasPassword: found.passwordHash !== null } : null
}

/**
 * Ties a person to who they are by the provider. The hub has verified no address itself, so unless they are
 * signed in (`proved`), whoever made the account before may be another: its password, sessions and tokens end.
 */
export async function linkIdentity(
  ctx: Ctx,
  identity: Identity,
  personId: string,
  { proved }: { proved: boolean },
): Promise<void> {
  const { issuer, subject } = identity
  await link(ctx, { issuer, subject, personId, proved })
}

const link = command({
  action: 'member.sync',
  input: z.object({
    issuer: z.string(),
    subject: z.string(),
    personId: z.string(),
    proved: z.boolean(),
  }),
  load: (tx, input) => lockAccount(tx, input.personId),

  async run({ tx, subject: { person, event, elsewhere }, input, ctx }) {
    const { issuer, subject, proved } = input
    if (!proved) await refuseOther(tx, { issuer, subject, personId: person.id })
    const id = await insertIdentity(tx, ctx, { issuer, subject, personId: person.id })
    const drops = !proved && person.passwordHash !== null
    if (!proved) await setPassword(tx, ctx, person, { hash: null, knownTo: null, keep: null })
    const ended = proved ? [] : await endTokens(tx, person.id, ctx.now())
    // By what number the provider knows them is in the table alone.
    const told = (organizationId: string | null) => ({
      before: null,
      after: {
        identity: id,
        issuer,
        passwordDropped: drops,
        tokensRevoked: ended.filter((one) => one === organizationId).length,
      },
    })
    const also = elsewhere.map((subject) => {
      return { action: 'member.sync' as const, subject, ...told(subject.organizationId) }
    })
    return { result: null, change: told(event.organizationId), also }
  },
})

/** Makes the person of a verified address whom nobody has added, as one who belongs to `organizationId` soon. */
export const makePerson = command({
  action: 'member.sync',
  input: z.object({
    organizationId: z.string(),
    personId: z.string(),
    email: z.string(),
    name: z.string(),
    issuer: z.string(),
    subject: z.string(),
  }),
  async load(tx, { organizationId, personId }) {
    const [organization] = await tx
      .select({ slug: organizations.slug })
      .from(organizations)
      .where(eq(organizations.id, organizationId))
    const uri = `/${organization?.slug}/settings/members`
    return {
      access: { organizationId },
      event: { kind: 'member', id: personId, uri, organizationId },
    }
  },

  async run({ tx, input, ctx }) {
    const { personId, email, name, issuer, subject } = input
    const made = await tx
      .insert(people)
      .values({ id: personId, email, name, createdAt: ctx.now() })
      .onConflictDoNothing()
      .returning({ id: people.id })
    if (made.length === 0) throw again()
    const id = await insertIdentity(tx, ctx, { issuer, subject, personId })
    return { result: null, change: { before: null, after: { identity: id, issuer } } }
  },
})

/** A provider gives an address to somebody new, too: by it alone nobody becomes whom it knew there before. */
async function refuseOther(
  tx: Tx,
  { issuer, subject, personId }: { issuer: string; subject: string; personId: string },
): Promise<void> {
  const [other] = await tx
    .select({ id: externalIdentities.id })
    .from(externalIdentities)
    .where(
      and(
        eq(externalIdentities.personId, personId),
        eq(externalIdentities.issuer, issuer),
        ne(externalIdentities.subject, subject),
      ),
    )
    .limit(1)
  if (!other) return
  throw new AppError(
    'forbidden',
    'The account of this e-mail address belongs to another account of the sign-in provider. If both are yours, sign in with your password and connect this one under Account; an admin makes a link for a password.',
    { code: 'address_taken' },
  )
}

async function insertIdentity(
  tx: Tx,
  ctx: Ctx,
  identity: { issuer: string; subject: string; personId: string },
): Promise<string> {
  const at = ctx.now()
  const [made] = await tx
    .insert(externalIdentities)
    .values({ id: ctx.newId(), ...identity, createdAt: at, lastSignInAt: at })
    .onConflictDoNothing()
    .returning({ id: externalIdentities.id })
  if (!made) throw again()
  return made.id
}

async function linked(db: ReadDb, issuer: string, subject: string): Promise<string | null> {
  const [found] = await db
    .select({ personId: externalIdentities.personId })
    .from(externalIdentities)
    .where(and(eq(externalIdentities.issuer, issuer), eq(externalIdentities.subject, subject)))
  return found?.personId ?? null
}

// The other of two first sign-ins at once was faster.
const again = () => conflict('Someone signed in as you at this moment. Try again.')
