import { and, eq, sql } from 'drizzle-orm'
import { aliases, models, versions } from '@/db/schema/tables'
import type { Ctx } from '../actor'
import { type Also, command } from '../command'
import type { Tx } from '../door'
import { AppError, notFound } from '../errors'
import { requireLive } from '../life/state'
import { findModel, ModelRef, type ModelTarget } from '../models/find'
import { query } from '../query'
import { versionUri } from '../uri'
import { findVersion, VersionNumber, type VersionTarget } from '../versions/find'
import { AliasName, PageInput } from '../view'
import { movesOf, noteMoves } from './moves'
import { requireMovable } from './protected'

export const AliasRef = ModelRef.extend({ alias: AliasName })

/** Points an alias at a version. With `expected`, only if it points there now (null: nowhere yet). */
export const moveAlias = command({
  action: 'alias.move',
  input: AliasRef.extend({ version: VersionNumber, expected: VersionNumber.nullable().optional() }),
  load: (tx, input, ctx) => findModel(tx, ctx, input, { lock: true }),

  async run({ tx, subject, input, ctx }) {
    requireLive(subject.model.slug, subject.model)
    const { version } = await findVersion(tx, ctx, input)
    requireLive(`v${version.number}`, version)
    await requireMovable(tx, ctx, subject, input.alias, version)
    const now = await versionUnder(tx, subject, input.alias)
    if (input.expected !== undefined && input.expected !== now)
      throw new AppError(
        'precondition_failed',
        now === null
          ? `${input.alias} points nowhere yet.`
          : `${input.alias} points at v${now} by now.`,
        { details: { current: now } },
      )
    const at = ctx.now()
    await tx
      .insert(aliases)
      .values({
        modelId: subject.model.id,
        name: input.alias,
        versionId: version.id,
        updatedAt: at,
      })
      .onConflictDoUpdate({
        target: [aliases.modelId, aliases.name],
        set: { versionId: version.id, updatedAt: at },
      })
    await noteMoves(tx, ctx, scopeOf(subject), [{ name: input.alias, targetId: version.id }])
    await tx.update(models).set({ updatedAt: at }).where(eq(models.id, subject.model.id))
    return {
      result: { model: subject.model.slug, alias: input.alias, version: version.number },
      change: {
        before: now === null ? null : { version: now },
        after: { version: version.number },
        subject: aliasEvent(subject, input.alias),
      },
    }
  },
})

/** Removes an alias. */
export const removeAlias = command({
  action: 'alias.remove',
  input: AliasRef,
  load: (tx, input, ctx) => findModel(tx, ctx, input, { lock: true }),

  async run({ tx, subject, input, ctx }) {
    const now = await versionUnder(tx, subject, input.alias)
    if (now === null) throw notFound(`${subject.model.slug} has no alias ${input.alias}.`)
    await requireMovable(tx, ctx, subject, input.alias, null)
    await tx
      .delete(aliases)
      .where(and(eq(aliases.modelId, subject.model.id), eq(aliases.name, input.alias)))
    await noteMoves(tx, ctx, scopeOf(subject), [{ name: input.alias, targetId: null }])
    await tx.update(models).set({ updatedAt: ctx.now() }).where(eq(models.id, subject.model.id))
    const change = {
      before: { version: now },
      after: null,
      subject: aliasEvent(subject, input.alias),
    }
    return { result: null, change }
  },
})

/** Where an alias of a model pointed and since when, latest first. */
export const listAliasMoves = query({
  action: 'model.read',
  input: AliasRef.extend(PageInput.shape),
  load: (db, input, ctx) => findModel(db, ctx, input),

  async run({ db, subject: { model }, input }) {
    return movesOf(db, { scopeId: model.id, name: input.alias }, input, {
      to: sql<number | null>`(select v.number from versions v where v.id = alias_moves.target_id)`,
      view: (number) => versionUri(model.slug, number),
    })
  },
})

/** Removes every alias of a version that goes; answers an event for each. */
export async function dropAliases(
  tx: Tx,
  ctx: Ctx,
  { of, version }: VersionTarget,
): Promise<Also[]> {
  const dropped = await tx
    .delete(aliases)
    .where(eq(aliases.versionId, version.id))
    .returning({ name: aliases.name })
  const moves = dropped.map(({ name }) => ({ name, targetId: null }))
  await noteMoves(tx, ctx, scopeOf(of), moves)
  return dropped.map(({ name }) => ({
    action: 'alias.remove',
    subject: aliasEvent(of, name),
    before: { version: version.number },
    after: null,
  }))
}

async function versionUnder(tx: Tx, subject: ModelTarget, alias: string): Promise<number | null> {
  const [found] = await tx
    .select({ number: versions.number })
    .from(aliases)
    .innerJoin(versions, eq(versions.id, aliases.versionId))
    .where(and(eq(aliases.modelId, subject.model.id), eq(aliases.name, alias)))
  return found?.number ?? null
}

function scopeOf({ model }: ModelTarget) {
  return { organizationId: model.organizationId, kind: 'model' as const, scopeId: model.id }
}

function aliasEvent(subject: ModelTarget, alias: string) {
  return { ...subject.event, kind: 'alias', uri: `model://${subject.model.slug}/${alias}` }
}
