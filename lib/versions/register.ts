import { and, eq, ne, sql } from 'drizzle-orm'
import { z } from 'zod'
import { projects, runOutputs, runs } from '@/db/schema/tables'
import { command } from '../command'
import type { Tx } from '../door'
import { conflict, forbidden, invalid, notFound } from '../errors'
import { fileListProblem } from '../files/file-list'
import { requireBlobs } from '../files/readable'
import { requireLive } from '../life/state'
import { metricNumber } from '../metrics/value'
import { findModel, ModelRef, type ModelTarget } from '../models/find'
import { lastMetrics } from '../runs/metrics'
import { idOfSlug } from '../slugs'
import { parseRunUri } from '../uri'
import { FileRef, type Json, Metrics, Note, Params, Tags } from '../view'
import { ofOwnRun } from './from-run'
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
    requireLive(subject.model.slug, subject.model)
    const problem = fileListProblem(input.files.map(({ name }) => name))
    if (problem) throw invalid(`files: ${problem}`)
    const { organizationId } = subject.organization
    const digests = input.files.map((file) => file.sha256)
    const sizes = await requireBlobs(tx, ctx, organizationId, digests)
    const run = input.run === undefined ? null : await runOf(tx, subject, input.run)
    if (run) {
      const own = ofOwnRun(ctx, run)
      if (!own.ok) throw forbidden(own.reason)
      await refuseForeign(tx, run.id, input)
    }
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
  createdBy: string
  metrics: Record<string, number>
  params: Record<string, Json>
}

async function runOf(tx: Tx, subject: ModelTarget, uri: string): Promise<SourceRun> {
  const parsed = parseRunUri(uri)
  if (!parsed.ok) throw invalid(`run: ${parsed.message}`)
  const { organization, project, number } = parsed.uri
  const { organizationId } = subject.organization
  const own = organization === null || organization === subject.organization.slug
  const [run] = own
    ? await tx
        .select({ id: runs.id, createdBy: runs.createdBy, params: runs.params })
        .from(runs)
        .innerJoin(projects, eq(projects.id, runs.projectId))
        .where(
          and(
            sql`${projects.id} = ${idOfSlug('project', organizationId, project)}`,
            eq(runs.number, number),
            ne(projects.life, 'deleted'),
          ),
        )
    : []
  if (!run) throw notFound(`There is no run ${uri}.`)
  return { ...run, metrics: await lastMetrics(tx, run.id) }
}

/** Throws conflict naming the first file whose bytes are not among what the run has made. */
async function refuseForeign(
  tx: Tx,
  runId: string,
  { run, files }: { run?: string | undefined; files: { name: string; sha256: string }[] },
): Promise<void> {
  if (files.length === 0) return
  const { sha256 } = runOutputs
  const outputs = await tx.select({ sha256 }).from(runOutputs).where(eq(runOutputs.runId, runId))
  const made = new Set(outputs.map((output) => output.sha256))
  const foreign = files.find((file) => !made.has(file.sha256))
  if (foreign)
    throw conflict(
      `${run} did not make ${foreign.name}: none of its outputs has these bytes. Record it there first.`,
      { code: 'not_an_output', details: { name: foreign.name, sha256: foreign.sha256 } },
    )
}
