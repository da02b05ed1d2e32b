import { and, eq } from 'drizzle-orm'
import { z } from 'zod'
import { projects, runs } from '@/db/schema/tables'
import { command } from '../command'
import type { Tx } from '../door'
import { conflict, invalid, notFound } from '../errors'
import { fileListProblem } from '../files/file-list'
import { requireBlobs } from '../files/readable'
import { metricNumber } from '../metrics/value'
import { findModel, ModelRef, type ModelTarget } from '../models/find'
import { lastMetrics } from '../runs/metrics'
import { parseRunUri } from '../uri'
import { FileRef, type Json, Metrics, Note, Params, Tags } from '../view'
import { insertVersion } from './insert'
import { viewVersions } from './load'

const NewVersion = z.object({
  files: z.array(FileRef).max(100_000).default([]),
  metrics: Metrics.default({}),
  params: Params.default({}),
  tags: Tags.default([]),
  note: Note.default(''),
  run: z.string().max(300).optional().describe('run:// URI of the run that made the files'),
})

/** Makes the next version of a model, pending, from files that are already uploaded. */
export const registerVersion = command({
  action: 'version.register',
  input: ModelRef.extend(NewVersion.shape),
  load: (tx, input, ctx) => findModel(tx, ctx, input, { lock: true }),

  async run({ tx, subject, input, ctx }) {
    if (subject.model.life !== 'live')
      throw conflict(`${subject.model.slug} is ${subject.model.life}. Restore it first.`)
    const problem = fileListProblem(input.files.map(({ name }) => name))
    if (problem) throw invalid(`files: ${problem}`)
    const { organizationId } = subject.organization
    const digests = input.files.map((file) => file.sha256)
    const sizes = await requireBlobs(tx, ctx, organizationId, digests)
    const run = input.run === undefined ? null : await runOf(tx, subject, input.run)
    const values = Object.entries(input.metrics).map(([key, value]) => [key, metricNumber(value)])
    const { version, change } = await insertVersion(tx, ctx, subject, {
      files: input.files.map((file) => ({ ...file, size: sizes.get(file.sha256) ?? 0 })),
      // What is said here goes before what the run has logged so far.
      metrics: { ...run?.metrics, ...Object.fromEntries(values) },
      params: { ...run?.params, ...input.params },
      tags: input.tags,
      note: input.note,
      runId: run?.id ?? null,
    })
    const [result] = await viewVersions(tx, ctx, subject, [version.id])
    if (!result) throw new Error('The version just made was not found.')
    return { result, change }
  },
})

interface SourceRun {
  id: string
  metrics: Record<string, number>
  params: Record<string, Json>
}

async function runOf(tx: Tx, subject: ModelTarget, uri: string): Promise<SourceRun> {
  const parsed = parseRunUri(uri)
  if (!parsed.ok) throw invalid(`run: ${parsed.message}`)
  const { organization, project, number } = parsed.uri
  const own = organization === null || organization === subject.organization.slug
  const [run] = own
    ? await tx
        .select({ id: runs.id, params: runs.params })
        .from(runs)
        .innerJoin(projects, eq(projects.id, runs.projectId))
        .where(
          and(
            eq(runs.organizationId, subject.organization.organizationId),
            eq(projects.slug, project),
            eq(runs.number, number),
          ),
        )
    : []
  if (!run) throw notFound(`There is no run ${uri}.`)
  return { ...run, metrics: await lastMetrics(tx, run.id) }
}
