import { eq } from 'drizzle-orm'
import type { z } from 'zod'
import { aliases, models } from '@/db/schema/tables'
import type { Ctx } from '../actor'
import { aliasesLeading } from '../aliases/leading'
import { requireUnprotected } from '../aliases/protected'
import { deploymentsServing } from '../deployments/serving'
import type { Tx } from '../door'
import { LifeInput, lifeCommands, WithAliases } from '../life/commands'
import type { Holders } from '../life/holders'
import { requireOwnName } from '../registered/name'
import { runsTaking } from '../runs/taking'
import { approvedVersions } from '../versions/approved'
import { findModel, ModelRef, type ModelTarget } from './find'

export const {
  /** Puts a model out of sight; it takes no versions, decisions or aliases until it is restored. */
  archive: archiveModel,
  /** Brings an archived or deleted model back with its versions and aliases. */
  restore: restoreModel,
  /** Takes a model and its versions away from everybody; its name and numbers are never used again. */
  delete: deleteModel,
} = lifeCommands({
  name: 'model',
  input: ModelRef.extend({ ...LifeInput.shape, ...WithAliases.shape }),
  find: (tx, ctx, ref, deleted) => findModel(tx, ctx, ref, { lock: true, deleted }),
  row: ({ model }) => model,
  called: ({ model }) => model.slug,
  holders: holdersOfModel,
  unhand: ({ tx, ctx, subject }) =>
    requireUnprotected(tx, ctx, subject, eq(aliases.modelId, subject.model.id)),

  async write(tx, ctx, { model }, columns) {
    if (model.life === 'deleted' && columns.life === 'live') await requireOwnName(tx, model)
    const { id } = model
    await tx
      .update(models)
      .set({ ...columns, updatedAt: ctx.now() })
      .where(eq(models.id, id))
  },
})

/** What leads to a model: its names, and the runs that take a version of it. */
async function holdersOfModel(
  tx: Tx,
  ctx: Ctx,
  subject: ModelTarget,
  { withAliases }: z.output<typeof WithAliases>,
): Promise<Holders[]> {
  const { id, slug } = subject.model
  const names = await aliasesLeading(tx, eq(aliases.modelId, id), slug)
  const latest = await approvedVersions(tx, subject, ctx.now())
  return [
    ...(withAliases ? [] : [{ ...names, way: 'remove its aliases' }]),
    {
      uris: latest.length > 0 ? [`model://${slug}/latest`] : [],
      way: 'withdraw its approvals',
    },
    await runsTaking(tx, { modelId: id }),
    await deploymentsServing(tx, subject.organization.slug, { modelId: id }),
  ]
}
