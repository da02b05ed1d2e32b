import { sql } from 'drizzle-orm'
import type { Tx } from '../door'
import { invalid, notFound } from '../errors'
import { there } from '../life/there'
import { uuids } from '../visibility'
import type { PinnedInput } from './inputs'

/**
 * Keeps what a run takes from being deleted until this transaction ends, so that a deletion meanwhile sees
 * the run. Throws not found for what was deleted since it was looked up.
 */
export async function holdInputs(tx: Tx, inputs: PinnedInput[]): Promise<void> {
  const held = await heldIds(
    tx,
    inputs.flatMap(({ versionId }) => versionId ?? []),
    inputs.flatMap(({ datasetVersionId }) => datasetVersionId ?? []),
    inputs.flatMap(({ datumId }) => datumId ?? []),
  )
  for (const { name, uri, versionId, datasetVersionId, datumId } of inputs) {
    const id = versionId ?? datasetVersionId ?? datumId
    if (id && !held.has(id)) throw notFound(`Input ${name}: ${uri} was deleted a moment ago.`)
  }
}

/** As many as one dataset version may have. */
const mostFiles = 500_000

/**
 * Throws `invalid` where the versions that a run takes hold more files together than one answer can tell:
 * each input counts, whatever its pattern leaves of them.
 */
export async function requireFewFiles(
  tx: Tx,
  inputs: PinnedInput[],
  most = mostFiles,
): Promise<void> {
  const ids = inputs.flatMap(
    ({ versionId, datasetVersionId }) => versionId ?? datasetVersionId ?? [],
  )
  const { rows } = await tx.execute<{ files: number }>(sql`
    with taken as (select id, count(*) as times from unnest(${uuids(ids)}) as w(id) group by id)
    select coalesce(sum(t.times * (
      (select count(*) from dataset_version_files f where f.dataset_version_id = t.id)
      + (select count(*) from version_files f where f.version_id = t.id))), 0)::float8 as files
    from taken t`)
  if ((rows[0]?.files ?? 0) > most)
    throw invalid(
      `inputs: They hold more than ${most} files together. Take fewer, or files by their datum://.`,
    )
}

async function heldIds(
  tx: Tx,
  versions: string[],
  data: string[],
  files: string[],
): Promise<Set<string>> {
  const { rows: ofModels } = await tx.execute<{ id: string }>(sql`
    select v.id from versions v join models on models.id = v.model_id
    where v.id = any(${uuids(versions)}) and ${there('v', 'models')}
    order by models.id, v.id for key share of v, models`)
  const { rows: ofDatasets } = await tx.execute<{ id: string }>(sql`
    select dv.id from dataset_versions dv join datasets d on d.id = dv.dataset_id
    where dv.id = any(${uuids(data)}) and ${there('d')}
    order by d.id for key share of d`)
  const { rows: ofFiles } = await tx.execute<{ id: string }>(sql`
    select f.datum_id as id from dataset_version_files f
    join dataset_versions dv on dv.id = f.dataset_version_id join datasets d on d.id = dv.dataset_id
    where f.datum_id = any(${uuids(files)}) and ${there('d')}
    order by d.id for key share of d`)
  return new Set([...ofModels, ...ofDatasets, ...ofFiles].map(({ id }) => id))
}
