import { sql } from 'drizzle-orm'
import type { Ctx } from '../actor'
import type { ReadDb } from '../door'
import { forbidden } from '../errors'
import { plural } from '../format'
import { visibleModels } from '../visibility'
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
  const { rows } = await db.execute<Serving & Record<string, unknown>>(sql`
    select dv.name, dv.asked, models.slug as model, dv.model_id as "modelId",
      models.access_mode = 'restricted' as restricted, v.number, dv.version_id as "versionId", dv.digest,
      dv.weight, dv.version_id = any(dr.unapproved) as unapproved, ${visibleModels(ctx, deployment.organizationId)} as visible
    from deployment_variants dv join models on models.id = dv.model_id
    join versions v on v.id = dv.version_id join deployment_revisions dr on dr.id = dv.revision_id
    where dv.revision_id = ${revisionId} order by dv.position`)
  return rows
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
