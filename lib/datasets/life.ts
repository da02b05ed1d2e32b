import { eq, sql } from 'drizzle-orm'
import { datasetAliases, datasets } from '@/db/schema/tables'
import type { Ctx } from '../actor'
import type { Tx } from '../door'
import { LifeInput, lifeCommands } from '../life/commands'
import { few, named } from '../life/held'
import type { Holders } from '../life/holders'
import { versionsGrown } from '../runs/grown'
import { ofDataset, runsTaking } from '../runs/taking'
import {
  DatasetRef,
  type DatasetRow,
  type DatasetTarget,
  datasetVersionUri,
  findDataset,
} from './find'

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

/** What leads to a dataset or builds on it: its names, runs under way, and versions that grew from it. */
async function holdersOfDataset(tx: Tx, ctx: Ctx, { dataset }: DatasetTarget): Promise<Holders[]> {
  const took = sql`exists (select 1 from run_inputs i
    where i.run_id = r.id and ${ofDataset(sql`${dataset.id}`)})`
  return [
    await aliasesOf(tx, dataset),
    await runsTaking(tx, { datasetId: dataset.id }),
    await versionsGrown(tx, ctx, dataset.organizationId, took),
  ]
}

async function aliasesOf(tx: Tx, { id, slug }: DatasetRow): Promise<Holders> {
  const rows = await tx
    .select({ name: datasetAliases.name, total: sql<number>`count(*) over ()::int` })
    .from(datasetAliases)
    .where(eq(datasetAliases.datasetId, id))
    .orderBy(datasetAliases.name)
    .limit(named)
  const uris = rows.map(({ name, total }) => ({ uri: datasetVersionUri(slug, name), total }))
  return { ...few(uris), way: 'remove its aliases' }
}
