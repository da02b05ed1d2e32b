import { sql } from 'drizzle-orm'
import { z } from 'zod'
import { versionUses } from '@/db/schema/tables'
import { type Ctx, personBehind } from '../actor'
import { type Also, command } from '../command'
import { type AppError, conflict, isAppError } from '../errors'
import { ingest } from '../ingest'
import { keptPlan } from '../prepared'
import { hourOf } from '../time'
import { findVersion, VersionRef, type VersionTarget } from './find'

const Use = VersionRef.extend({
  how: z.enum(['resolve', 'download']),
  /** Of what a name meant at a past moment: which. */
  asOf: z.date().optional(),
})

/**
 * Notes that somebody resolved or fetched a version outside a run. The first use per principal, version
 * and hour is an event at once; later ones are counted, and the hour's total becomes one event. `found` is
 * the version where the caller has just looked it up.
 */
export async function noteUse(
  ctx: Ctx,
  ref: z.input<typeof Use>,
  found: VersionTarget | null = null,
): Promise<void> {
  if (ctx.actor.kind === 'system') return
  if (await countUse(ctx, { ...ref, found })) return
  await firstUse(ctx, ref).catch((error: unknown) => {
    // Somebody else's request of the same principal was first, a moment ago.
    if (!isAppError(error) || error.kind !== 'conflict') throw error
    return countUse(ctx, { ...ref, found })
  })
}

/** Runs a check of whoever reads a version to use it; that it was forbidden is recorded, as of a change. */
export async function refusing(
  ctx: Ctx,
  target: VersionTarget,
  check: () => Promise<void>,
): Promise<void> {
  try {
    await check()
  } catch (error) {
    if (!isAppError(error) || error.kind !== 'forbidden') throw error
    const { organization, model, version } = target
    const ref = { org: organization.slug, model: model.slug, version: version.number }
    await refuseUse(ctx, { ...ref, how: 'resolve', why: error })
  }
}

/** The event of a run that took a version as input. */
export function useChange(target: VersionTarget, run: { id: string; uri: string }): Also {
  return {
    action: 'version.use',
    subject: target.event,
    before: null,
    after: { run: run.uri, runId: run.id, digest: `sha256:${target.version.manifestDigest}` },
  }
}

const countUse = ingest({
  action: 'version.use',
  input: Use.extend({ found: z.custom<VersionTarget | null>() }),
  load: (tx, { found, ...ref }, ctx) => found ?? findVersion(tx, ctx, ref),

  async run({ tx, subject, ctx }) {
    const { rows } = await tx.execute(sql`
      update version_uses set count = count + 1
      where principal_id = ${principalOf(ctx)}::uuid and version_id = ${subject.version.id}::uuid
        and hour = ${hourOf(ctx.now()).toISOString()}::timestamptz
      returning count ${keptPlan}`)
    return rows.length > 0
  },
})

const firstUse = command({
  action: 'version.use',
  input: Use,
  load: (tx, input, ctx) => findVersion(tx, ctx, input),

  async run({ tx, subject, input, ctx }) {
    const { version } = subject
    const hour = hourOf(ctx.now())
    const inserted = await tx
      .insert(versionUses)
      .values({ principalId: principalOf(ctx), versionId: version.id, hour })
      .onConflictDoNothing()
      .returning({ count: versionUses.count })
    if (inserted.length === 0) throw conflict('This use is counted already.')
    const after = {
      ...{ how: input.how, count: 1, digest: `sha256:${version.manifestDigest}` },
      ...(input.asOf && { asOf: input.asOf.toISOString() }),
    }
    return { result: null, change: { before: null, after } }
  },
})

/** Changes nothing: what it throws is recorded beside the version. */
const refuseUse = command({
  action: 'version.use',
  input: Use.extend({ why: z.custom<AppError>() }),
  load: (tx, input, ctx) => findVersion(tx, ctx, input),
  run: ({ input }) => Promise.reject(input.why),
})

/** The token that was used, else the person. */
function principalOf(ctx: Ctx): string {
  return ctx.actor.id ?? personBehind(ctx.actor) ?? ''
}
