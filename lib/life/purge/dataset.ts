import { and, eq, gt } from 'drizzle-orm'
import { z } from 'zod'
import { datasetAliases, datasets, datasetVersions, organizations } from '@/db/schema/tables'
import { command } from '../../command'
import { datasetTarget } from '../../datasets/find'
import { notFound } from '../../errors'
import { forgetNodes } from '../../lineage/forget'
import { dropLostAliases } from './aliases'
import { requireDue } from './due'
import { freeDatasetFiles } from './files'
import { organizationColumns } from './organization'

const atOnce = 20

/** Lets the files of a deleted dataset go, some versions at a time; the last time closes it for good. */
export const purgeDataset = command({
  action: 'dataset.purge',
  input: z.object({ id: z.uuid(), after: z.int().default(0) }),

  async load(tx, { id }) {
    const [found] = await tx
      .select({ dataset: datasets, organization: organizationColumns })
      .from(datasets)
      .innerJoin(organizations, eq(organizations.id, datasets.organizationId))
      .where(eq(datasets.id, id))
      .for('update', { of: datasets })
    if (!found) throw notFound('This dataset is not there.')
    return datasetTarget({ ...found.organization, grants: [] }, found.dataset, [])
  },

  async run({ tx, subject: { dataset }, input, ctx }) {
    requireDue(ctx, dataset)
    const rows = await tx
      .select({ id: datasetVersions.id, position: datasetVersions.position })
      .from(datasetVersions)
      .where(
        and(eq(datasetVersions.datasetId, dataset.id), gt(datasetVersions.position, input.after)),
      )
      .orderBy(datasetVersions.position)
      .limit(atOnce)
    const ids = rows.map(({ id }) => id)
    const freed = await freeDatasetFiles(tx, ids)
    await forgetNodes(tx, ids)
    const next = rows.length < atOnce ? null : (rows.at(-1)?.position ?? null)
    if (next === null) {
      await tx.delete(datasetAliases).where(eq(datasetAliases.datasetId, dataset.id))
      await tx.update(datasets).set({ purgedAt: ctx.now() }).where(eq(datasets.id, dataset.id))
    }
    const lost = await dropLostAliases(tx, ctx, dataset.organizationId)
    const before = { versions: ids.length, ...freed, ...lost }
    return { result: { next }, change: { before, after: { purged: next === null } } }
  },
})
