import { sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Ctx, Membership } from '../actor'
import type { ReadDb, Target } from '../door'
import { invalid, isAppError, notFound } from '../errors'
import { isId } from '../ids'
import { findOrganization } from '../organizations/find'
import { revisionIn } from '../paths'
import { findProject } from '../projects/find'
import { type DatasetReference, lookUpDatasetVersions } from '../resolve/datasets'
import { lookUpFiles } from '../resolve/files'
import { read } from '../resolve/inputs'
import { lookUpVersions, type VersionReference } from '../resolve/versions'
import { findRun } from '../runs/find'
import { formatUri, parseRunUri } from '../uri'
import { OrganizationRef, Slug } from '../view'
import type { Node } from './edges'
import { outsideData, outsideDigest, outsideRunOf } from './external'
import { type Described, describeNodes } from './nodes'

/**
 * Something in the lineage of an organization, by any URI of ours or an address outside. The revision of a
 * deployment, which has no URI, goes by the path of its page.
 */
export const NodeRef = OrganizationRef.extend({
  uri: z.string().min(1, 'Say of which URI.').max(4096),
  project: Slug.optional().describe('Whose aliases of files datum:// may name'),
})
export type NodeRef = z.output<typeof NodeRef>

export interface NodeTarget extends Target {
  organization: Membership
  node: Node
  told: Described
}

/** What a URI names now. Throws `invalid` for what is none, not found for what is not there or not seen. */
export async function findNode(db: ReadDb, ctx: Ctx, ref: NodeRef): Promise<NodeTarget> {
  const { org, uri } = ref
  const { organization, access } = findOrganization(ctx, org)
  const node = await nodeOf(db, ctx, organization, ref)
  const told = node && (await describeNodes(db, ctx, organization, [node.id])).get(node.id)
  if (!node || !told) throw notFound(`Nothing of ${org} is called ${uri}, or you may not see it.`)
  const { organizationId } = organization
  const event = { kind: node.kind, id: node.id, uri: told.uri, organizationId }
  return { organization, node, told, access, event }
}

async function nodeOf(
  db: ReadDb,
  ctx: Ctx,
  organization: Membership,
  { uri, project: ofProject }: NodeRef,
): Promise<Node | null> {
  const { organizationId, slug } = organization
  if (uri.startsWith('run://')) {
    const parsed = parseRunUri(uri)
    if (!parsed.ok) throw invalid(parsed.message)
    const { organization: owner, project, number } = parsed.uri
    if (owner !== null && owner !== slug) return null
    const { run } = await findRun(db, ctx, { org: slug, project, run: number })
    return { kind: 'run', id: run.id }
  }
  const revision = revisionIn(uri)
  if (revision) {
    if (revision.org !== slug) return null
    const found = await db.execute<{ id: string }>(sql`select dr.id from deployment_revisions dr
      join deployments d on d.id = dr.deployment_id
      where d.organization_id = ${organizationId} and d.slug = ${revision.deployment}
        and dr.number = ${revision.number}`)
    return nodeFrom('deployment_revision', found)
  }
  const runId = outsideRunOf(uri)
  if (runId !== null) {
    const found = await db.execute<{ id: string }>(sql`select id from external_runs
      where organization_id = ${organizationId} and run_id = ${runId}`)
    return nodeFrom('external_run', found)
  }
  const { uri: named } = read(organization, uri, null)
  if (named.kind === 'model' || named.kind === 'dataset')
    return versionNode(db, ctx, organization, named)
  if (named.kind === 'datum') {
    if (isId(named.ref)) return { kind: 'file', id: named.ref }
    if (ofProject === undefined)
      throw invalid(
        `${uri} is an alias in a project. Say which: project=<name>. Or ask by the id of its file, as hub resolve ${uri} --project=… tells it.`,
      )
    const wanted = [{ uri: named, input: null }]
    const { project } = await findProject(db, ctx, { org: slug, project: ofProject })
    const [file] = await lookUpFiles(db, ctx, organization, wanted, project)
    return file ? { kind: 'file', id: file.id } : null
  }
  return outsideNode(db, organizationId, outsideData(named.address).uri)
}

async function versionNode(
  db: ReadDb,
  ctx: Ctx,
  organization: Membership,
  uri: VersionReference | DatasetReference,
): Promise<Node | null> {
  try {
    if (uri.kind === 'model') {
      const [found] = await lookUpVersions(db, ctx, organization, [{ uri, input: null }])
      return found ? { kind: 'version', id: found.version.id } : null
    }
    const [found] = await lookUpDatasetVersions(db, organization, [{ uri, input: null }])
    return found ? { kind: 'dataset_version', id: found.version.id } : null
  } catch (error) {
    if (!isAppError(error) || error.kind !== 'not_found') throw error
    // Another system may have named it before it is there.
    const named = formatUri({ ...uri, organization: null })
    const kept = await outsideNode(db, organization.organizationId, named)
    if (!kept) throw error
    return kept
  }
}

async function outsideNode(db: ReadDb, organizationId: string, uri: string): Promise<Node | null> {
  const found = await db.execute<{ id: string }>(sql`select id from external_data
    where organization_id = ${organizationId} and uri_digest = ${outsideDigest(uri)}`)
  return nodeFrom('external_data', found)
}

function nodeFrom(kind: Node['kind'], { rows: [found] }: { rows: { id: string }[] }): Node | null {
  return found ? { kind, id: found.id } : null
}
