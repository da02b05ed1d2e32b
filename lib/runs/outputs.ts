import { and, asc, eq } from 'drizzle-orm'
import { runOutputs } from '@/db/schema/tables'
import type { Ctx } from '../actor'
import type { ReadDb } from '../door'
import { notFound } from '../errors'
import { requireBlobs } from '../files/readable'
import { ingest } from '../ingest'
import { paths } from '../paths'
import { query } from '../query'
import { FileName, NewFileName, Sha256 } from '../view'
import { findRun, RunRef, type RunTarget } from './find'
import { heartbeat } from './heartbeat'
import { findOutput, type OutputRow, putOutput } from './put-output'
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
    const same = await findOutput(tx, subject.run.id, name)
    if (same?.sha256 === sha256) return outputView(subject, same)
    const sizes = await requireBlobs(tx, ctx, subject.run.organizationId, [sha256])
    const file = { path: name, sha256, size: sizes.get(sha256) ?? 0 }
    return outputView(subject, await putOutput(tx, ctx, subject.run, file, same))
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

function outputView({ organization, project, run }: RunTarget, output: OutputRow): RunOutput {
  const { id, path, size, sha256, properties } = output
  const url = paths.runOutput(organization.slug, project.slug, run.number, path)
  return { name: path, size, sha256, url, uri: `datum://${id}`, properties }
}
