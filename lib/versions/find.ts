import { and, desc, eq, getTableColumns, ne } from 'drizzle-orm'
import { z } from 'zod'
import { aliases, versions } from '@/db/schema/tables'
import type { Ctx } from '../actor'
import type { EventSubject } from '../audit/event'
import type { ReadDb, Target } from '../door'
import { notFound } from '../errors'
import { type Finding, isThere } from '../life/find'
import { requireLive } from '../life/state'
import { findModel, ModelRef, type ModelRow, type ModelTarget } from '../models/find'
import { excludedFromLatest, excludedInWords, isLatest } from '../policies/latest'
import { given, prepared } from '../prepared'
import { formatVersion, type VersionName, versionUri } from '../uri'

export type VersionRow = typeof versions.$inferSelect

/** `3` and `v3` both mean version 3. */
export const VersionNumber = z
  .union([z.int().positive(), z.string().regex(/^v?[1-9]\d{0,8}$/, 'Write a number such as v3.')])
  .transform((value) => Number(String(value).replace(/^v/, '')))

export const VersionRef = ModelRef.extend({ version: VersionNumber })
export type VersionRef = z.output<typeof VersionRef>

export interface VersionTarget extends Target {
  organization: ModelTarget['organization']
  model: ModelRow
  version: VersionRow
  /** The model as a target of its own. */
  of: ModelTarget
}

/**
 * The version of this number; with `lock`, later writers of it and its model wait. Throws not found, and
 * conflict for a version of a deleted model to whoever could restore that.
 */
export async function findVersion(
  db: ReadDb,
  ctx: Ctx,
  ref: VersionRef,
  finding: Finding = {},
): Promise<VersionTarget> {
  const { lock = false, deleted } = finding
  const model = await findModel(db, ctx, ref, { lock, deleted: deleted && 'model.restore' })
  if (model.model.life === 'deleted') requireLive(model.model.slug, model.model)
  const [version] = await numbered(db, { lock }).execute({
    modelId: model.model.id,
    number: ref.version,
  })
  const target = version && versionTarget(model, version)
  if (!target || !isThere(ctx, target.version, target.access, finding))
    throw notFound(`There is no version v${ref.version} of ${ref.model}.`)
  return target
}

const numbered = prepared(
  (db, { lock }: { lock: boolean }) => {
    const search = db
      .select(getTableColumns(versions))
      .from(versions)
      .where(and(eq(versions.modelId, given('modelId')), eq(versions.number, given('number'))))
    return lock ? search.for('update') : search
  },
  { finds: true },
)

export function versionTarget(of: ModelTarget, version: VersionRow): VersionTarget {
  const { organization, model } = of
  return {
    organization,
    model,
    version,
    of,
    access: { ...of.access, madeBy: madeBy(version) },
    event: versionEvent(of, version),
  }
}

/** The people who may not decide on a version of theirs. */
export function madeBy(version: Pick<VersionRow, 'registeredBy' | 'runBy' | 'tokensBy'>): string[] {
  const { registeredBy, runBy, tokensBy } = version
  return [registeredBy, ...(runBy ? [runBy] : []), ...tokensBy]
}

export function versionEvent(of: ModelTarget, version: VersionRow): EventSubject {
  return {
    kind: 'version',
    id: version.id,
    uri: versionUri(of.model.slug, version.number),
    organizationId: version.organizationId,
    modelId: of.model.id,
  }
}

/**
 * The live version that a name means now: `latest` is the highest approved that no policy excludes, `newest`
 * the highest of any state. Throws `nothing_approved` naming the newest, or not found.
 */
export async function findNamedVersion(
  db: ReadDb,
  ctx: Ctx,
  of: ModelTarget,
  name: VersionName,
): Promise<VersionTarget> {
  const { slug } = of.model
  if (name.kind === 'number')
    return findVersion(db, ctx, { org: of.organization.slug, model: slug, version: name.number })
  const found =
    name.kind === 'alias' ? await aliased(db, of, name.name) : await highest(db, ctx, of, name.kind)
  if (found) return versionTarget(of, found)
  if (name.kind === 'alias')
    throw notFound(
      `${slug} has no alias ${formatVersion(name)}. Its versions are v1, v2 and so on.`,
    )
  const newest = name.kind === 'latest' ? await highest(db, ctx, of, 'newest') : undefined
  if (!newest) throw notFound(`${slug} has no version yet.`, { code: 'no_versions' })
  const excluded = await excludedFromLatest(db, ctx, of)
  const why =
    excluded.length > 0
      ? `No approved version of ${slug} is latest by its policy: ${excludedInWords(excluded)}.`
      : `Nothing is approved for ${slug} yet.`
  throw notFound(`${why} Newest is v${newest.number}, ${newest.state}.`, {
    code: 'nothing_approved',
    details: {
      ...(excluded.length > 0 && { excluded }),
      newest: {
        version: newest.number,
        state: newest.state,
        uri: versionUri(slug, newest.number),
      },
    },
  })
}

async function aliased(db: ReadDb, of: ModelTarget, name: string): Promise<VersionRow | undefined> {
  const [found] = await db
    .select({ version: versions })
    .from(aliases)
    .innerJoin(versions, eq(versions.id, aliases.versionId))
    .where(
      and(eq(aliases.modelId, of.model.id), eq(aliases.name, name), ne(versions.life, 'deleted')),
    )
  return found?.version
}

async function highest(
  db: ReadDb,
  ctx: Ctx,
  of: ModelTarget,
  which: 'latest' | 'newest',
): Promise<VersionRow | undefined> {
  const live = and(eq(versions.modelId, of.model.id), eq(versions.life, 'live'))
  const [found] = await db
    .select()
    .from(versions)
    .where(which === 'latest' ? and(live, isLatest(ctx.now(), of)) : live)
    .orderBy(desc(versions.number))
    .limit(1)
  return found
}
