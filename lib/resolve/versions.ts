import { type AnyColumn, and, eq, ne, sql } from 'drizzle-orm'
import { modelRedirects, models, versions } from '@/db/schema/tables'
import type { Ctx, Membership } from '../actor'
import type { ReadDb } from '../door'
import { type AppError, conflict, isAppError, notFound } from '../errors'
import { requirePast } from '../history/moment'
import { readsDeleted } from '../history/there'
import { lookUpThen, type Past, type PastTarget } from '../history/versions'
import { findModel, type ModelTarget, modelColumns, modelTarget } from '../models/find'
import { holdersOfSlugs } from '../models/holders'
import { excludedBy, isWithout } from '../policies/standing'
import { given, prepared } from '../prepared'
import { type ModelUri, momentIn, type VersionName } from '../uri'
import {
  findNamedVersion,
  type VersionRow,
  type VersionTarget,
  versionTarget,
} from '../versions/find'
import { sightOf, visiblePrepared } from '../visibility'
import { each, type Wanted } from './wanted'

export type VersionReference = ModelUri & { version: VersionName }

/** A version that a reference means; with `past` where it asks for what was meant at a past moment. */
export type Meant = VersionTarget & { past?: Past }

/**
 * What many `model://` references mean, in the same order, in a constant number of queries however many they are.
 * Throws for the first that means nothing, in the words of `findModel` and `findNamedVersion`.
 */
export async function lookUpVersions(
  db: ReadDb,
  ctx: Ctx,
  organization: Membership,
  wanted: Wanted<VersionReference>[],
): Promise<Meant[]> {
  if (wanted.length === 0) return []
  const byName = await modelsByName(db, ctx, organization, wanted)
  const org = organization.slug
  const of = await each(
    wanted,
    // Not there: ask once more, for the sentence that says why.
    ({ model, at }) =>
      byName.get(model) ?? findModel(db, ctx, { org, model }, at ? { deleted: readsDeleted } : {}),
  )
  const found = await versionsByName(db, ctx, wanted, of)
  const then = await versionsThen(db, ctx, organization, wanted, of)
  const targets = await each(wanted, async (uri, index): Promise<Meant> => {
    const model = of[index]
    if (!model) throw new Error('A model was not looked up.')
    const past = then.get(index)
    if (isAppError(past)) throw past
    if (past) {
      refuseOther(uri, past)
      return past
    }
    const version = found.get(index)
    const target = version
      ? versionTarget(model, version)
      : await findNamedVersion(db, ctx, model, uri.version)
    refuseOther(uri, target)
    return target
  })
  const held = await filesHeld(db, wanted, targets)
  await each(wanted, ({ file, model }, index) => {
    const id = targets[index]?.version.id
    const isGone = targets[index]?.past?.gone
    if (file !== null && !isGone && !held.has(`${id} ${file}`))
      throw notFound(`v${targets[index]?.version.number} of ${model} has no file ${file}.`)
  })
  return targets
}

/** What those mean that name a past moment, by their place, or why they mean nothing. */
async function versionsThen(
  db: ReadDb,
  ctx: Ctx,
  organization: Membership,
  wanted: Wanted<VersionReference>[],
  of: ModelTarget[],
): Promise<Map<number, PastTarget | AppError>> {
  const asked = await each(wanted, ({ version: name, at }, place) => {
    const model = of[place]
    const moment = at === null ? null : momentIn(at)
    if (!model || !moment) return []
    requirePast(ctx, moment)
    return [{ place, name, of: model, at: moment }]
  })
  const past = asked.flat()
  const found = await lookUpThen(db, organization, past)
  return new Map(
    past.flatMap(({ place }, n) => {
      const target = found[n]
      return target ? [[place, target]] : []
    }),
  )
}

/** Throws when the content is not what the URI pins. */
function refuseOther(uri: VersionReference, target: VersionTarget): void {
  const { manifestDigest, number } = target.version
  if (!uri.digest || uri.digest === manifestDigest) return
  throw conflict(
    `${target.model.slug} v${number} has the digest sha256:${manifestDigest}, not the one asked for. Use it only if you mean this content.`,
    { code: 'digest_mismatch', details: { digest: `sha256:${manifestDigest}` } },
  )
}

async function modelsByName(
  db: ReadDb,
  ctx: Ctx,
  organization: Membership,
  wanted: Wanted<VersionReference>[],
): Promise<Map<string, ModelTarget>> {
  const { organizationId } = organization
  const slugs = [...new Set(wanted.map(({ uri }) => uri.model))]
  const rows = await named(db, {}).execute({
    ...sightOf(ctx, organizationId),
    organizationId,
    slugs,
  })
  const targets = rows.map(({ former, ...found }) => ({
    former,
    target: modelTarget(organization, found),
  }))
  const byName = new Map<string, ModelTarget>()
  for (const { former, target } of targets) if (former) byName.set(former, target)
  // The present holder of a name comes before a former one.
  for (const { target } of targets) byName.set(target.model.slug, target)
  return byName
}

const named = prepared((db, _: object) =>
  db
    .select({ ...modelColumns, former: modelRedirects.slug })
    .from(models)
    .leftJoin(
      modelRedirects,
      and(eq(modelRedirects.modelId, models.id), isWanted(modelRedirects.slug)),
    )
    .where(
      and(
        eq(models.organizationId, given('organizationId')),
        ne(models.life, 'deleted'),
        // As ids, which an index finds; by either name at once it would take all models there are.
        sql`${models.id} = any(array(select w.id from ${holdersOfSlugs()} w))`,
        visiblePrepared(),
      ),
    ),
)

const isWanted = (slug: AnyColumn) => sql`${slug} = any(${given('slugs')}::text[])`

/** The version that each means now, by its place in the list; those that mean none are left out. */
async function versionsByName(
  db: ReadDb,
  ctx: Ctx,
  wanted: Wanted<VersionReference>[],
  of: ModelTarget[],
): Promise<Map<number, VersionRow>> {
  const present = wanted.flatMap(({ uri: { version, at } }, place) =>
    at === null ? [{ version, place }] : [],
  )
  if (present.length === 0) return new Map()
  const asked = present.map(({ version, place }) => ({
    place,
    model: of[place]?.model.id,
    kind: version.kind,
    number: version.kind === 'number' ? version.number : null,
    name: version.kind === 'alias' ? version.name : null,
    excluded: of[place] ? excludedBy(of[place].policy) : [],
  }))
  const rows = await meant(db, {}).execute({
    asked: JSON.stringify(asked),
    count: asked.length,
    now: ctx.now().toISOString(),
  })
  return new Map(rows.map(({ place, version }) => [place, version]))
}

const meant = prepared((db, _: object) =>
  db
    .select({ place: sql<number>`named.place`, version: versions })
    // First which they are and then their rows; the limit tells PostgreSQL how few there are. It would sooner
    // read all versions than look up many.
    .from(
      sql`(select w.place, case w.kind
          when 'number' then (select v.id from versions v
            where v.model_id = w.model and v.number = w.number and v.life <> 'deleted')
          when 'latest' then (select v.id from versions v
            where v.model_id = w.model and v.state = 'approved' and v.life = 'live'
              and ${isWithout(sql`w.excluded`, sql`${given('now')}::timestamptz`)}
            order by v.number desc limit 1)
          when 'newest' then (select v.id from versions v
            where v.model_id = w.model and v.life = 'live' order by v.number desc limit 1)
          else (select v.id from aliases a join versions v on v.id = a.version_id
            where a.model_id = w.model and a.name = w.name and v.life <> 'deleted')
        end as id
        from json_to_recordset(${given('asked')}::json)
          as w(place int, model uuid, kind text, number int, name text, excluded text[])
        limit ${given('count')}) named`,
    )
    .innerJoin(versions, sql`${versions.id} = named.id`),
)

/** The `<version id> <name>` of every named file that exists. */
async function filesHeld(
  db: ReadDb,
  wanted: Wanted<VersionReference>[],
  targets: VersionTarget[],
): Promise<Set<string>> {
  const named = wanted.flatMap(({ uri }, index) => {
    const id = targets[index]?.version.id
    return uri.file !== null && id ? [{ id, name: uri.file }] : []
  })
  if (named.length === 0) return new Set()
  const { rows } = await db.execute<{ id: string; name: string }>(sql`
    select f.version_id as id, f.name
    from json_to_recordset(${JSON.stringify(named)}::json) as w(id uuid, name text)
    join version_files f on f.version_id = w.id and f.name = w.name`)
  return new Set(rows.map(({ id, name }) => `${id} ${name}`))
}
