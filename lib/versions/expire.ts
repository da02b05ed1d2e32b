import { and, asc, eq, isNull, lte, ne } from 'drizzle-orm'
import { z } from 'zod'
import { database } from '@/db/client'
import { models, versions } from '@/db/schema/tables'
import type { Ctx } from '../actor'
import { command } from '../command'
import { conflict, notFound } from '../errors'
import { endEach } from '../expiry'
import { versionUri } from '../uri'

/**
 * Tells the log of approvals that have ended, once of each, `limit` at most; answers how many. The version
 * stays approved and says that it is expired: what uses it is not stopped by a clock, unless the policy
 * excludes it from latest. For the worker, which holds a lock around it.
 */
export async function expireApprovals(ctx: Ctx, { limit = 200 } = {}): Promise<number> {
  const ended = await database()
    .read.select({ id: versions.id })
    .from(versions)
    .where(
      and(
        eq(versions.state, 'approved'),
        ne(versions.life, 'deleted'),
        lte(versions.validUntil, ctx.now()),
        isNull(versions.expiredAt),
      ),
    )
    .orderBy(asc(versions.validUntil))
    .limit(limit)
  return endEach(ended, (id) => expireVersion(ctx, { id }))
}

const expireVersion = command({
  action: 'version.expire',
  input: z.object({ id: z.uuid() }),

  async load(tx, { id }) {
    const [found] = await tx
      .select({ version: versions, slug: models.slug })
      .from(versions)
      .innerJoin(models, eq(models.id, versions.modelId))
      .where(eq(versions.id, id))
      .for('no key update', { of: versions })
    if (!found) throw notFound('This version is not there.')
    const { version, slug } = found
    const { organizationId, modelId } = version
    return {
      version,
      access: { organizationId, modelId },
      event: {
        ...{ kind: 'version', id, uri: versionUri(slug, version.number) },
        ...{ organizationId, modelId },
      },
    }
  },

  async run({ tx, subject: { version }, ctx }) {
    const { id, state, validUntil, expiredAt } = version
    // Approved again, rejected, or told of by another replica meanwhile.
    if (state !== 'approved' || expiredAt || !validUntil || validUntil > ctx.now())
      throw conflict('The approval has not ended.')
    await tx.update(versions).set({ expiredAt: ctx.now() }).where(eq(versions.id, id))
    const until = validUntil.toISOString()
    return {
      result: true,
      change: { before: { state, validUntil: until }, after: { state, expired: true } },
    }
  },
})
