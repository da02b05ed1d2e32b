import { and, asc, eq, gt, sql } from 'drizzle-orm'
import { datasetAliases, datasetVersions } from '@/db/schema/tables'
import type { Ctx } from '../actor'
import { type Also, command } from '../command'
import {
  DatasetRef,
  type DatasetTarget,
  type DatasetVersionRow,
  datasetVersionUri,
  findDataset,
  findDatasetVersion,
} from '../datasets/find'
import type { DatasetAlias } from '../datasets/view'
import type { Tx } from '../door'
import { AppError, conflict, notFound } from '../errors'
import { requireLive } from '../life/state'
import { decodeCursor, NameCursor, page } from '../page'
import { query } from '../query'
import { DatasetAliasName, DatasetVersionName, PageInput } from '../view'
import { movesOf, namedEvent, noteMoves } from './moves'

export const DatasetAliasRef = DatasetRef.extend({ alias: DatasetAliasName })

/** Points an alias of a dataset at a version. With `expected`, only if it points there now (null: nowhere). */
export const moveDatasetAlias = command({
  action: 'dataset_alias.move',
  input: DatasetAliasRef.extend({
    version: DatasetVersionName,
    expected: DatasetVersionName.nullable().optional(),
  }),
  load: (tx, input, ctx) => findDataset(tx, ctx, input, { lock: true }),

  async run({ tx, subject, input, ctx }) {
    requireLive(`The dataset ${subject.dataset.slug}`, subject.dataset)
    const { version } = await findDatasetVersion(tx, ctx, input)
    const now = await versionUnder(tx, subject, input.alias)
    if (input.expected !== undefined && input.expected !== now)
      throw new AppError(
        'precondition_failed',
        now === null
          ? `${input.alias} points nowhere yet.`
          : `${input.alias} points at ${now} by now.`,
        { details: { current: now } },
      )
    const change = await pointDatasetAlias(tx, ctx, subject, input.alias, version)
    return { result: aliasView(subject.dataset.slug, input.alias, version.name, ctx.now()), change }
  },
})

/**
 * Points an alias of a dataset that the caller has locked at a version of it. Throws conflict where a
 * version has that name.
 */
export async function pointDatasetAlias(
  tx: Tx,
  ctx: Ctx,
  subject: DatasetTarget,
  alias: string,
  version: Pick<DatasetVersionRow, 'id' | 'name'>,
): Promise<Also> {
  const { id: datasetId, slug } = subject.dataset
  const [namesake] = await tx
    .select({ id: datasetVersions.id })
    .from(datasetVersions)
    .where(and(eq(datasetVersions.datasetId, datasetId), eq(datasetVersions.name, alias)))
  if (namesake)
    throw conflict(`${slug} has a version named ${alias}, so no alias can be. Choose another name.`)
  const now = await versionUnder(tx, subject, alias)
  const to = { datasetVersionId: version.id, updatedAt: ctx.now() }
  await tx
    .insert(datasetAliases)
    .values({ datasetId, name: alias, ...to })
    .onConflictDoUpdate({ target: [datasetAliases.datasetId, datasetAliases.name], set: to })
  const moves = [{ name: alias, targetId: version.id }]
  const [eventId] = await noteMoves(tx, ctx, scopeOf(subject), moves)
  return {
    ...namedEvent(eventId),
    action: 'dataset_alias.move',
    subject: aliasEvent(subject, alias),
    before: now === null ? null : { version: now },
    after: { version: version.name },
  }
}

/** Removes an alias of a dataset. */
export const removeDatasetAlias = command({
  action: 'dataset_alias.remove',
  input: DatasetAliasRef,
  load: (tx, input, ctx) => findDataset(tx, ctx, input, { lock: true }),

  async run({ tx, subject, input, ctx }) {
    const { alias } = input
    const now = await versionUnder(tx, subject, alias)
    if (now === null) throw notFound(`${subject.dataset.slug} has no alias ${alias}.`)
    await tx
      .delete(datasetAliases)
      .where(and(eq(datasetAliases.datasetId, subject.dataset.id), eq(datasetAliases.name, alias)))
    const moves = [{ name: alias, targetId: null }]
    const [eventId] = await noteMoves(tx, ctx, scopeOf(subject), moves)
    const event = aliasEvent(subject, alias)
    const before = { version: now }
    return {
      result: null,
      change: { ...namedEvent(eventId), before, after: null, subject: event },
    }
  },
})

/** The aliases of a dataset, by name. */
export const listDatasetAliases = query({
  action: 'dataset.read',
  input: DatasetRef.extend(PageInput.shape),
  load: (db, input, ctx) => findDataset(db, ctx, input),

  async run({ db, subject, input }) {
    const after = decodeCursor(input.cursor, NameCursor)
    const { id, slug } = subject.dataset
    const rows = await db
      .select({
        name: datasetAliases.name,
        version: datasetVersions.name,
        updatedAt: datasetAliases.updatedAt,
      })
      .from(datasetAliases)
      .innerJoin(datasetVersions, eq(datasetVersions.id, datasetAliases.datasetVersionId))
      .where(
        and(
          eq(datasetAliases.datasetId, id),
          after ? gt(datasetAliases.name, after[0]) : undefined,
        ),
      )
      .orderBy(asc(datasetAliases.name))
      .limit(input.limit + 1)
    return page(
      rows,
      input.limit,
      ({ name, version, updatedAt }) => aliasView(slug, name, version, updatedAt),
      ({ name }) => [name],
    )
  },
})

export const getDatasetAlias = query({
  action: 'dataset.read',
  input: DatasetAliasRef,
  load: (db, input, ctx) => findDataset(db, ctx, input),

  async run({ db, subject: { dataset }, input }) {
    const [found] = await db
      .select({ version: datasetVersions.name, updatedAt: datasetAliases.updatedAt })
      .from(datasetAliases)
      .innerJoin(datasetVersions, eq(datasetVersions.id, datasetAliases.datasetVersionId))
      .where(and(eq(datasetAliases.datasetId, dataset.id), eq(datasetAliases.name, input.alias)))
    if (!found) throw notFound(`${dataset.slug} has no alias ${input.alias}.`)
    return aliasView(dataset.slug, input.alias, found.version, found.updatedAt)
  },
})

/** Where an alias of a dataset pointed and since when, latest first; without a name, all of its aliases. */
export const listDatasetAliasMoves = query({
  action: 'dataset.read',
  input: DatasetRef.extend({ alias: DatasetAliasName.optional(), ...PageInput.shape }),
  load: (db, input, ctx) => findDataset(db, ctx, input),

  async run({ db, subject: { dataset }, input }) {
    return movesOf(db, { scopeId: dataset.id, name: input.alias }, input, {
      called: (id) =>
        sql<string | null>`(select v.name from dataset_versions v where v.id = ${id})`,
      view: (version) => datasetVersionUri(dataset.slug, version),
    })
  },
})

async function versionUnder(tx: Tx, subject: DatasetTarget, alias: string): Promise<string | null> {
  const [found] = await tx
    .select({ name: datasetVersions.name })
    .from(datasetAliases)
    .innerJoin(datasetVersions, eq(datasetVersions.id, datasetAliases.datasetVersionId))
    .where(and(eq(datasetAliases.datasetId, subject.dataset.id), eq(datasetAliases.name, alias)))
  return found?.name ?? null
}

function scopeOf({ dataset }: DatasetTarget) {
  return {
    organizationId: dataset.organizationId,
    kind: 'dataset' as const,
    scopeId: dataset.id,
  }
}

function aliasEvent(subject: DatasetTarget, alias: string) {
  const uri = datasetVersionUri(subject.dataset.slug, alias)
  return { ...subject.event, kind: 'dataset_alias', uri }
}

function aliasView(dataset: string, alias: string, version: string, at: Date): DatasetAlias {
  return {
    dataset,
    alias,
    uri: datasetVersionUri(dataset, alias),
    version,
    updatedAt: at.toISOString(),
  }
}
