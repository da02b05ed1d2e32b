import { and, eq, inArray, isNotNull, isNull } from 'drizzle-orm'
import { type CardBlock, decisions, versions } from '@/db/schema/tables'
import { sectionDigest } from '../cards/sections'
import type { Tx } from '../door'

/**
 * Marks the decisions on a version whose metrics or parameters have become others, so that what is to be
 * reviewed again is found. The caller writes the event.
 */
export async function markEvidenceChanged(tx: Tx, versionId: string, at: Date): Promise<void> {
  await tx
    .update(decisions)
    .set({ cardChangedAt: at })
    .where(and(eq(decisions.versionId, versionId), isNull(decisions.cardChangedAt)))
}

/**
 * Marks the decisions on a model's versions that rest on sections of its card which now say something else.
 * The caller has locked the model, and writes the event. Putting the old words back makes nothing fresh.
 */
export async function markCardChanged(
  tx: Tx,
  modelId: string,
  blocks: readonly CardBlock[],
  at: Date,
): Promise<void> {
  const bound = await tx
    .select({ id: decisions.id, sections: decisions.cardSections })
    .from(decisions)
    .innerJoin(versions, eq(versions.id, decisions.versionId))
    .where(
      and(
        eq(versions.modelId, modelId),
        isNotNull(decisions.cardSections),
        isNull(decisions.cardChangedAt),
      ),
    )
  const changed = bound.filter(({ sections }) =>
    Object.entries(sections ?? {}).some(([name, digest]) => sectionDigest(blocks, name) !== digest),
  )
  if (changed.length === 0) return
  const ids = changed.map(({ id }) => id)
  await tx.update(decisions).set({ cardChangedAt: at }).where(inArray(decisions.id, ids))
}
