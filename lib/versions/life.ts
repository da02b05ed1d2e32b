import { eq } from 'drizzle-orm'
import type { z } from 'zod'
import { aliases, models, versions } from '@/db/schema/tables'
import type { Ctx } from '../actor'
import { aliasesLeading } from '../aliases/leading'
import { dropAliases } from '../aliases/move'
import { requireUnprotected } from '../aliases/protected'
import { deploymentsServing } from '../deployments/serving'
import type { Tx } from '../door'
import { LifeInput, lifeCommands, WithAliases } from '../life/commands'
import type { Holders } from '../life/holders'
import { runsTaking } from '../runs/taking'
import { approvedVersions } from './approved'
import { findVersion, type VersionTarget } from './find'
import { PinnedVersionRef, requireDigest } from './pinned'

export const {
  /** Puts a version out of use: `latest` and `newest` skip it, its number and aliases still lead to it. */
  archive: archiveVersion,
  /** Brings an archived or deleted version back as it was decided on; removed aliases stay removed. */
  restore: restoreVersion,
  /** Takes a version away from everybody, and its aliases with it. */
  delete: deleteVersion,
} = lifeCommands({
  name: 'version',
  input: PinnedVersionRef.extend({ ...LifeInput.shape, ...WithAliases.shape }),
  find: (tx, ctx, ref, deleted) => findVersion(tx, ctx, ref, { lock: true, deleted }),
  check: ({ version }, { digest }) => requireDigest(version, digest),
  row: ({ version }) => version,
  called: ({ model, version }) => `v${version.number} of ${model.slug}`,
  holders: holdersOfVersion,
  unhand: ({ tx, ctx, subject: { of, version } }) =>
    requireUnprotected(tx, ctx, of, eq(aliases.versionId, version.id)),
  leave: dropAliases,

  async write(tx, ctx, { model, version }, columns) {
    await tx.update(versions).set(columns).where(eq(versions.id, version.id))
    await tx.update(models).set({ updatedAt: ctx.now() }).where(eq(models.id, model.id))
  },
})

/** What leads to a version: its names, and the runs that take it. */
async function holdersOfVersion(
  tx: Tx,
  ctx: Ctx,
  subject: VersionTarget,
  { withAliases }: z.output<typeof WithAliases>,
): Promise<Holders[]> {
  const { model, version } = subject
  const names = await aliasesLeading(tx, eq(aliases.versionId, version.id), model.slug)
  const [latest, next] = await approvedVersions(tx, subject.of, ctx.now())
  const isLatest = latest?.id === version.id
  return [
    ...(withAliases ? [] : [{ ...names, way: 'point the aliases elsewhere' }]),
    {
      uris: isLatest ? [`model://${model.slug}/latest`] : [],
      aside: ` (which would then mean ${next ? `v${next.number}` : 'nothing'})`,
      way: 'approve a higher version',
    },
    await runsTaking(tx, { versionId: version.id }),
    await deploymentsServing(tx, subject.organization.slug, { versionId: version.id }),
  ]
}
