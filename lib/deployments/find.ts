import { and, asc, eq, getTableColumns, inArray, ne } from 'drizzle-orm'
import { z } from 'zod'
import { deployments, organizations, projects } from '@/db/schema/tables'
import type { Ctx, Membership } from '../actor'
import type { ReadDb, Target } from '../door'
import { conflict, notFound } from '../errors'
import { type Finding, isThere } from '../life/find'
import { requireLive } from '../life/state'
import { findOrganization } from '../organizations/find'
import { Slug } from '../view'

export const DeploymentRef = z.object({ org: Slug, deployment: Slug })
export type DeploymentRef = z.infer<typeof DeploymentRef>

export type DeploymentRow = typeof deployments.$inferSelect

export interface DeploymentTarget extends Target {
  organization: Membership
  deployment: DeploymentRow
  project: { id: string; slug: string; life: (typeof projects.$inferSelect)['life'] }
}

/** The deployment of this name; one of a deleted project is there as that is. Throws not found. */
export async function findDeployment(
  db: ReadDb,
  ctx: Ctx,
  ref: DeploymentRef,
  { lock = false, deleted }: Finding = {},
): Promise<DeploymentTarget> {
  const { organization } = findOrganization(ctx, ref.org)
  const search = db
    .select(columns)
    .from(deployments)
    .innerJoin(projects, eq(projects.id, deployments.projectId))
    .where(
      and(
        eq(deployments.organizationId, organization.organizationId),
        eq(deployments.slug, ref.deployment),
      ),
    )
  const [found] = await (lock ? search.for('update', { of: deployments }) : search)
  const target = found && deploymentTarget(organization, found)
  if (!target || !isThere(ctx, target.project, target.access, { deleted }))
    throw notFound(`There is no deployment ${ref.deployment} in ${ref.org}.`)
  return target
}

/** The same by its id and locked, for the hub itself, which is a member of nothing. */
export async function lockById(tx: ReadDb, id: string): Promise<DeploymentTarget> {
  const [found] = await tx
    .select({ ...columns, organization: organizations })
    .from(deployments)
    .innerJoin(projects, eq(projects.id, deployments.projectId))
    .innerJoin(organizations, eq(organizations.id, deployments.organizationId))
    .where(eq(deployments.id, id))
    .for('update', { of: deployments })
  if (!found) throw notFound('This deployment is not there.')
  const { slug, name, fourEyes } = found.organization
  const organizationId = found.organization.id
  return deploymentTarget({ organizationId, slug, name, fourEyes, grants: [] }, found)
}

/** Those of an organization that are there, locked in the order of their ids. */
export async function lockEach(
  tx: ReadDb,
  organization: Membership,
  ids: readonly string[],
): Promise<Map<string, DeploymentTarget>> {
  if (ids.length === 0) return new Map()
  const { organizationId } = organization
  const found = await tx
    .select(columns)
    .from(deployments)
    .innerJoin(projects, eq(projects.id, deployments.projectId))
    .where(
      and(
        eq(deployments.organizationId, organizationId),
        inArray(deployments.id, [...ids]),
        ne(projects.life, 'deleted'),
      ),
    )
    .orderBy(asc(deployments.id))
    .for('update', { of: deployments })
  return new Map(found.map((row) => [row.deployment.id, deploymentTarget(organization, row)]))
}

const columns = {
  deployment: getTableColumns(deployments),
  project: { id: projects.id, slug: projects.slug, life: projects.life },
}

export function deploymentTarget(
  organization: Membership,
  { deployment, project }: Pick<DeploymentTarget, 'deployment' | 'project'>,
): DeploymentTarget {
  const { organizationId } = organization
  return {
    organization,
    deployment,
    project,
    access: { organizationId, projectIds: [project.id] },
    event: {
      kind: 'deployment',
      id: deployment.id,
      uri: deploymentUri(organization.slug, deployment.slug),
      organizationId,
      projectId: project.id,
    },
  }
}

/** How events name a deployment, which has no URI: by the path of its page. */
export const deploymentUri = (org: string, name: string) => `/${org}/deployments/${name}`

/** Throws conflict for what takes no new revision. */
export function requireInUse({ deployment, project }: DeploymentTarget): void {
  if (deployment.archivedAt)
    throw conflict(`The deployment ${deployment.slug} is archived. Restore it first.`)
  requireLive(`The project ${project.slug}`, project)
}
