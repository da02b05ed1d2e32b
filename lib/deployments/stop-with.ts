import { type SQL, sql } from 'drizzle-orm'
import { can } from '../access'
import type { Ctx, Membership } from '../actor'
import type { Also } from '../command'
import type { Tx } from '../door'
import { forbidden } from '../errors'
import { there } from '../life/there'
import { variantsInEach } from './current'
import { type DeploymentTarget, lockEach } from './find'
import { takeOut } from './stop'

/** A deployment that something is to be stopped in, locked, and the versions in question. */
export interface Stoppable {
  target: DeploymentTarget
  versionIds: string[]
}

/**
 * Locks the deployments that serve some versions, as a condition on `sv` tells them. To be called where what
 * is decided on is found, so that the moment of the decision comes after the locks.
 */
export async function lockServing(
  tx: Tx,
  organization: Membership,
  which: SQL,
): Promise<Stoppable[]> {
  const found = () =>
    tx.execute<{ id: string; versionIds: string[] }>(sql`
      select d.id, array_agg(sv.version_id) as "versionIds"
      from serving_versions sv join deployments d on d.id = sv.deployment_id
      join projects p on p.id = d.project_id
      where d.organization_id = ${organization.organizationId} and ${there('p')} and ${which}
      group by d.id order by d.id`)
  const { rows } = await found()
  const ids = rows.map(({ id }) => id)
  const targets = await lockEach(tx, organization, ids)
  // Asked once more: whoever had a lock may have changed what serves.
  const { rows: now } = await found()
  return now.flatMap(({ id, versionIds }) => {
    const target = targets.get(id)
    return target ? [{ target, versionIds }] : []
  })
}

export interface Stopped {
  deployment: string
  revision: number
}

/** Takes versions out where they serve, each deployment with its own event. Throws forbidden for one that the caller may not stop. */
export async function stopServing(
  tx: Tx,
  ctx: Ctx,
  serving: readonly Stoppable[],
  note: string,
): Promise<{ stopped: Stopped[]; also: Also[] }> {
  for (const { target } of serving) {
    const decision = can(ctx, 'deployment.stop', target.access)
    if (!decision.ok)
      throw forbidden(
        `You may not stop ${target.deployment.slug}, so nothing was done. ${decision.reason}`,
      )
  }
  const stopped: Stopped[] = []
  const also: Also[] = []
  const current = serving.flatMap(({ target }) => target.deployment.currentRevisionId ?? [])
  const [{ target: first } = {}] = serving
  const each = first ? await variantsInEach(tx, ctx, first.deployment, current) : new Map()
  for (const { target, versionIds } of serving) {
    const before = each.get(target.deployment.currentRevisionId) ?? []
    const { result, change } = await takeOut(tx, ctx, target, { before, ids: versionIds, note })
    stopped.push({ deployment: result.deployment, revision: result.revision })
    also.push({ ...change, action: 'deployment.stop', subject: change.subject ?? target.event })
  }
  return { stopped, also }
}
