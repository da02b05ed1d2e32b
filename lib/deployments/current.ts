import { sql } from 'drizzle-orm'
import type { Ctx } from '../actor'
import type { ReadDb } from '../door'
import { forbidden } from '../errors'
import { plural } from '../format'
import { uuids, visibleModels } from '../visibility'
import type { DeploymentTarget } from './find'
import type { Pinned } from './pin'

/** A variant of a revision that was made, whoever may see it. */
export type Serving = Pinned & {
  visible: boolean
  /** It was not approved when that was made, which a policy let. */
  unapproved: boolean
}

/** The variants of a revision by its id, in the order in which they are dealt; none for null. */
export async function variantsIn(
  db: ReadDb,
  ctx: Ctx,
  { deployment }: DeploymentTarget,
  revisionId: string | null = deployment.currentRevisionId,
): Promise<Serving[]> {
  if (!revisionId) return []
  return (await variantsInEach(db, ctx, deployment, [revisionId])).get(revisionId) ?? []
}

/** The same of several revisions of an organization, by their ids; one without variants is not in it. */
export async function variantsInEach(
  db: ReadDb,
  ctx: Ctx,
  { organizationId }: { organizationId: string },
  revisionIds: readonly string[],
): Promise<Map<string, Serving[]>> {
  const each = new Map<string, Serving[]>()
  if (revisionIds.length === 0) return each
  const { rows } = await db.execute<Serving & { of: string } & Record<string, unknown>>(sql`
    select dv.revision_id as of, dv.name, dv.asked, models.slug as model, dv.model_id as "modelId",
      models.access_mode = 'restricted' as restricted, v.number, dv.version_id as "versionId", dv.digest,
      dv.weight, dv.version_id = any(dr.unapproved) as unapproved, ${visibleModels(ctx, organizationId)} as visible
    from deployment_variants dv join models on models.id = dv.model_id
    join versions v on v.id = dv.version_id join deployment_revisions dr on dr.id = dv.revision_id
    where dv.revision_id = any(${uuids(revisionIds)}) order by dv.revision_id, dv.position`)
  for (const { of, ...variant } of rows) each.set(of, [...(each.get(of) ?? []), variant])
  return each
}

/** The ids of those that were let in unapproved. */
export const unapprovedIn = (variants: readonly Serving[]) =>
  variants.flatMap(({ unapproved, versionId }) => (unapproved ? [versionId] : []))

/** Throws forbidden where some of it is not for the caller's eyes: nobody takes away what they cannot see. */
export function requireSeen(variants: readonly Serving[], called: string): void {
  const hidden = variants.filter(({ visible }) => !visible).length
  if (hidden === 0) return
  throw forbidden(
    `${called} has ${plural(hidden, 'variant')} of models that you may not see. Ask someone who sees them to change it.`,
  )
}
