import { and, desc, eq, gt, isNull, sql } from 'drizzle-orm'
import { database } from '@/db/client'
import { models, people, serviceAccounts, tokens, tokenUses } from '@/db/schema/tables'
import { type Ctx, personBehind } from '../actor'
import { findOrganization } from '../organizations/find'
import { decodeCursor, page, TimeCursor } from '../page'
import { query } from '../query'
import { OrganizationRef, type Page, PageInput, Slug } from '../view'
import { seesAll } from './find'
import type { Token } from './view'

/**
 * The caller's tokens with those of the service accounts that they answer for, or everybody's for an admin,
 * newest first, ended ones too. Without secrets.
 */
export const listTokens = query({
  action: 'token.list',
  input: OrganizationRef.extend({
    ...PageInput.shape,
    serviceAccount: Slug.optional().describe('Only those of this service account'),
  }),
  load: (_db, input, ctx) => findOrganization(ctx, input.org),

  async run({ db, subject: { organization }, input, ctx }): Promise<Page<Token>> {
    const before = decodeCursor(input.cursor, TimeCursor)
    const rows = await db
      .select(columns)
      .from(tokens)
      .innerJoin(people, eq(people.id, tokens.ownerId))
      .leftJoin(serviceAccounts, eq(serviceAccounts.id, tokens.serviceAccountId))
      .leftJoin(tokenUses, eq(tokenUses.tokenId, tokens.id))
      .where(
        and(
          eq(tokens.organizationId, organization.organizationId),
          seesAll(organization) ? undefined : isOwn(ctx),
          input.serviceAccount ? eq(serviceAccounts.slug, input.serviceAccount) : undefined,
          before
            ? sql`(${tokens.createdAt}, ${tokens.id}) < (${before[0]}::timestamptz, ${before[1]}::uuid)`
            : undefined,
        ),
      )
      .orderBy(desc(tokens.createdAt), desc(tokens.id))
      .limit(input.limit + 1)
    return page(rows, input.limit, view, (row) => [row.createdAt.toISOString(), row.id])
  },
})

/** The caller's own tokens that still work, in all their organizations, newest first; 200 at most. */
export async function listOwnTokens(ctx: Ctx): Promise<(Token & { org: string })[]> {
  const { actor, memberships } = ctx
  if (actor.kind !== 'person') return []
  const rows = await database()
    .read.select({ ...columns, organizationId: tokens.organizationId })
    .from(tokens)
    .innerJoin(people, eq(people.id, tokens.ownerId))
    .leftJoin(serviceAccounts, eq(serviceAccounts.id, tokens.serviceAccountId))
    .leftJoin(tokenUses, eq(tokenUses.tokenId, tokens.id))
    .where(
      and(eq(tokens.ownerId, actor.id), isNull(tokens.revokedAt), gt(tokens.expiresAt, ctx.now())),
    )
    .orderBy(desc(tokens.createdAt), desc(tokens.id))
    .limit(200)
  return rows.flatMap(({ organizationId, ...row }) => {
    const home = memberships.find((membership) => membership.organizationId === organizationId)
    return home ? [{ ...view(row), org: home.slug }] : []
  })
}

/** A service account sees its own, and not those of whoever answers for it. */
function isOwn({ actor }: Ctx) {
  const account = actor.kind === 'token' ? actor.serviceAccount : null
  if (account) return eq(tokens.serviceAccountId, account.id)
  return eq(tokens.ownerId, personBehind(actor) ?? tokens.ownerId)
}

const columns = {
  id: tokens.id,
  name: tokens.name,
  prefix: tokens.prefix,
  owner: { id: people.id, name: people.name },
  serviceAccount: { slug: serviceAccounts.slug, name: serviceAccounts.name },
  scopes: tokens.scopes,
  models: sql<string[] | null>`case when ${tokens.modelIds} is not null then
    array(select m.slug from ${models} m where m.id = any(${tokens.modelIds})
      and m.life <> 'deleted' order by m.slug)
    end`,
  createdAt: tokens.createdAt,
  expiresAt: tokens.expiresAt,
  lastUsedAt: tokenUses.lastUsedAt,
  revokedAt: tokens.revokedAt,
}

interface Row extends Pick<Token, 'id' | 'name' | 'prefix' | 'scopes' | 'models'> {
  owner: { id: string; name: string }
  serviceAccount: Token['serviceAccount']
  createdAt: Date
  expiresAt: Date
  lastUsedAt: Date | null
  revokedAt: Date | null
}

function view({ owner, ...row }: Row): Token {
  return {
    ...row,
    owner: { ...owner, kind: 'person' },
    createdAt: row.createdAt.toISOString(),
    expiresAt: row.expiresAt.toISOString(),
    lastUsedAt: row.lastUsedAt?.toISOString() ?? null,
    revokedAt: row.revokedAt?.toISOString() ?? null,
  }
}
