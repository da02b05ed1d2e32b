import { eq } from 'drizzle-orm'
import { models } from '@/db/schema/tables'
import type { Ctx } from '../actor'
import type { Tx } from '../door'
import { requireLive } from '../life/state'
import { modelColumns, modelTarget } from '../models/find'
import { lockPolicies } from '../policies/find'
import { findVersion, type VersionRef, type VersionTarget, versionTarget } from './find'
import { requireDigest } from './pinned'

/**
 * A version that is decided on: it, its model and every policy of that stay as they are until the transaction
 * ends. Policies are read once more after the locks, since whoever waited for one may have read older ones.
 */
export async function lockToDecide(tx: Tx, ref: VersionRef, ctx: Ctx): Promise<VersionTarget> {
  const { version, of } = await findVersion(tx, ctx, ref, { lock: true })
  await lockPolicies(tx, of.model)
  const [now] = await tx.select(modelColumns).from(models).where(eq(models.id, of.model.id))
  if (!now) throw new Error('A model that is locked is gone.')
  return versionTarget(modelTarget(of.organization, now), version)
}

/** Throws conflict for what is out of use, and for content other than what is meant. */
export function requireDecidable(
  { model, version }: VersionTarget,
  digest: string | undefined,
): void {
  requireLive(model.slug, model)
  requireLive(`v${version.number}`, version)
  requireDigest(version, digest)
}
