import { sql } from 'drizzle-orm'
import type { Tx } from '../door'
import { notFound } from '../errors'
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
  )
  for (const { name, uri, versionId, datasetVersionId } of inputs) {
    const id = versionId ?? datasetVersionId
    if (id && !held.has(id)) throw notFound(`Input ${name}: ${uri} was deleted a moment ago.`)
  }
}

async function heldIds(tx: Tx, versions: string[], data: string[]): Promise<Set<string>> {
  const { rows: ofModels } = await tx.execute<{ id: string }>(sql`
    select v.id from versions v join models on models.id = v.model_id
    where v.id = any(${uuids(versions)}) and ${there('v', 'models')}
    order by models.id, v.id for key share of v, models`)
  const { rows: ofDatasets } = await tx.execute<{ id: string }>(sql`
    select dv.id from dataset_versions dv join datasets d on d.id = dv.dataset_id
    where dv.id = any(${uuids(data)}) and ${there('d')}
    order by d.id for key share of d`)
  return new Set([...ofModels, ...ofDatasets].map(({ id }) => id))
}
