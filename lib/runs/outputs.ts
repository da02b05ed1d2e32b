import { and, asc, eq } from 'drizzle-orm'
import { datasetVersionFiles, datumAliases, runInputs, runOutputs, runs } from '@/db/schema/tables'
import type { Ctx } from '../actor'
import type { ReadDb, Tx } from '../door'
import { conflict, notFound } from '../errors'
import { requireBlobs } from '../files/readable'
import { ingest } from '../ingest'
import { linkOutput, unlinkOutput } from '../lineage/link'
import { paths } from '../paths'
import { query } from '../query'
import { FileName, NewFileName, Sha256 } from '../view'
import { findRun, RunRef, type RunTarget } from './find'
import { heartbeat } from './heartbeat'
import type { RunOutput } from './view'
import { visibleOutputs } from './visible'

const OutputRef = RunRef.extend({ name: FileName })

/**
 * Records a file that a running run made, from bytes already uploaded. The same again is fine; other
 * bytes replace it, as another file with an id of its own, unless something holds the one that is there.
 */
export const recordOutput = ingest({
  action: 'run.report',
  input: OutputRef.extend({ name: NewFileName, sha256: Sha256 }),
  load: (tx, input, ctx) => findRun(tx, ctx, input),

  async run({ tx, subject, input, ctx }) {
    await heartbeat(tx, ctx, subject)
    const { name, sha256 } = input
    const { id: runId, organizationId } = subject.run
    const same = await recorded(tx, subject, name)
    if (same?.sha256 === sha256) return outputView(subject, same)
    const sizes = await requireBlobs(tx, ctx, organizationId, [sha256])
    if (same) await remove(tx, same)
    const [made] = await tx
      .insert(runOutputs)
      .values({
        id: ctx.newId(),
        runId,
        path: name,
        sha256,
        size: sizes.get(sha256) ?? 0,
        createdAt: ctx.now(),
      })
      .returning()
    if (!made) throw new Error('The file was not recorded.')
    await linkOutput(tx, ctx, subject.run, made.id)
    return outputView(subject, made)
  },
})

/** One file of a run. Throws not found where there is none that the caller may see. */
export const getOutput = query({
  action: 'run.read',
  input: OutputRef,
  load: (db, input, ctx) => findRun(db, ctx, input),

  async run({ db, subject, input, ctx }) {
    const [output] = await db
      .select()
      .from(runOutputs)
      .where(
        and(
          eq(runOutputs.runId, subject.run.id),
          eq(runOutputs.path, input.name),
          visibleOutputs(ctx, subject.run.organizationId),
        ),
      )
    if (!output) throw notFound(`${subject.uri} has no file ${input.name}, or you may not see it.`)
    return outputView(subject, output)
  },
})

/** The files of a run that the caller may see, by path. */
export async function viewOutputs(db: ReadDb, ctx: Ctx, target: RunTarget): Promise<RunOutput[]> {
  const { id, organizationId } = target.run
  const rows = await db
    .select()
    .from(runOutputs)
    .where(and(eq(runOutputs.runId, id), visibleOutputs(ctx, organizationId)))
    .orderBy(asc(runOutputs.path))
  return rows.map((row) => outputView(target, row))
}

type OutputRow = typeof runOutputs.$inferSelect

function outputView({ organization, project, run }: RunTarget, output: OutputRow): RunOutput {
  const { id, path, size, sha256, properties } = output
  const url = paths.runOutput(organization.slug, project.slug, run.number, path)
  return { name: path, size, sha256, url, uri: `datum://${id}`, properties }
}

async function recorded(tx: Tx, { run }: RunTarget, name: string): Promise<OutputRow | undefined> {
  const [found] = await tx
    .select()
    .from(runOutputs)
    .where(and(eq(runOutputs.runId, run.id), eq(runOutputs.path, name)))
  return found
}

async function remove(tx: Tx, output: OutputRow): Promise<void> {
  const [used] = await tx
    .select({ run: runs.number })
    .from(runInputs)
    .innerJoin(runs, eq(runs.id, runInputs.runId))
    .where(eq(runInputs.outputId, output.id))
    .limit(1)
  const stays = (held: string) =>
    conflict(`${output.path} ${held}, so it stays as it is. Rename it.`)
  if (used) throw stays('is the input of another run')
  const [aliased] = await tx
    .select({ name: datumAliases.name })
    .from(datumAliases)
    .where(eq(datumAliases.datumId, output.id))
    .limit(1)
  if (aliased) throw stays(`is what the alias ${aliased.name} points at`)
  const [held] = await tx
    .select({ id: datasetVersionFiles.datasetVersionId })
    .from(datasetVersionFiles)
    .where(eq(datasetVersionFiles.datumId, output.id))
    .limit(1)
  if (held) throw stays('is part of a dataset version')
  await unlinkOutput(tx, output.id)
  await tx.delete(runOutputs).where(eq(runOutputs.id, output.id))
}
