import { and, eq, inArray, isNull, ne } from 'drizzle-orm'
import { z } from 'zod'
import { models, people, sessions, tokens } from '@/db/schema/tables'
import { type Actor, type Ctx, type Membership, personBehind, type Scope } from '../actor'
import type { Outcome } from '../command'
import type { Tx } from '../door'
import { invalid, notFound, unauthenticated } from '../errors'
import { hashSecret, newSecret } from '../secret'
import { dayMs } from '../time'
import { DisplayName, Slug } from '../view'
import { visibleModels } from '../visibility'
import { tokenSubject } from './find'
import { type NewToken, ScopeName } from './view'

const longestDays = 366

export const TokenRequest = z.object({
  name: DisplayName,
  scopes: z
    .array(ScopeName)
    .min(1, 'Choose at least one scope.')
    .transform((scopes) => [...new Set(scopes)]),
  expiresAt: z
    .union([z.iso.datetime({ offset: true }), z.iso.date()], {
      error: 'Write a time such as 2027-03-01T00:00:00Z, or a date.',
    })
    .describe('At most 366 days from now; a bare date means 00:00 UTC'),
  models: z
    .array(Slug)
    .min(1, 'Name at least one model, or leave models out for all that it may see.')
    .max(100)
    .transform((slugs) => [...new Set(slugs)])
    .nullish()
    .describe('Slugs of the only models that it may see'),
})

interface Draft {
  name: string
  scopes: Scope[]
  expiresAt: string
  models?: string[] | null | undefined
}

/** Inserts a token of a person, or of a service account, whose owner it then counts as. */
export async function insertToken(
  tx: Tx,
  ctx: Ctx,
  organization: Membership,
  draft: Draft,
  of: { ownerId: string } | { id: string; slug: string; name: string; ownerId: string },
): Promise<Outcome<NewToken>> {
  const account = 'id' in of ? of : null
  const createdAt = ctx.now()
  const expiresAt = checkedExpiry(draft.expiresAt, createdAt)
  const chosen = await chosenModels(tx, ctx, organization, draft.models ?? null)
  const [owner] = await tx
    .select({ id: people.id, name: people.name })
    .from(people)
    .where(eq(people.id, of.ownerId))
  const secret = `hub_${newSecret()}`
  const [made] = await tx
    .insert(tokens)
    .values({
      id: ctx.newId(),
      organizationId: organization.organizationId,
      ownerId: of.ownerId,
      serviceAccountId: account?.id ?? null,
      madeBy: personBehind(ctx.actor),
      name: draft.name,
      hash: hashSecret(secret),
      prefix: secret.slice(0, 8),
      scopes: draft.scopes,
      modelIds: chosen?.map(({ id }) => id) ?? null,
      createdAt,
      expiresAt,
    })
    .returning()
  if (!made || !owner) throw new Error('The token was not inserted.')
  const result: NewToken = {
    id: made.id,
    name: made.name,
    prefix: made.prefix,
    owner: { ...owner, kind: 'person' },
    serviceAccount: account && { slug: account.slug, name: account.name },
    scopes: made.scopes,
    models: chosen?.map(({ slug }) => slug) ?? null,
    createdAt: made.createdAt.toISOString(),
    expiresAt: made.expiresAt.toISOString(),
    lastUsedAt: null,
    revokedAt: null,
    secret,
  }
  const { scopes, models: slugs } = result
  const after = {
    owner: of.ownerId,
    ...(account && { serviceAccount: account.id }),
    scopes,
    models: slugs,
    expiresAt: result.expiresAt,
  }
  return { result, change: { before: null, after, subject: tokenSubject(organization, made.id) } }
}

/**
 * Whoever makes a token, while who resets their password waits, and then ends this token as well. Throws
 * `unauthenticated` where their session has just ended.
 */
export async function lockMaker(tx: Tx, actor: Actor): Promise<void> {
  if (actor.kind !== 'person') return
  const [person] = await tx
    .select({ id: people.id })
    .from(people)
    .where(eq(people.id, actor.id))
    .for('share')
  if (!person) throw notFound('There is no such person.')
  if (!actor.sessionId) return
  const here = and(eq(sessions.id, actor.sessionId), isNull(sessions.revokedAt))
  const [session] = await tx.select({ id: sessions.id }).from(sessions).where(here)
  if (!session) throw unauthenticated('You are no longer signed in. Sign in again.')
}

function checkedExpiry(text: string, now: Date): Date {
  const expiresAt = new Date(text)
  const problem = expiryProblem(expiresAt.getTime() - now.getTime())
  if (problem) throw invalid(`expiresAt: ${problem}`, { fields: { expiresAt: problem } })
  return expiresAt
}

function expiryProblem(ahead: number): string | null {
  if (!(ahead > 0)) return 'This has passed already. Choose a later time.'
  if (ahead > longestDays * dayMs) return `A token lives for at most ${longestDays} days.`
  return null
}

/** The models chosen; null for all. Throws not found for one that the caller does not see. */
async function chosenModels(
  tx: Tx,
  ctx: Ctx,
  { organizationId, slug: org }: Membership,
  slugs: string[] | null,
) {
  if (!slugs) return null
  const rows = await tx
    .select({ id: models.id, slug: models.slug })
    .from(models)
    .where(
      and(
        eq(models.organizationId, organizationId),
        ne(models.life, 'deleted'),
        visibleModels(ctx, organizationId),
        inArray(models.slug, slugs),
      ),
    )
    .orderBy(models.slug)
  const missing = slugs.find((slug) => !rows.some((row) => row.slug === slug))
  if (missing) throw notFound(`There is no model ${missing} in ${org}, or you may not see it.`)
  return rows
}
