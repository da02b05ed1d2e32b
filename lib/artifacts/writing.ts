import { and, eq, lt } from 'drizzle-orm'
import { runProgress } from '@/db/schema/tables'
import type { Ctx } from '../actor'
import type { Tx } from '../door'
import { forbidden, invalid, isAppError } from '../errors'
import { ingest } from '../ingest'
import type { LoggedModelTarget } from '../logged-models/find'
import type { ProjectRef } from '../projects/find'
import { query } from '../query'
import type { RunRow } from '../runs/find'
import { requireActive } from '../tracking/find'
import { loggedModelRef } from '../tracking/ids'
import type { ArtifactPlace } from './path'
import {
  findLoggedModelAt,
  findRunAt,
  findVersionAt,
  LoggedModelPlace,
  type PlaceOf,
  RunPlace,
  VersionPlace,
} from './place'

/** A change of the files of a run or of a logged model, with the row of it locked against others. */
export type WriteStep = { tx: Tx; ctx: Ctx; organizationId: string } & (
  | { place: PlaceOf<'run'>; run: RunRow }
  | { place: PlaceOf<'logged_model'> }
)

/**
 * Makes a write at a place: for the person alone whose run or logged model it is, while that is active. Also
 * when it has finished: clients upload after the end. A version takes nothing.
 */
export function writingAt<R>(act: (step: WriteStep) => Promise<R>) {
  const ofRun = ingest({
    action: 'run.report',
    input: RunPlace,
    load: (tx, input, ctx) => findRunAt(tx, ctx, input),
    async run({ tx, subject, input: { place }, ctx }) {
      requireActive(subject)
      const { run } = subject
      // Other writers wait for this row; and whoever uploads is alive. An index is on that: once a minute will do.
      const ofRun = eq(runProgress.runId, run.id)
      await tx.select({ runId: runProgress.runId }).from(runProgress).where(ofRun).for('update')
      const now = ctx.now()
      const isOld = lt(runProgress.heartbeatAt, new Date(now.getTime() - 60_000))
      await tx.update(runProgress).set({ heartbeatAt: now }).where(and(ofRun, isOld))
      return act({ tx, ctx, organizationId: run.organizationId, place, run })
    },
  })
  const ofLoggedModel = ingest({
    action: 'logged_model.report',
    input: LoggedModelPlace,
    load: (tx, input, ctx) => findLoggedModelAt(tx, ctx, input, { lock: true }),
    run({ tx, subject, input: { place }, ctx }) {
      const { model } = subject
      requireExperiment(subject)
      return act({ tx, ctx, organizationId: model.organizationId, place })
    },
  })
  return (ctx: Ctx, ref: ProjectRef, place: ArtifactPlace): Promise<R> => {
    if (place.kind === 'run') return ofRun(ctx, { ...ref, place })
    if (place.kind === 'logged_model') return ofLoggedModel(ctx, { ...ref, place })
    return toVersion(ctx, { ...ref, place })
  }
}

function requireExperiment({ experiment, model }: LoggedModelTarget): void {
  if (!experiment.deletedAt) return
  throw invalid(
    `The experiment of ${loggedModelRef(model.id)} was deleted. Restore it before you add to it.`,
  )
}

const mayWriteToRun = query({
  action: 'run.report',
  input: RunPlace,
  load: (db, input, ctx) => findRunAt(db, ctx, input),
  run: async ({ subject }) => requireActive(subject),
})

const mayWriteToLoggedModel = query({
  action: 'logged_model.report',
  input: LoggedModelPlace,
  load: (db, input, ctx) => findLoggedModelAt(db, ctx, input),
  run: async ({ subject }) => requireExperiment(subject),
})

/** Whether the caller may write there at all, asked without a lock. Throws as the write does, which records it. */
export async function requireWritable(
  ctx: Ctx,
  ref: ProjectRef,
  place: ArtifactPlace,
): Promise<void> {
  try {
    if (place.kind === 'run') return await mayWriteToRun(ctx, { ...ref, place })
    if (place.kind === 'logged_model') return await mayWriteToLoggedModel(ctx, { ...ref, place })
  } catch (error) {
    if (!isAppError(error)) throw error
  }
  await writingAt(async () => null)(ctx, ref, place)
}

const toVersion = ingest({
  action: 'version.update',
  input: VersionPlace,
  load: (tx, input, ctx) => findVersionAt(tx, ctx, input),
  run({ subject: { model, version } }): Promise<never> {
    throw forbidden(
      `The files of v${version.number} of ${model.slug} stay as they were registered. Log new ones to a run and register a new version.`,
    )
  },
})
