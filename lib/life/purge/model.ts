import { and, eq, isNull, sql } from 'drizzle-orm'
import { z } from 'zod'
import {
  cardRevisions,
  modelFields,
  modelImages,
  models,
  organizations,
  versions,
} from '@/db/schema/tables'
import { command } from '../../command'
import { emptyComments } from '../../comments/delete'
import type { Tx } from '../../door'
import { notFound } from '../../errors'
import { modelTarget } from '../../models/find'
import { forgetWords } from '../../search/forget'
import { dropLostAliases } from './aliases'
import { requireDue } from './due'
import { organizationColumns } from './organization'
import { purgeVersions } from './version'

const atOnce = 20

/**
 * Lets the files of a deleted model go, and what was said of it, some versions at a time; the last time
 * closes it for good.
 */
export const purgeModel = command({
  action: 'model.purge',
  input: z.object({ id: z.uuid() }),

  async load(tx, { id }) {
    const [found] = await tx
      .select({ model: models, organization: organizationColumns })
      .from(models)
      .innerJoin(organizations, eq(organizations.id, models.organizationId))
      .where(eq(models.id, id))
      .for('update', { of: models })
    if (!found) throw notFound('This model is not there.')
    return modelTarget(
      { ...found.organization, grants: [] },
      {
        model: found.model,
        projectIds: [],
        policies: [],
      },
    )
  },

  async run({ tx, subject: { model }, ctx }) {
    requireDue(ctx, model)
    const rows = await tx
      .select({ id: versions.id })
      .from(versions)
      .where(and(eq(versions.modelId, model.id), isNull(versions.purgedAt)))
      .orderBy(versions.number)
      .limit(atOnce + 1)
    const ids = rows.slice(0, atOnce).map(({ id }) => id)
    const freed = await purgeVersions(tx, ctx, ids)
    const done = rows.length <= atOnce
    // The last reason to keep them is that the model might come back.
    const images = done ? await freeImages(tx, model.id) : 0
    if (done) await emptyCard(tx, model.id)
    // After the card, since whatever is written of a model is noted anew.
    if (done) await forgetWords(tx, [model.id])
    if (done) await tx.delete(modelFields).where(eq(modelFields.modelId, model.id))
    if (done) await tx.update(models).set({ purgedAt: ctx.now() }).where(eq(models.id, model.id))
    if (done) freed.comments += await emptyComments(tx, sql`model_id = ${model.id}`)
    const lost = await dropLostAliases(tx, ctx, model.organizationId)
    const before = { versions: ids.length, ...freed, ...lost, ...(images > 0 && { images }) }
    return { result: { next: done ? null : 0 }, change: { before, after: { purged: done } } }
  },
})

/** Lets go of every text of its card. That there were so many revisions stays, and whose. */
async function emptyCard(tx: Tx, modelId: string): Promise<void> {
  await tx.update(cardRevisions).set({ blocks: [] }).where(eq(cardRevisions.modelId, modelId))
  await tx.update(models).set({ description: '' }).where(eq(models.id, modelId))
}

/** Lets go of the images that its card, notes and comments showed. Answers how many there were. */
async function freeImages(tx: Tx, modelId: string): Promise<number> {
  const gone = await tx
    .delete(modelImages)
    .where(eq(modelImages.modelId, modelId))
    .returning({ id: modelImages.id })
  return gone.length
}
