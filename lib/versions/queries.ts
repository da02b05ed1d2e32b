import { and, desc, eq, lt, type SQL } from 'drizzle-orm'
import { z } from 'zod'
import { states, versions } from '@/db/schema/tables'
import { can } from '../access'
import type { Ctx } from '../actor'
import { definitionsOf } from '../metrics/definitions'
import { findModel, ModelRef } from '../models/find'
import { decodeCursor, NumberCursor, page } from '../page'
import { given, prepared } from '../prepared'
import { query } from '../query'
import { decidersOf } from '../reviews/deciders'
import { openRequests } from '../reviews/requests'
import { readFilter, SearchedLife } from '../search/read'
import type { Ability, Page } from '../view'
import { latestAndBase } from './approved'
import { type Weighed, weigh } from './checks'
import { findVersion, VersionRef, type VersionTarget } from './find'
import { itemColumns, itemView, viewDecisions, viewVersions } from './load'
import { withoutHeldPrompt } from './prompt-tags'
import { pageOfVersions, VersionSearch } from './search'
import type { Version, VersionItem } from './view'

const StateFilter = z.enum(states).optional()

/** The versions of a model, highest number first unless another order is asked for. */
export const listVersions = query({
  action: 'version.read',
  input: ModelRef.extend({
    ...VersionSearch.shape,
    state: StateFilter,
    life: SearchedLife,
  }),
  load: (db, input, ctx) => findModel(db, ctx, input),

  async run({ db, subject, input, ctx }): Promise<Page<VersionItem>> {
    const filter = readFilter(input.q, 'versions')
    if (filter || input.sort !== undefined) {
      const { organizationId } = subject.organization
      const asked = { ...input, model: subject.model.slug, filter, usual: '-number' }
      return pageOfVersions(db, ctx, organizationId, asked)
    }
    const after = decodeCursor(input.cursor, NumberCursor)
    const { state, life = 'live', limit } = input
    const rows = await ofModel(db, { state: state !== undefined, after: after !== null }).execute({
      modelId: subject.model.id,
      life,
      state,
      number: after?.[0],
      limit: limit + 1,
    })
    const item = (row: (typeof rows)[number]) => itemView(subject.model.slug, row, ctx.now())
    return page(rows, limit, item, ({ row }) => [row.number])
  },
})

const ofModel = prepared((db, { state, after }: { state: boolean; after: boolean }) => {
  const conditions = [
    eq(versions.modelId, given('modelId')),
    eq(versions.life, given('life')),
    state && eq(versions.state, given('state')),
    after && lt(versions.number, given('number')),
  ]
  return db
    .select(itemColumns)
    .from(versions)
    .where(and(...conditions.filter((condition): condition is SQL => Boolean(condition))))
    .orderBy(desc(versions.number))
    .limit(given('limit'))
})

/** One version, as the API answers it. */
export const getVersion = query({
  action: 'version.read',
  input: VersionRef,
  load: (db, input, ctx) => findVersion(db, ctx, input),
  async run({ db, subject, ctx }) {
    const found = await viewVersions(db, ctx, subject.of, [subject.version.id], { origin: true })
    return withoutHeldPrompt(db, ctx, subject, one(found))
  },
})

/**
 * One version with everything a reviewer weighs: beside it the highest approved version other than this
 * one, the decisions, what the caller may do. `latest` is the number that `model://<name>/latest` means.
 */
export const reviewVersion = query({
  action: 'version.read',
  input: VersionRef,
  load: (db, input, ctx) => findVersion(db, ctx, input),

  async run({ db, subject, ctx }) {
    const { version, of } = subject
    const now = ctx.now()
    const { latest, base } = await latestAndBase(db, subject, now)
    const ids = [version.id, ...(base ? [base.id] : [])]
    const shown = await viewVersions(db, ctx, of, ids, { origin: true })
    const weighed = await weigh(db, ctx, subject, base)
    const requestable = can(ctx, 'review.request', subject.access)
    const waits = version.state === 'pending' || weighed.again
    const asks = waits && requestable.ok && version.life === 'live'
    const deciders = asks ? await decidersOf(db, subject) : []
    const shownNow = one(shown.filter(({ version: number }) => number === version.number))
    const measured = shown.flatMap(({ metrics }) => Object.keys(metrics))
    return {
      ...(await withoutHeldPrompt(db, ctx, subject, shownNow)),
      modelName: of.model.name,
      modelLife: of.model.life,
      latest,
      base: shown.find(({ version: number }) => number === base?.number) ?? null,
      decisions: await viewDecisions(db, version.id, now),
      checks: weighed.checks,
      again: weighed.again,
      own: weighed.own,
      requests: await openRequests(db, version.id),
      askable: deciders.filter(({ reason }) => reason === null),
      confirms: wantsSignIn(ctx, subject),
      protectedAliases: of.policy.protectedAliases.map(({ value }) => value.name),
      meanings: await definitionsOf(db, version.organizationId, measured),
      abilities: {
        approve: approving(ctx, subject, weighed),
        reject: can(ctx, 'version.reject', subject.access),
        withdraw: can(ctx, 'version.withdraw', subject.access),
        override: can(ctx, 'version.override', subject.access),
        request: requestable,
        update: can(ctx, 'version.update', subject.access),
        archive: can(ctx, 'version.archive', subject.access),
        restore: can(ctx, 'version.restore', subject.access),
        delete: can(ctx, 'version.delete', subject.access),
      },
    }
  },
})
/** Whether the caller may approve, with the reason that is nearest to being mended. */
function approving(ctx: Ctx, { access }: VersionTarget, { checks, again }: Weighed): Ability {
  const { gates, evidence, canDecide, reason } = checks
  const may = can(ctx, 'version.approve', access)
  if (!may.ok) return may
  const failed = gates.find(({ result }) => result !== 'pass')
  if (failed) return { ok: false, reason: `Gate “${failed.name}”: ${failed.message}` }
  const missing = evidence.find(({ ok }) => !ok)
  if (missing) return { ok: false, reason: missing.message }
  if (canDecide || (!again && reason === null)) return may
  return { ok: false, reason: reason ?? 'There is nothing to decide.' }
}

/** Whether all that keeps the caller from deciding is that they signed in too long ago. */
function wantsSignIn(ctx: Ctx, { access }: VersionTarget): boolean {
  const { actor } = ctx
  if (actor.kind !== 'person') return false
  const fresh = { ...ctx, actor: { ...actor, authenticatedAt: ctx.now() } }
  return (['version.approve', 'version.reject'] as const).some(
    (action) => !can(ctx, action, access).ok && can(fresh, action, access).ok,
  )
}

export type ReviewedVersion = Awaited<ReturnType<typeof reviewVersion>>

function one(found: Version[]): Version {
  const [version] = found
  if (!version) throw new Error('A version that was just found is gone.')
  return version
}
