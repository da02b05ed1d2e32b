import { and, eq, sql } from 'drizzle-orm'
import { z } from 'zod'
import { models } from '@/db/schema/tables'
import type { Subject } from '../access'
import type { Ctx, Membership } from '../actor'
import type { ReadDb, Target } from '../door'
import { notFound } from '../errors'
import { type Finding, isThere } from '../life/find'
import { projectIds } from '../life/projects'
import { findOrganization } from '../organizations/find'
import {
  decidingOf,
  type EffectivePolicy,
  effectivePolicy,
  type PolicySource,
} from '../policies/effective'
import { policiesOf } from '../policies/sources'
import { given, prepared } from '../prepared'
import { idOfSlug } from '../slugs'
import { Slug } from '../view'

/** The projects of the model of the outer row, as an array column. */
export const projectIdsOf = () => projectIds('model', sql`models.id`)

export const ModelRef = z.object({ org: Slug, model: Slug })
export type ModelRef = z.infer<typeof ModelRef>

export type ModelRow = typeof models.$inferSelect

export interface ModelTarget extends Target {
  organization: Membership
  model: ModelRow
  projectIds: string[]
  /** What its policies together ask for. */
  policy: EffectivePolicy
}

/**
 * The model of this slug, or of one it had before. Throws not found for the absent, the deleted and the
 * invisible alike.
 */
export async function findModel(
  db: ReadDb,
  ctx: Ctx,
  ref: ModelRef,
  finding: Finding = {},
): Promise<ModelTarget> {
  const { organization } = findOrganization(ctx, ref.org)
  const { organizationId } = organization
  const lock = finding.lock ?? false
  const [found] = await named(db, { lock }).execute({ organizationId, slug: ref.model })
  const target = found && modelTarget(organization, found)
  if (!target || !isThere(ctx, target.model, target.access, finding))
    throw notFound(`There is no model ${ref.model} in ${ref.org}, or you may not see it.`)
  return target
}

// What `modelTarget()` needs.
export const modelColumns = { model: models, projectIds: projectIdsOf(), policies: policiesOf() }

const named = prepared(
  (db, { lock }: { lock: boolean }) => {
    const organizationId = given('organizationId')
    const search = db
      .select(modelColumns)
      .from(models)
      .where(
        and(
          eq(models.organizationId, organizationId),
          sql`${models.id} = ${idOfSlug('model', organizationId, given('slug'))}`,
        ),
      )
    return lock ? search.for('update', { of: models }) : search
  },
  { finds: true },
)

export interface FoundModel {
  model: ModelRow
  projectIds: string[]
  policies: PolicySource[]
}

export function modelTarget(organization: Membership, found: FoundModel): ModelTarget {
  const { organizationId, fourEyes } = organization
  const { model, projectIds, policies } = found
  const policy = effectivePolicy(policies, fourEyes)
  return {
    organization,
    model,
    projectIds,
    policy,
    access: modelAccess(organizationId, model, projectIds, policy),
    event: {
      kind: 'model',
      id: model.id,
      uri: `model://${model.slug}/`,
      organizationId,
      modelId: model.id,
    },
  }
}

/** What permission on a model depends on. */
export function modelAccess(
  organizationId: string,
  { id, accessMode }: Pick<ModelRow, 'id' | 'accessMode'>,
  projectIds: string[],
  policy: EffectivePolicy,
): Subject {
  return {
    organizationId,
    projectIds,
    modelId: id,
    restricted: accessMode === 'restricted',
    deciding: decidingOf(policy),
  }
}
