import { and, asc, eq, isNull, ne, type SQL, sql } from 'drizzle-orm'
import { database } from '@/db/client'
import { deployments, projects } from '@/db/schema/tables'
import type { Subject } from '../access'
import type { Ctx } from '../actor'
import type { EventSubject } from '../audit/event'
import type { ReadDb } from '../door'
import { notFound } from '../errors'
import { there } from '../life/there'
import { findOrganization } from '../organizations/find'
import { given, prepared } from '../prepared'
import { sharing } from '../shared'
import { slugProblem, versionUri } from '../uri'
import { type Applying, applyingOf, sightOf, visiblePrepared } from '../visibility'
import { deploymentUri } from './find'
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
  const [row] = slugProblem(deployment) ? [] : await splitsFor(db, ctx, organizationId, deployment)
  if (!row) throw notFound(`There is no deployment ${deployment} in ${org}.`)
  return targetOf(row, org)
}

/** The splits of all deployments of an organization that are in use, by name. */
export async function listSplits(db: ReadDb, ctx: Ctx, org: string): Promise<SplitTarget[]> {
  const { organizationId } = findOrganization(ctx, org).organization
  return (await splitsFor(db, ctx, organizationId)).map((row) => targetOf(row, org))
}

/** Those of one name, or all. Applications ask for the same many times a second. */
function splitsFor(db: ReadDb, ctx: Ctx, organizationId: string, slug?: string): Promise<Row[]> {
  const sight = sightOf(ctx, organizationId)
  const shape = { one: slug !== undefined, applying: applyingOf(sight) }
  const given = { ...sight, organizationId, slug }
  const ask = () => splits(db, shape).execute(given)
  // What a transaction sees is its own.
  return db === database().read ? share(JSON.stringify(given), ask) : ask()
}

const share = sharing<Row[]>()

const splits = prepared((db, { one, applying }: { one: boolean; applying: Applying }) =>
  db
    .select({
      id: deployments.id,
      organizationId: deployments.organizationId,
      projectId: deployments.projectId,
      slug: deployments.slug,
      revisionId: deployments.currentRevisionId,
      revision: deployments.revision,
      salt: deployments.salt,
      variants: variantsOf(applying),
    })
    .from(deployments)
    .innerJoin(projects, and(eq(projects.id, deployments.projectId), ne(projects.life, 'deleted')))
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
function variantsOf(applying: Applying): SQL<VariantRow[]> {
  return sql<VariantRow[]>`coalesce((
    select json_agg(json_build_object(
      'name', dv.name, 'weight', dv.weight, 'digest', dv.digest, 'model', models.slug,
      'version', v.number, 'seen', ${there('v', 'models')} and ${visiblePrepared(applying)}
    ) order by dv.position)
    from deployment_variants dv
    join models on models.id = dv.model_id
    join versions v on v.id = dv.version_id
    where dv.revision_id = ${deployments.currentRevisionId}
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
      uri: deploymentUri(org, slug),
      organizationId,
      projectId,
    },
  }
}
