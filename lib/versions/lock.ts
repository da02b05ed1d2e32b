import type { Ctx } from '../actor'
import type { Tx } from '../door'
import { requireLive } from '../life/state'
import { findModel } from '../models/find'
import { findVersion, type VersionRef, type VersionTarget, versionTarget } from './find'
import { requireDigest } from './pinned'

/**
 * A version that is decided on: it and its model stay as they are until the transaction ends. What its policy
 * says is read once more after the lock, since whoever waited for it may have read an older one.
 */
export async function lockToDecide(tx: Tx, ref: VersionRef, ctx: Ctx): Promise<VersionTarget> {
  const { version, model } = await findVersion(tx, ctx, ref, { lock: true })
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
