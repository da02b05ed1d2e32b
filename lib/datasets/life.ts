import { eq, sql } from 'drizzle-orm'
import { datasets } from '@/db/schema/tables'
import type { Ctx } from '../actor'
import type { Tx } from '../door'
import { LifeInput, lifeCommands } from '../life/commands'
import type { Holders } from '../life/holders'
import { versionsGrown } from '../runs/grown'
import { runsTaking } from '../runs/taking'
import { DatasetRef, type DatasetTarget, findDataset } from './find'

export const {
  /** Puts a dataset out of sight; it takes no new versions until it is restored. */
  archive: archiveDataset,
  /** Brings an archived or deleted dataset back with its versions. */
  restore: restoreDataset,
  /** Takes a dataset and its versions away from everybody; its name is never used again. */
  delete: deleteDataset,
} = lifeCommands({
  name: 'dataset',
  input: DatasetRef.extend(LifeInput.shape),
  find: (tx, ctx, ref, deleted) => findDataset(tx, ctx, ref, { lock: true, deleted }),
  row: ({ dataset }) => dataset,
  called: ({ dataset }) => `The dataset ${dataset.slug}`,
  holders: holdersOfDataset,
  write: (tx, _ctx, { dataset }, columns) =>
    tx.update(datasets).set(columns).where(eq(datasets.id, dataset.id)),
})

/** What builds on a dataset: runs under way that take it, and versions in use that grew from it. */
async function holdersOfDataset(tx: Tx, ctx: Ctx, { dataset }: DatasetTarget): Promise<Holders[]> {
  const took = sql`exists (select 1 from run_inputs i
    join dataset_versions dv on dv.id = i.dataset_version_id
    where i.run_id = r.id and dv.dataset_id = ${dataset.id})`
  return [
    await runsTaking(tx, { datasetId: dataset.id }),
    await versionsGrown(tx, ctx, dataset.organizationId, took),
  ]
}
