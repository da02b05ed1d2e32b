import { sql } from 'drizzle-orm'
import { models } from '@/db/schema/tables'
import type { Ctx } from '../actor'
import { personBehind } from '../actor'
import type { ReadDb } from '../door'
import { notFound } from '../errors'
import { there } from '../life/there'
import { visibleCode, visibleOutputs } from '../runs/visible'
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
  const { rows } = await db.execute<{ sha256: string; size: string }>(sql`
    select b.sha256, b.size from blobs b
    where b.sha256 = any(${list}) and (
      exists (select 1 from blob_uploads u where u.sha256 = b.sha256
        and u.organization_id = ${organizationId} and u.principal_id = ${personBehind(ctx.actor)}
        and u.at > ${since.toISOString()})
      or exists (select 1 from version_files f join versions v on v.id = f.version_id
        join ${models} on ${models.id} = v.model_id
        where f.sha256 = b.sha256 and v.organization_id = ${organizationId}
          and ${there('v', 'models')} and ${visibleModels(ctx, organizationId)})
      or exists (select 1 from dataset_version_files f
        join dataset_versions v on v.id = f.dataset_version_id
        join datasets d on d.id = v.dataset_id
        where f.sha256 = b.sha256 and v.organization_id = ${organizationId} and ${there('d')})
      or exists (select 1 from run_outputs join runs r on r.id = run_outputs.run_id
        where run_outputs.sha256 = b.sha256 and r.organization_id = ${organizationId}
          and ${visibleOutputs(ctx, organizationId)})
      or exists (select 1 from runs where runs.code_sha256 = b.sha256
        and runs.organization_id = ${organizationId} and ${visibleCode(ctx, organizationId)}))`)
  const sizes = new Map(rows.map(({ sha256, size }) => [sha256, Number(size)]))
  const missing = wanted.find((digest) => !sizes.has(digest))
  if (missing)
    throw notFound(
      `There is no file with the digest ${missing} that you may use. Upload it first.`,
      {
        details: { sha256: missing },
      },
    )
  return sizes
}
