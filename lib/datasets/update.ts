import { and, eq, sql } from 'drizzle-orm'
import { z } from 'zod'
import { datasetProjects, datasets, datasetVersions } from '@/db/schema/tables'
import { command } from '../command'
import { decide, type Tx } from '../door'
import { invalid } from '../errors'
import { projectIdsBySlug } from '../models/create'
import { type Json, PlainText, Properties, Slug, Tags } from '../view'
import {
  DatasetRef,
  DatasetVersionRef,
  datasetVersionEvent,
  findDataset,
  findDatasetVersion,
} from './find'
import { viewDataset, viewDatasetVersions } from './load'

const Edit = z.object({
  description: PlainText(100_000).optional(),
  tags: Tags.optional(),
  properties: Properties.optional(),
})
const keys = ['description', 'tags', 'properties'] as const

/** Edits a dataset. Projects that it is put into need the same right there. */
export const updateDataset = command({
  action: 'dataset.update',
  input: DatasetRef.extend({ ...Edit.shape, projects: z.array(Slug).max(100).optional() }),
  load: (tx, input, ctx) => findDataset(tx, ctx, input, { lock: true }),

  async run({ tx, subject, input, ctx }) {
    const { projects, ...edit } = chosen(input)
    if (Object.keys(edit).length === 0 && projects === undefined)
      throw invalid('Nothing to change: give a description, tags, properties or projects.')
    const { organization, dataset } = subject
    const before = subject.access.projectIds ?? []
    const after = projects && (await projectIdsBySlug(tx, organization, projects, before))
    if (after) {
      const { organizationId } = organization
      for (const id of after.filter((one) => !before.includes(one)))
        decide(ctx, 'dataset.update', { organizationId, projectIds: [id] })
      await setProjects(tx, dataset.id, after)
    }
    if (Object.keys(edit).length > 0)
      await tx.update(datasets).set(edit).where(eq(datasets.id, dataset.id))
    return {
      result: await viewDataset(tx, subject),
      change: {
        before: { ...pick(dataset, edit), ...(after && { projectIds: before }) },
        after: { ...edit, ...(after && { projectIds: after }) },
      },
    }
  },
})

/** Edits what is said of a dataset version; its files never change. */
export const updateDatasetVersion = command({
  action: 'dataset_version.update',
  input: DatasetVersionRef.extend(Edit.shape),

  async load(tx, input, ctx) {
    // Whoever edits at the same time waits, and starts from what is then there.
    await findDataset(tx, ctx, input, { lock: true })
    const target = await findDatasetVersion(tx, ctx, input)
    return { ...target, event: datasetVersionEvent(target, target.version) }
  },

  async run({ tx, subject, input }) {
    const edit = chosen(input)
    if (Object.keys(edit).length === 0)
      throw invalid('Nothing to change: give a description, tags or properties.')
    const { id } = subject.version
    await tx.update(datasetVersions).set(edit).where(eq(datasetVersions.id, id))
    const [result] = await viewDatasetVersions(tx, subject, [id])
    if (!result) throw new Error('The dataset version just edited was not found.')
    return { result, change: { before: pick(subject.version, edit), after: edit } }
  },
})

/** What of an edit was given. */
function chosen<E extends z.output<typeof Edit> & { projects?: string[] | undefined }>(input: E) {
  const { description, tags, properties, projects } = input
  return {
    ...(description !== undefined && { description }),
    ...(tags !== undefined && { tags }),
    ...(properties !== undefined && { properties }),
    ...(projects !== undefined && { projects }),
  }
}

function pick(from: Record<(typeof keys)[number], Json>, like: object): Record<string, Json> {
  return Object.fromEntries(keys.filter((key) => key in like).map((key) => [key, from[key]]))
}

async function setProjects(tx: Tx, datasetId: string, projectIds: string[]): Promise<void> {
  // A deleted project is on no form; it comes back with its datasets.
  const there = sql`project_id in (select p.id from projects p where p.life <> 'deleted')`
  await tx.delete(datasetProjects).where(and(eq(datasetProjects.datasetId, datasetId), there))
  if (projectIds.length > 0)
    await tx
      .insert(datasetProjects)
      .values(projectIds.map((projectId) => ({ datasetId, projectId })))
}
