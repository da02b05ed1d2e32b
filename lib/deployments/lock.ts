import { sql } from 'drizzle-orm'
import { type Action, can } from '../access'
import type { Ctx, Membership } from '../actor'
import type { Tx } from '../door'
import { holdersOfSlugs } from '../models/holders'
import { parseModelUri } from '../uri'
import { uuids } from '../visibility'
import { type DeploymentRef, type DeploymentTarget, findDeployment } from './find'

/**
 * The order of locks, everywhere: models by id, then deployments by id, then the lineage. Whoever decides on
 * a version, moves an alias or puts something out of use holds its model, so a revision that holds it too
 * sees their end or they see the revision.
 */
export async function lockModels(tx: Tx, ids: readonly string[]): Promise<void> {
  await tx.execute(
    sql`select id from models where id = any(${uuids(ids)}) order by id for key share`,
  )
}

/**
 * A deployment that gets another revision: the models that this is about are held, then the deployment
 * itself is locked. Who may not do it holds nobody up.
 */
export async function lockToRevise(
  tx: Tx,
  ctx: Ctx,
  ref: DeploymentRef,
  action: Action,
  about: (seen: DeploymentTarget) => Promise<readonly string[]>,
): Promise<DeploymentTarget> {
  const seen = await findDeployment(tx, ctx, ref)
  if (!can(ctx, action, seen.access).ok) return seen
  await lockModels(tx, await about(seen))
  return findDeployment(tx, ctx, ref, { lock: true })
}

/** The ids of the models that some URIs name; those that name none are left out. */
export async function modelsNamed(
  tx: Tx,
  { organizationId }: Membership,
  uris: readonly string[],
): Promise<string[]> {
  const slugs = uris.flatMap((text) => {
    const parsed = parseModelUri(text)
    return parsed.ok ? [parsed.uri.model] : []
  })
  if (slugs.length === 0) return []
  const { rows } = await tx.execute<{ id: string }>(
    sql`select w.id from ${holdersOfSlugs(organizationId, [...new Set(slugs)])} w`,
  )
  return rows.map(({ id }) => id)
}
