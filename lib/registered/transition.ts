import { and, eq, isNull, ne } from 'drizzle-orm'
import { z } from 'zod'
import { reviewRequests, versions } from '@/db/schema/tables'
import type { Action } from '../access'
import { type Ctx, personBehind } from '../actor'
import { decide } from '../door'
import { type AppError, conflict, expecting, invalid, isAppError } from '../errors'
import { query } from '../query'
import { decidersOf } from '../reviews/deciders'
import { cancelRequest, requestReview } from '../reviews/request'
import { standing } from '../versions/count'
import {
  approveRestored,
  rejectVersion,
  withdrawRestored,
  withdrawVersion,
} from '../versions/decide'
import { givenAndTeams } from '../versions/given'
import { archiveVersion, restoreVersion } from '../versions/life'
import type { State } from '../versions/state'
import { findRegisteredVersion, RegisteredVersionRef } from './find-version'
import { getRegisteredVersion, stageCalled } from './read'
import { isInReview, type Stage, stageOf } from './stage'
import type { RegisteredVersion } from './view'

interface Transition {
  stage: string
  archiveExisting: boolean
}

/**
 * Moves a version to a stage of MLflow's, which is a view of approval: Production approves it, Staging asks for
 * its review, Archived archives it and None takes a decision back. Each is the same change, with the same rules,
 * as everywhere. With `archiveExisting`, the others of that stage are archived, but for those that are held,
 * once the version is in it: an approval of several that are needed moves none.
 */
export async function transitionVersion(
  ctx: Ctx,
  { stage: asked, archiveExisting, ...ref }: RegisteredVersionRef & Transition,
): Promise<RegisteredVersion> {
  const stage = stageCalled(asked)
  const isActive = stage === 'Production' || stage === 'Staging'
  if (archiveExisting && !isActive)
    throw invalid(
      `Model version transition cannot archive existing model versions because '${asked}' is not an Active stage. Valid stages are ['Staging', 'Production']`,
    )
  const before = await standingOf(ctx, { ...ref, may: archiveExisting ? 'version.archive' : null })
  if (stage === 'Production') await decideTo(ctx, ref, 'approved')
  else if (stage === 'Staging') await askForReview(ctx, ref)
  else if (stage === 'Archived') await toArchived(ctx, ref, before)
  else await toNone(ctx, ref, before)
  const moved = await getRegisteredVersion(ctx, ref)
  if (archiveExisting && moved.stage === stage) await archiveOthers(ctx, ref, stage)
  return moved
}

/** Brings a version to a state of approval by the decision that leads there; being there is enough. */
export async function decideTo(ctx: Ctx, ref: RegisteredVersionRef, state: State): Promise<void> {
  const now = await standingOf(ctx, { ...ref, may: null })
  const version = { org: ref.org, model: now.model, version: ref.version }
  const note = noteOn(state)
  if (state === 'rejected') await done(state, rejectVersion(ctx, { ...version, note }))
  else if (state === 'pending') await done(state, withdrawVersion(ctx, { ...version, note }))
  else {
    const given = { ...version, note: now.state === 'rejected' ? note : '' }
    const wasDone = await done(state, approveRestored(ctx, given))
    if (!wasDone && now.life === 'archived') await restoreVersion(ctx, version)
  }
}

const noteOn = (state: State) => `Set to ${state} through MLflow.`

/**
 * Passes over the conflict of a version that is where it is to be, and of an approval that the caller gave
 * already; answers whether anything was done.
 */
const done = (state: State, change: Promise<unknown>): Promise<boolean> =>
  change
    .then(() => true)
    .catch(
      expecting(
        (error) => isSo(error, state),
        () => false,
      ),
    )

function isSo({ kind, code, details, recorded }: AppError, state: State): boolean {
  const isThere = details?.state === state || (state === 'approved' && details?.approved === true)
  return kind === 'conflict' && code === 'conflict' && !recorded && isThere
}

async function toArchived(ctx: Ctx, ref: RegisteredVersionRef, now: Standing): Promise<void> {
  if (now.stage === 'Archived') return decide(ctx, 'version.archive', now.access)
  await archiveVersion(ctx, { org: ref.org, model: now.model, version: ref.version })
}

/** Takes back what was decided, or the caller's own part of it, and what was asked of others. */
async function toNone(ctx: Ctx, ref: RegisteredVersionRef, now: Standing): Promise<void> {
  const version = { org: ref.org, model: now.model, version: ref.version }
  const wasDone =
    (now.state !== 'pending' || now.approved) &&
    (await done('pending', withdrawRestored(ctx, { ...version, note: noteOn('pending') })))
  if (!wasDone && now.life === 'archived') await restoreVersion(ctx, version)
  // A decision that is taken back closes what was asked for it.
  if (now.state !== 'pending') return
  for (const id of now.requests) await cancelRequest(ctx, { ...version, id })
}

/** Asks everybody who could decide, since MLflow names nobody. */
async function askForReview(ctx: Ctx, ref: RegisteredVersionRef): Promise<void> {
  const now = await standingOf(ctx, { ...ref, may: 'review.request' })
  if (now.stage === 'Staging') return
  const { number } = now
  if (now.deciders.length === 0)
    throw conflict(
      `Nobody who could be asked may decide on v${number}. Ask an admin for an approver of ${now.model}.`,
    )
  const people = now.deciders.slice(0, 20)
  await requestReview(ctx, { org: ref.org, model: now.model, version: number, people })
}

async function archiveOthers(ctx: Ctx, ref: RegisteredVersionRef, stage: Stage): Promise<void> {
  const { model, others } = await othersIn(ctx, { ...ref, stage })
  for (const version of others)
    try {
      await archiveVersion(ctx, {
        org: ref.org,
        model,
        version,
        note: `${stage} is v${ref.version}.`,
      })
    } catch (error) {
      // What serves, or is taken by a run, stays: the version itself has been moved already.
      if (!isAppError(error) || error.kind === 'forbidden') throw error
    }
}

/** How a version stands, for whoever may do something to it. */
const standingOf = query({
  action: 'version.read',
  input: RegisteredVersionRef.extend({ may: z.custom<Action | null>() }),
  load: (db, input, ctx) => findRegisteredVersion(db, ctx, input),

  async run({ db, subject, input, ctx }) {
    const { version, model, access } = subject
    if (input.may) decide(ctx, input.may, access)
    const [found] = await db
      .select({ stage: stageOf })
      .from(versions)
      .where(eq(versions.id, version.id))
    const requests = await db
      .select({ id: reviewRequests.id })
      .from(reviewRequests)
      .where(and(eq(reviewRequests.versionId, version.id), isNull(reviewRequests.closedAt)))
    const { given } = await givenAndTeams(db, subject)
    const caller = personBehind(ctx.actor)
    const deciders = input.may === 'review.request' ? await decidersOf(db, subject) : []
    return {
      ...{ model: model.slug, number: version.number, access },
      ...{ state: version.state, life: version.life, stage: found?.stage ?? ('None' as const) },
      /** Whether an approval by the caller stands. */
      approved: standing(given).some(({ person }) => person === caller),
      requests: requests.map(({ id }) => id),
      deciders: deciders.filter(({ reason }) => reason === null).map(({ id }) => id),
    }
  },
})

type Standing = Awaited<ReturnType<typeof standingOf>>

const othersIn = query({
  action: 'version.read',
  input: RegisteredVersionRef.extend({ stage: z.custom<Stage>() }),
  load: (db, input, ctx) => findRegisteredVersion(db, ctx, input),

  async run({ db, subject, input }) {
    const { version, model } = subject
    const rows = await db
      .select({ number: versions.number })
      .from(versions)
      .where(
        and(
          eq(versions.modelId, model.id),
          ne(versions.id, version.id),
          eq(versions.life, 'live'),
          input.stage === 'Production'
            ? eq(versions.state, 'approved')
            : and(eq(versions.state, 'pending'), isInReview),
        ),
      )
      .orderBy(versions.number)
    return { model: model.slug, others: rows.map(({ number }) => number) }
  },
})
