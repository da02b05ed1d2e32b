import { sql } from 'drizzle-orm'
import { models } from '@/db/schema/tables'
import { membershipOf } from '../access'
import type { Ctx } from '../actor'
import type { ReadDb } from '../door'
import { personView } from '../people'
import { effectivePolicy } from '../policies/effective'
import { policiesOf } from '../policies/sources'
import { latestOf } from '../policies/standing'
import { isHeldFrom } from '../policies/usable'
import { prepared } from '../prepared'
import { tagValuesOf } from '../tag-values-sql'
import { isGiven, rowsOf } from './by-ids'
import { registeredName } from './find'
import { isInReview } from './stage'
import { tagsOf } from './tags'
import { loadModelVersions, millis } from './versions'
import type { RegisteredModel, RegisteredVersion } from './view'

/**
 * Models by their ids, in that order, in two queries however many they are; those that are not there are left
 * out. Whether the caller may see them is for whoever found the ids.
 */
export async function loadRegistered(
  db: ReadDb,
  ctx: Ctx,
  modelIds: readonly string[],
): Promise<RegisteredModel[]> {
  if (modelIds.length === 0) return []
  const rows = await rowsOf(byIds)(db, modelIds)
  const newest = await loadModelVersions(
    db,
    ctx,
    rows.flatMap((row) => newestOf(ctx, row)),
  )
  const latest = new Map<string, RegisteredVersion[]>(rows.map(({ id }) => [id, []]))
  for (const version of newest) latest.get(version.modelId)?.push(version)
  const found = new Map(rows.map((row) => [row.id, viewOf(row, latest.get(row.id) ?? [])]))
  return modelIds.flatMap((id) => found.get(id) ?? [])
}

/** The newest version of each stage; of a model that is used approved only, the one that `latest` means. */
function newestOf(ctx: Ctx, { organizationId, policies, approved, others }: Row): string[] {
  const fourEyes = membershipOf(ctx, organizationId)?.fourEyes ?? true
  const held = isHeldFrom(ctx, effectivePolicy(policies, fourEyes))
  return [...(held ? [] : others), ...(approved ? [approved.id] : [])]
}

/** The highest version of the row of `models` of the outer query for which something holds. */
const highest = (holds: ReturnType<typeof sql>) => sql`(select versions.id from versions
  where versions.model_id = models.id and ${holds} order by versions.number desc limit 1)`

const pending = sql`versions.life = 'live' and versions.state = 'pending'`

const byIds = prepared(
  (db, shape: { one: boolean }) =>
    db
      .select({
        id: models.id,
        organizationId: models.organizationId,
        model: models.slug,
        name: registeredName,
        createdAt: millis(sql`models.created_at`),
        updatedAt: millis(sql`models.updated_at`),
        owner: personView(sql`models.owner_id`),
        description: models.description,
        labels: models.tags,
        values: tagValuesOf('model'),
        policies: policiesOf(),
        aliases: sql<{ alias: string; version: number }[]>`coalesce((
          select json_agg(json_build_object('alias', a.name, 'version', v.number) order by a.name)
          from aliases a join versions v on v.id = a.version_id
          where a.model_id = models.id and v.life <> 'deleted'), '[]'::json)`,
        approved: sql<{
          id: string
          number: number
        } | null>`(select json_build_object('id', v.id, 'number', v.number)
          from versions v where v.id = ${latestOf})`,
        others: sql<string[]>`array_remove(array[
          ${highest(sql`${pending} and not ${isInReview}`)},
          ${highest(sql`${pending} and ${isInReview}`)},
          ${highest(sql`(versions.life = 'archived'
            or versions.life = 'live' and versions.state = 'rejected')`)}], null)`,
      })
      .from(models)
      .where(isGiven(models.id, shape)),
  { finds: true },
)

type Row = Awaited<ReturnType<ReturnType<typeof byIds>['execute']>>[number]

function viewOf(row: Row, latest: RegisteredModel['latest']): RegisteredModel {
  const { approved } = row
  return {
    id: row.id,
    model: row.model,
    name: row.name,
    createdAt: row.createdAt,
    updatedAt: row.updatedAt,
    by: row.owner.name,
    description: row.description,
    tags: tagsOf(row.values, row.labels),
    aliases: [
      ...row.aliases,
      ...(approved ? [{ alias: 'approved', version: approved.number }] : []),
    ],
    latest: latest.map((version) => ({ ...version, aliases: [] })),
  }
}
