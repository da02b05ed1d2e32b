import { and, asc, eq, isNull, lt } from 'drizzle-orm'
import { models, versions, versionUses } from '@/db/schema/tables'
import type { Ctx } from '../actor'
import { writeEvent } from '../audit/event'
import { system } from '../system'
import { hourOf } from '../time'
import { versionUri } from '../uri'

/**
 * Ends the hours that are over: each that counted more than its first use gets one event with the total.
 * Answers how many hours were closed; at most 200 at once.
 */
export async function closeUses(ctx: Ctx): Promise<number> {
  return system(async (tx) => {
    const over = await tx
      .select({
        use: versionUses,
        number: versions.number,
        organizationId: versions.organizationId,
        modelId: models.id,
        slug: models.slug,
      })
      .from(versionUses)
      .innerJoin(versions, eq(versions.id, versionUses.versionId))
      .innerJoin(models, eq(models.id, versions.modelId))
      .where(and(isNull(versionUses.closedAt), lt(versionUses.hour, hourOf(ctx.now()))))
      .orderBy(asc(versionUses.hour))
      .limit(200)
      .for('update', { of: versionUses, skipLocked: true })
    for (const { use, number, organizationId, modelId, slug } of over) {
      await tx
        .update(versionUses)
        .set({ closedAt: ctx.now() })
        .where(
          and(
            eq(versionUses.principalId, use.principalId),
            eq(versionUses.versionId, use.versionId),
            eq(versionUses.hour, use.hour),
          ),
        )
      if (use.count < 2) continue
      await writeEvent(tx, ctx, {
        action: 'version.use',
        subject: {
          kind: 'version',
          id: use.versionId,
          uri: versionUri(slug, number),
          organizationId,
          modelId,
        },
        outcome: 'done',
        before: null,
        after: { hour: use.hour.toISOString(), count: use.count, principalId: use.principalId },
      })
    }
    return over.length
  })
}
