import { and, eq, inArray, isNull, ne } from 'drizzle-orm'
import { z } from 'zod'
import { models, people, sessions, tokens } from '@/db/schema/tables'
import { scopesFor } from '../access'
import { type Actor, type Ctx, type Membership, personBehind, type Scope } from '../actor'
import { command } from '../command'
import type { Tx } from '../door'
import { forbidden, invalid, notFound, unauthenticated } from '../errors'
import { findOrganization } from '../organizations/find'
import { hashSecret, newSecret } from '../secret'
import { dayMs } from '../time'
import { DisplayName, OrganizationRef, Slug } from '../view'
import { visibleModels } from '../visibility'
import { tokenSubject } from './find'
import { type NewToken, ScopeName } from './view'

const longestDays = 366

const TokenRequest = z.object({
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
    .min(1, 'Name at least one model, or leave models out for all that you may see.')
    .max(100)
    .transform((slugs) => [...new Set(slugs)])
    .nullish()
    .describe('Slugs of the only models that it may see'),
})

/**
 * Makes a token of the caller's, never wider than what its maker can do. Only for people: a token makes
 * none. The secret is in this answer and nowhere else.
 */
export const createToken = command({
  action: 'token.create',
  input: OrganizationRef.extend(TokenRequest.shape),
  load: (_tx, input, ctx) => {
    const target = findOrganization(ctx, input.org)
    return { ...target, event: tokenSubject(target.organization, null) }
  },

  async run({ tx, subject: { organization }, input, ctx }) {
    const ownerId = personBehind(ctx.actor)
    if (!ownerId) throw forbidden('A token belongs to a person.')
    refuseUseless(organization, input.scopes)
    if (input.models && input.scopes.includes('admin')) throw unlimited()
    const createdAt = ctx.now()
    const expiresAt = checkedExpiry(input.expiresAt, createdAt)
    const chosen = await chosenModels(tx, ctx, organization, input.models ?? null)
    const owner = await lockOwner(tx, ctx.actor, ownerId)
    const secret = `hub_${newSecret()}`
    const [made] = await tx
      .insert(tokens)
      .values({
        id: ctx.newId(),
        organizationId: organization.organizationId,
        ownerId,
        name: input.name,
        hash: hashSecret(secret),
        prefix: secret.slice(0, 8),
        scopes: input.scopes,
        modelIds: chosen?.map(({ id }) => id) ?? null,
        createdAt,
        expiresAt,
      })
      .returning()
    if (!made) throw new Error('The token was not inserted.')
    const result: NewToken = {
      id: made.id,
      name: made.name,
      prefix: made.prefix,
      owner: { id: owner.id, kind: 'person', name: owner.name },
      scopes: made.scopes,
      models: chosen?.map(({ slug }) => slug) ?? null,
      createdAt: made.createdAt.toISOString(),
      expiresAt: made.expiresAt.toISOString(),
      lastUsedAt: null,
      revokedAt: null,
      secret,
    }
    const { scopes, models: slugs } = result
    const after = { owner: ownerId, scopes, models: slugs, expiresAt: result.expiresAt }
    return { result, change: { before: null, after, subject: tokenSubject(organization, made.id) } }
  },
})

/** The owner, while who resets their password waits, and then ends this token as well. */
async function lockOwner(tx: Tx, actor: Actor, id: string) {
  const [owner] = await tx.select().from(people).where(eq(people.id, id)).for('share')
  if (!owner) throw notFound('There is no such person.')
  if (actor.kind !== 'person' || !actor.sessionId) return owner
  const here = and(eq(sessions.id, actor.sessionId), isNull(sessions.revokedAt))
  const [session] = await tx.select({ id: sessions.id }).from(sessions).where(here)
  if (!session) throw unauthenticated('You are no longer signed in. Sign in again.')
  return owner
}

/** Throws forbidden for a scope that no role of the caller's can use. */
function refuseUseless({ grants }: Membership, scopes: readonly Scope[]): void {
  const usable = scopesFor(grants.map(({ role }) => role))
  const useless = scopes.find((scope) => !usable.includes(scope))
  if (useless) throw forbidden(`None of your roles can use the scope ${useless}. Leave it out.`)
}

function unlimited() {
  const why = 'The scope admin is about the whole organization. Leave it out, or leave models out.'
  return invalid(`scopes: ${why}`, { fields: { scopes: why } })
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
