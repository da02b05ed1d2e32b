import { and, asc, eq, isNull, ne, type SQL, sql } from 'drizzle-orm'
import { deploymentRevisions, deployments, projects } from '@/db/schema/tables'
import type { Subject } from '../access'
import type { Ctx } from '../actor'
import type { EventSubject } from '../audit/event'
import type { ReadDb } from '../door'
import { notFound } from '../errors'
import { there } from '../life/there'
import { findOrganization } from '../organizations/find'
import { given, prepared } from '../prepared'
import { slugProblem, versionUri } from '../uri'
import { sightOf, visiblePrepared } from '../visibility'
import type { TrafficSplit } from './flag'

/** A deployment that is asked which version serves. */
export interface SplitTarget {
  split: TrafficSplit
  /** Null before the first revision. */
  revisionId: string | null
  access: Subject
  event: EventSubject
}

/** The split that a deployment serves by now. Throws not found, as for one that is out of use. */
export async function findSplit(
  db: ReadDb,
  ctx: Ctx,
  { org, deployment }: { org: string; deployment: string },
): Promise<SplitTarget> {
  const { organization } = findOrganization(ctx, org)
  const { organizationId } = organization
  // What could be the name of none is not asked for.
  const [row] = slugProblem(deployment)
    ? []
    : await splits(db, { one: true }).execute({
        ...sightOf(ctx, organizationId),
        organizationId,
        slug: deployment,
      })
  if (!row) throw notFound(`There is no deployment ${deployment} in ${org}.`)
  return targetOf(row, org)
}

/** The splits of all deployments of an organization that are in use, by name. */
export async function listSplits(db: ReadDb, ctx: Ctx, org: string): Promise<SplitTarget[]> {
  const { organizationId } = findOrganization(ctx, org).organization
  const given = { ...sightOf(ctx, organizationId), organizationId }
  const rows = await splits(db, { one: false }).execute(given)
  return rows.map((row) => targetOf(row, org))
}

const splits = prepared((db, { one }: { one: boolean }) =>
  db
    .select({
      id: deployments.id,
      organizationId: deployments.organizationId,
      projectId: deployments.projectId,
      slug: deployments.slug,
      revisionId: deployments.currentRevisionId,
      revision: sql<number>`coalesce(${deploymentRevisions.number}, 0)`,
      salt: sql<string>`coalesce(${deploymentRevisions.salt}, ${deployments.salt})`,
      variants: variantsOf(deployments.currentRevisionId.getSQL()),
    })
    .from(deployments)
    .innerJoin(projects, and(eq(projects.id, deployments.projectId), ne(projects.life, 'deleted')))
    .leftJoin(deploymentRevisions, eq(deploymentRevisions.id, deployments.currentRevisionId))
    .where(
      and(
        eq(deployments.organizationId, given('organizationId')),
        isNull(deployments.archivedAt),
        one ? eq(deployments.slug, given('slug')) : undefined,
      ),
    )
    .orderBy(asc(deployments.slug)),
)

type Row = Awaited<ReturnType<ReturnType<typeof splits>['execute']>>[number]

interface VariantRow {
  name: string
  weight: number
  digest: string
  model: string
  version: number
  seen: boolean
}

/** A version that was deleted has no files to fetch, so it is as if nobody may see it. */
function variantsOf(revisionId: SQL): SQL<VariantRow[]> {
  return sql<VariantRow[]>`coalesce((
    select json_agg(json_build_object(
      'name', dv.name, 'weight', dv.weight, 'digest', dv.digest, 'model', models.slug,
      'version', v.number, 'seen', ${there('v', 'models')} and ${visiblePrepared()}
    ) order by dv.position)
    from deployment_variants dv
    join models on models.id = dv.model_id
    join versions v on v.id = dv.version_id
    where dv.revision_id = ${revisionId}
  ), '[]'::json)`
}

function targetOf(row: Row, org: string): SplitTarget {
  const { id, organizationId, projectId, slug, revisionId, revision, salt } = row
  const variants = row.variants.map(({ model, version, ...variant }) => ({
    ...variant,
    uri: versionUri(model, version),
  }))
  return {
    split: { key: slug, revision, salt, variants },
    revisionId,
    access: { organizationId, projectIds: [projectId] },
    event: {
      kind: 'deployment',
      id,
      uri: `/${org}/deployments/${slug}`,
      organizationId,
      projectId,
    },
  }
}
