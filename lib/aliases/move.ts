import { and, eq, sql } from 'drizzle-orm'
import { aliases, models, versions } from '@/db/schema/tables'
import type { Ctx } from '../actor'
import { type Also, command, type Outcome } from '../command'
import type { Tx } from '../door'
import { AppError, notFound } from '../errors'
import { requireLive } from '../life/state'
import { findModel, ModelRef, type ModelTarget } from '../models/find'
import { query } from '../query'
import { aliasUri, versionUri } from '../uri'
import { findVersion, VersionNumber, type VersionTarget } from '../versions/find'
import { AliasName, Note, PageInput } from '../view'
import { movesOf, namedEvent, noteMoves } from './moves'
import { requireMovable } from './protected'
import type { MovedAlias } from './view'

export const AliasRef = ModelRef.extend({ alias: AliasName })

const Why = Note.optional().describe('Why; everyone who sees the model reads it')
const Expected = VersionNumber.describe('Only if it points there now')

/** Points an alias at a version. With `expected`, only if it points there now (null: nowhere yet). */
export const moveAlias = command({
  action: 'alias.move',
  input: AliasRef.extend({
    version: VersionNumber,
    expected: Expected.nullable().optional(),
    note: Why,
  }),
  load: (tx, input, ctx) => findModel(tx, ctx, input, { lock: true }),

  async run({ tx, subject, input, ctx }): Promise<Outcome<MovedAlias>> {
    const { alias, note } = input
    const { id: modelId, slug } = subject.model
    requireLive(slug, subject.model)
    const { version } = await findVersion(tx, ctx, input)
    requireLive(`v${version.number}`, version)
    await requireMovable(tx, ctx, subject, alias, version)
    const now = await versionUnder(tx, subject, alias)
    requireExpected(alias, input.expected, now)
    const at = ctx.now()
    const to = { versionId: version.id, updatedAt: at }
    await tx
      .insert(aliases)
      .values({ modelId, name: alias, ...to })
      .onConflictDoUpdate({ target: [aliases.modelId, aliases.name], set: to })
    const moves = [{ name: alias, targetId: version.id }]
    const [eventId] = await noteMoves(tx, ctx, scopeOf(subject), moves, note)
    await tx.update(models).set({ updatedAt: at }).where(eq(models.id, modelId))
    const { number } = version
    return {
      result: { model: slug, alias, uri: aliasUri(slug, alias), version: number, from: now },
      change: {
        ...namedEvent(eventId),
        before: now === null ? null : { version: now },
        after: { version: number },
        note,
        subject: aliasEvent(subject, alias),
      },
    }
  },
})

/** Removes an alias. With `expected`, only if it points there now. */
export const removeAlias = command({
  action: 'alias.remove',
  input: AliasRef.extend({ expected: Expected.optional(), note: Why }),
  load: (tx, input, ctx) => findModel(tx, ctx, input, { lock: true }),

  async run({ tx, subject, input, ctx }) {
    const { alias, note } = input
    const now = await versionUnder(tx, subject, alias)
    if (now === null) throw notFound(`${subject.model.slug} has no alias ${alias}.`)
    await requireMovable(tx, ctx, subject, alias, null)
    requireExpected(alias, input.expected, now)
    await tx
      .delete(aliases)
      .where(and(eq(aliases.modelId, subject.model.id), eq(aliases.name, alias)))
    const moves = [{ name: alias, targetId: null }]
    const [eventId] = await noteMoves(tx, ctx, scopeOf(subject), moves, note)
    await tx.update(models).set({ updatedAt: ctx.now() }).where(eq(models.id, subject.model.id))
    const change = {
      ...namedEvent(eventId),
      before: { version: now },
      after: null,
      note,
      subject: aliasEvent(subject, alias),
    }
    return { result: null, change }
  },
})

/** Throws where an alias points elsewhere by now than the caller thinks. */
function requireExpected(
  alias: string,
  expected: number | null | undefined,
  now: number | null,
): void {
  if (expected === undefined || expected === now) return
  const message =
    now === null ? `${alias} points nowhere by now.` : `${alias} points at v${now} by now.`
  throw new AppError('precondition_failed', `${message} Look again, and then try again.`, {
    details: { current: now },
  })
}

/** Where an alias of a model pointed, since when and why, latest first; without a name, all of its aliases. */
export const listAliasMoves = query({
  action: 'model.read',
  input: AliasRef.partial({ alias: true }).extend(PageInput.shape),
  load: (db, input, ctx) => findModel(db, ctx, input),

  async run({ db, subject: { model }, input }) {
    return movesOf(db, { scopeId: model.id, name: input.alias }, input, {
      called: (id) => sql<number | null>`(select v.number from versions v where v.id = ${id})`,
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
  const eventIds = await noteMoves(tx, ctx, scopeOf(of), moves)
  return dropped.map(({ name }, n) => ({
    ...namedEvent(eventIds[n]),
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
  return { ...subject.event, kind: 'alias', uri: aliasUri(subject.model.slug, alias) }
}
