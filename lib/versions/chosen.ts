import { and, ne, sql } from 'drizzle-orm'
import { z } from 'zod'
import { models, versions } from '@/db/schema/tables'
import { type Action, can, membershipOf } from '../access'
import type { Ctx, Membership } from '../actor'
import { type StopChoice, whereServing } from '../deployments/where-serving'
import type { ReadDb } from '../door'
import { outOfUse } from '../life/state'
import { definitionsOf } from '../metrics/definitions'
import type { Meanings } from '../metrics/direction'
import { modelAccess, projectIdsOf } from '../models/find'
import { holdersOfSlugs } from '../models/holders'
import { findOrganization } from '../organizations/find'
import { effectivePolicy } from '../policies/effective'
import { policiesOf } from '../policies/sources'
import { latestOf } from '../policies/standing'
import { given, prepared } from '../prepared'
import { query } from '../query'
import { type Ability, OrganizationRef } from '../view'
import { sightOf, uuids, visiblePrepared } from '../visibility'
import { mostAtOnce, type NumberedVersion, readNumbered } from './at-once'
import { madeBy } from './find'
import { itemColumns, itemView } from './load'
import { VersionUriText } from './result'
import type { Version, VersionItem } from './view'

/** One of the versions chosen to do something with, and what the caller may do. */
export interface ChosenVersion extends VersionItem {
  /** The URI as it was asked for: pinned, or by an earlier name of the model. */
  asked: string
  /** Why nobody can decide on it as it is; null where somebody can. */
  blocked: string | null
  abilities: Record<Deed, Ability>
}

const deeds = ['approve', 'reject', 'withdraw', 'update', 'archive'] as const
type Deed = (typeof deeds)[number]

export interface ChosenModel {
  slug: string
  name: string
  /** What `latest` means now. */
  current: { version: number; metrics: Version['metrics'] } | null
  /** The highest approved live versions, enough to tell what remains of them. */
  approved: number[]
}

export interface Chosen {
  versions: ChosenVersion[]
  models: ChosenModel[]
  /** What was asked for and is not there, or cannot be seen. */
  missing: { uri: string; message: string }[]
  meanings: Meanings
  /** Where some of them serve now. */
  serving: StopChoice
}

/** Versions by their URIs, in their order, with what each would replace and what the caller may do to it. */
export const chosenVersions = query({
  action: 'version.read',
  input: OrganizationRef.extend({ uris: z.array(VersionUriText).max(mostAtOnce) }),
  load: (_db, input, ctx) => findOrganization(ctx, input.org),

  async run({ db, subject: { organization }, input, ctx }): Promise<Chosen> {
    const { wanted, missing } = read(input.uris, input.org)
    const known = await modelsOf(db, ctx, organization, wanted)
    const rows = await versionsOf(db, known, wanted)
    const found = wanted.flatMap(({ uri, ...ref }): ChosenVersion[] => {
      const model = known.get(ref.model)
      const row = model && rows.get(keyOf(model.id, ref.version))
      if (model && row) return [chosen(ctx, uri, ref, model, row)]
      missing.push({ uri, message: `There is no ${uri}, or you may not see it.` })
      return []
    })
    // Two names of one version are one version.
    const once = [...new Map(found.map((version) => [version.uri, version])).values()]
    const slugs = new Set(once.map(({ model }) => model))
    const keys = new Set(once.flatMap(({ metrics }) => Object.keys(metrics)))
    return {
      versions: once,
      models: [...known.values()]
        .filter(({ slug }) => slugs.delete(slug))
        .map(({ slug, name, current, approved }) => ({ slug, name, current, approved })),
      missing,
      meanings: await definitionsOf(db, organization.organizationId, [...keys]),
      serving: await whereServing(
        db,
        ctx,
        organization.organizationId,
        sql`sv.version_id = any(${uuids([...rows.values()].map(({ row }) => row.id))})`,
      ),
    }
  },
})

type Wanted = NumberedVersion & { uri: string }

function read(uris: readonly string[], org: string) {
  const wanted: Wanted[] = []
  const missing: Chosen['missing'] = []
  for (const uri of new Set(uris)) {
    const reading = readNumbered(uri, org)
    if (reading.ok) wanted.push({ uri, ...reading.version })
    else missing.push({ uri, message: reading.message })
  }
  return { wanted, missing }
}

type KnownModel = Awaited<ReturnType<ReturnType<typeof named>['execute']>>[number]

/** The models by the names they are asked for. */
async function modelsOf(
  db: ReadDb,
  ctx: Ctx,
  { organizationId }: Membership,
  wanted: readonly Wanted[],
): Promise<Map<string, KnownModel>> {
  const slugs = [...new Set(wanted.map(({ model }) => model))]
  const values = { ...sightOf(ctx, organizationId), organizationId, slugs, most: mostAtOnce + 1 }
  const rows = await named(db, {}).execute(values)
  return new Map(rows.map((row) => [row.asked, row]))
}

const named = prepared((db, _: object) =>
  db
    .select({
      asked: sql<string>`w.slug`,
      id: models.id,
      organizationId: models.organizationId,
      slug: models.slug,
      name: models.name,
      life: models.life,
      accessMode: models.accessMode,
      projectIds: projectIdsOf(),
      policies: policiesOf(),
      approved: sql<number[]>`array(select c.number from versions c
        where c.model_id = models.id and c.state = 'approved' and c.life = 'live'
        order by c.number desc limit ${given('most')}::int)`,
      current: sql<ChosenModel['current']>`(select json_build_object('version', c.number, 'metrics',
          coalesce((select json_object_agg(m.key, m.value) from version_metrics m
            where m.version_id = c.id), '{}'::json))
        from versions c where c.id = ${latestOf})`,
    })
    .from(models)
    .innerJoin(sql`${holdersOfSlugs()} w`, sql`${models.id} = w.id`)
    .where(and(ne(models.life, 'deleted'), visiblePrepared()))
    // The present holder of a name comes after a former one, and so before it in a map.
    .orderBy(sql`w.former desc`),
)

type KnownVersion = Awaited<ReturnType<ReturnType<typeof numbers>['execute']>>[number]

/** The versions that are there, by model and number. */
async function versionsOf(
  db: ReadDb,
  known: Map<string, KnownModel>,
  wanted: readonly Wanted[],
): Promise<Map<string, KnownVersion>> {
  const refs = wanted.flatMap(({ model, version }) => {
    const id = known.get(model)?.id
    return id ? [{ id, version }] : []
  })
  if (refs.length === 0) return new Map()
  const rows = await numbers(db, {}).execute({
    ids: refs.map(({ id }) => id),
    numbers: refs.map(({ version }) => version),
  })
  return new Map(rows.map((found) => [keyOf(found.modelId, found.row.number), found]))
}

const numbers = prepared((db, _: object) =>
  db
    .select({ ...itemColumns, modelId: versions.modelId })
    .from(versions)
    .where(
      and(
        // One look into the index for each, however PostgreSQL judges the size of a model.
        sql`${versions.id} = any(array(
          select found.id from unnest(${given('ids')}::uuid[], ${given('numbers')}::int[]) as w(model_id, number)
          cross join lateral (select v.id from versions v
            where v.model_id = w.model_id and v.number = w.number limit 1) found))`,
        ne(versions.life, 'deleted'),
      ),
    ),
)

const keyOf = (modelId: string, number: number) => `${modelId} ${number}`

function chosen(
  ctx: Ctx,
  uri: string,
  { digest }: Pick<NumberedVersion, 'digest'>,
  model: KnownModel,
  found: KnownVersion,
): ChosenVersion {
  const { row } = found
  // Who is no member sees none of it, whatever is said of four eyes.
  const fourEyes = membershipOf(ctx, model.organizationId)?.fourEyes ?? true
  const policy = effectivePolicy(model.policies, fourEyes)
  const access = {
    ...modelAccess(model.organizationId, model, model.projectIds, policy),
    madeBy: madeBy(row),
  }
  const other = digest !== null && digest !== row.manifestDigest
  const abilities = deeds.map((verb) => [
    verb,
    can(ctx, `version.${verb}` satisfies Action, access),
  ])
  return {
    ...itemView(model.slug, found, ctx.now()),
    asked: uri,
    blocked:
      outOfUse(model.slug, model) ??
      outOfUse(`v${row.number}`, row) ??
      (other ? `Its content is not the one that ${uri} names.` : null),
    abilities: Object.fromEntries(abilities) as ChosenVersion['abilities'],
  }
}
