import { sql } from 'drizzle-orm'
import type { Ctx } from '../actor'
import { datasetVersionUri } from '../datasets/find'
import type { ReadDb } from '../door'
import { env, publicOrigin } from '../env'
import { isAppError } from '../errors'
import { there } from '../life/there'
import { type PinnedInput, resolveInputs } from '../resolve/inputs'
import type { RunTarget } from '../runs/find'
import { visibleOutputs } from '../runs/visible'
import { datumUri } from '../uri'
import type { Source } from './dataset-source'
import { uuidOf } from './ids'

/** Data of ours that a client's dataset is made of. */
export type Hosted =
  | { kind: 'version'; input: PinnedInput; versionId: string }
  | { kind: 'file'; fileId: string }

/**
 * What of ours the source of a dataset names: a `dataset://` or `datum://` URI, an address of this hub, a file
 * of a run, or the digest of a file. Null where that is nothing that the caller may read: then the client's
 * own words are all there is.
 */
export async function hostedBy(
  db: ReadDb,
  ctx: Ctx,
  target: RunTarget,
  source: Source,
): Promise<Hosted | null> {
  for (const said of source.texts) {
    const uri = await uriOf(db, ctx, target, said)
    const found = uri && (await lookUp(db, ctx, target, uri))
    if (found) return found
  }
  return null
}

async function lookUp(
  db: ReadDb,
  ctx: Ctx,
  { organization, project }: RunTarget,
  uri: string,
): Promise<Hosted | null> {
  try {
    const { inputs } = await resolveInputs(db, ctx, organization, [{ name: uri, uri }], project)
    const [input] = inputs
    if (input?.datasetVersionId)
      return { kind: 'version', input, versionId: input.datasetVersionId }
    const fileId = input?.outputId ?? input?.datumId
    return fileId ? { kind: 'file', fileId } : null
  } catch (error) {
    if (isAppError(error)) return null
    throw error
  }
}

async function uriOf(
  db: ReadDb,
  ctx: Ctx,
  { organization }: RunTarget,
  { key, text }: Source['texts'][number],
): Promise<string | null> {
  if (/^(dataset|datum):\/\/./.test(text)) return text
  const address = text.startsWith('http') ? ofThisHub(organization.slug, text) : null
  if (address) return address
  const { organizationId } = organization
  const artifact =
    /^(?:mlflow-artifacts:\/(?:\/[^/]*\/)?[^/]+\/([0-9a-f]{32})\/artifacts|runs:\/([0-9a-f]{32}))\/(.+)$/.exec(
      text,
    )
  if (artifact) {
    const [, run = artifact[2] ?? '', , path = ''] = artifact
    return fileOfRun(db, ctx, organizationId, run, path)
  }
  const digest = /^(?:sha256:)?([0-9a-f]{64})$/.exec(text)?.[1]
  return digest && /sha-?256|digest|hash|checksum/i.test(key)
    ? holderOf(db, ctx, organizationId, digest)
    : null
}

/** The URI of what the API of this hub serves at an address. */
function ofThisHub(org: string, text: string): string | null {
  const url = URL.canParse(text) ? new URL(text) : null
  if (!url || url.origin !== new URL(publicOrigin(env())).origin) return null
  const parts = /^\/api\/v1\/([^/]+)\/(datasets\/([^/]+)\/versions\/([^/]+)(\/|$)|files\/([^/]+))/
  const [, owner, , dataset, version, , datum] = parts.exec(url.pathname) ?? []
  if (owner !== org) return null
  if (datum) return datumUri(decode(datum))
  return dataset && version ? datasetVersionUri(decode(dataset), decode(version)) : null
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}

async function fileOfRun(db: ReadDb, ctx: Ctx, organizationId: string, hex: string, path: string) {
  const { rows } = await db.execute<{ id: string }>(sql`select run_outputs.id
    from run_outputs join runs r on r.id = run_outputs.run_id
    where run_outputs.run_id = ${uuidOf(hex)} and run_outputs.path = ${path}
      and r.organization_id = ${organizationId} and ${visibleOutputs(ctx, organizationId)}`)
  return rows[0] ? datumUri(rows[0].id) : null
}

/** The first dataset version that holds these bytes, else the first run that made them. */
async function holderOf(db: ReadDb, ctx: Ctx, organizationId: string, digest: string) {
  const { rows } = await db.execute<{ id: string | null; dataset: string; version: string }>(sql`
    (select null::uuid as id, d.slug as dataset, dv.name as version from dataset_version_files f
      join dataset_versions dv on dv.id = f.dataset_version_id join datasets d on d.id = dv.dataset_id
      where f.sha256 = ${digest} and dv.organization_id = ${organizationId} and ${there('d')}
      order by dv.created_at, dv.id limit 1)
    union all
    (select run_outputs.id, '', '' from run_outputs join runs r on r.id = run_outputs.run_id
      where run_outputs.sha256 = ${digest} and r.organization_id = ${organizationId}
        and ${visibleOutputs(ctx, organizationId)}
      order by run_outputs.created_at, run_outputs.id limit 1)
    limit 1`)
  const [found] = rows
  if (!found) return null
  return found.id ? datumUri(found.id) : datasetVersionUri(found.dataset, found.version)
}
