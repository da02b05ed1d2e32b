import { eq, type SQL, sql } from 'drizzle-orm'
import { models, versions } from '@/db/schema/tables'
import { membershipOf } from '../access'
import type { Ctx } from '../actor'
import { personBehind } from '../actor'
import type { ReadDb } from '../door'
import { notFound } from '../errors'
import { there } from '../life/there'
import { modelColumns, modelTarget } from '../models/find'
import { isAnyUsable } from '../policies/usable'
import { visibleCode, visibleLoggedFiles, visibleOutputs } from '../runs/visible'
import { versionTarget } from '../versions/find'
import { visibleModels } from '../visibility'

// A digest that nothing holds yet may be named by its uploader for this long.
const uploadHours = 24

/**
 * Sizes in bytes of the blobs that the caller may name: brought by the same person within a day, or held
 * by something the caller may read. Throws not found for any other digest: a hash must not buy the bytes.
 */
export async function requireBlobs(
  db: ReadDb,
  ctx: Ctx,
  organizationId: string,
  digests: readonly string[],
): Promise<Map<string, number>> {
  const wanted = [...new Set(digests)]
  if (wanted.length === 0) return new Map()
  const list = sql`${`{${wanted.join(',')}}`}::text[]`
  const since = new Date(ctx.now().getTime() - uploadHours * 3_600_000)
  const versionsWith = (digest: SQL) => sql`version_files f join versions v on v.id = f.version_id
    join ${models} on ${models.id} = v.model_id
    where f.sha256 = ${digest} and v.organization_id = ${organizationId}
      and ${there('v', 'models')} and ${visibleModels(ctx, organizationId)}`
  const others = sql`exists (select 1 from blob_uploads u where u.sha256 = b.sha256
        and u.organization_id = ${organizationId} and u.principal_id = ${personBehind(ctx.actor)}
        and u.at > ${since.toISOString()})
      or exists (select 1 from dataset_version_files f
        join dataset_versions v on v.id = f.dataset_version_id
        join datasets d on d.id = v.dataset_id
        where f.sha256 = b.sha256 and v.organization_id = ${organizationId} and ${there('d')})
      or exists (select 1 from run_outputs join runs r on r.id = run_outputs.run_id
        where run_outputs.sha256 = b.sha256 and r.organization_id = ${organizationId}
          and ${visibleOutputs(ctx, organizationId)})
      or exists (select 1 from logged_model_files where logged_model_files.sha256 = b.sha256
        and ${visibleLoggedFiles(ctx, organizationId)})
      or exists (select 1 from runs where runs.code_sha256 = b.sha256
        and runs.organization_id = ${organizationId} and ${visibleCode(ctx, organizationId)})`
  const { rows } = await db.execute<Row>(sql`
    select b.sha256, b.size, exists (select 1 from policies pol
        where pol.organization_id = ${organizationId}
          and pol.rules @> '{"approvedOnly":true}'::jsonb)
      and not (${others}) as "byVersions"
    from blobs b
    where b.sha256 = any(${list}) and (${others}
      or exists (select 1 from ${versionsWith(sql`b.sha256`)}))`)
  const held = rows.filter(({ byVersions }) => byVersions).map(({ sha256 }) => sha256)
  const kept = await outOfUse(db, ctx, organizationId, held, versionsWith)
  const usable = rows.filter(({ sha256 }) => !kept.has(sha256))
  const sizes = new Map(usable.map(({ sha256, size }) => [sha256, Number(size)]))
  const missing = wanted.find((digest) => !sizes.has(digest))
  if (missing)
    throw notFound(
      `There is no file with the digest ${missing} that you may use. ${
        kept.has(missing)
          ? 'Versions hold it that are not approved, and the policy lets only approved ones be used.'
          : 'Upload it first.'
      }`,
      { details: { sha256: missing } },
    )
  return sizes
}

type Row = Record<string, unknown> & { sha256: string; size: string; byVersions: boolean }

/** Far more than share a file and are held back alike. */
const mostHolders = 50

/** Those of some digests that are had through versions alone, none of which the policy lets the caller use. */
async function outOfUse(
  db: ReadDb,
  ctx: Ctx,
  organizationId: string,
  digests: readonly string[],
  versionsWith: (digest: SQL) => SQL,
): Promise<Set<string>> {
  const organization = membershipOf(ctx, organizationId)
  if (digests.length === 0 || !organization) return new Set()
  const holders = sql`select w.sha256, held.id
    from unnest(${`{${digests.join(',')}}`}::text[]) w(sha256) cross join lateral (
      select v.id from ${versionsWith(sql`w.sha256`)}
      order by v.state = 'approved' desc, v.number desc limit ${mostHolders}) held`
  const rows = await db
    .select({
      ...modelColumns,
      version: versions,
      digests: sql<string[]>`array(select f.sha256 from version_files f
        where f.version_id = versions.id and f.sha256 = any(${`{${digests.join(',')}}`}::text[]))`,
    })
    .from(versions)
    .innerJoin(models, eq(models.id, versions.modelId))
    .where(sql`versions.id in (select id from (${holders}) holders)`)
  const kept = new Set<string>()
  for (const digest of digests) {
    const holding = rows.filter((row) => row.digests.includes(digest))
    const targets = holding.map((row) => versionTarget(modelTarget(organization, row), row.version))
    if (!(await isAnyUsable(db, ctx, targets))) kept.add(digest)
  }
  return kept
}
