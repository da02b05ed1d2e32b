import { inArray } from 'drizzle-orm'
import { policies } from '@/db/schema/tables'
import type { Ctx } from '../actor'
import type { Tx } from '../door'
import { requireLive } from '../life/state'
import { findModel } from '../models/find'
import { findVersion, type VersionRef, type VersionTarget, versionTarget } from './find'
import { requireDigest } from './pinned'

/**
 * A version that is decided on: it, its model and what its policy says stay as they are until the transaction
 * ends. The policy is read after the lock, since whoever waited for it may have read an older one.
 */
export async function lockToDecide(tx: Tx, ref: VersionRef, ctx: Ctx): Promise<VersionTarget> {
  const { version, model, of } = await findVersion(tx, ctx, ref, { lock: true })
  const scopes = [model.organizationId, model.id, ...of.projectIds]
  await tx
    .select({ scopeId: policies.scopeId })
    .from(policies)
    .where(inArray(policies.scopeId, scopes))
    .orderBy(policies.scopeId)
    .for('share')
  return versionTarget(await findModel(tx, ctx, { ...ref, model: model.slug }), version)
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
