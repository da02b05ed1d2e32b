import { eq, sql } from 'drizzle-orm'
import { loggedModels, models, trackedRuns, versionOrigins, versions } from '@/db/schema/tables'
import { membershipOf } from '../access'
import type { Ctx } from '../actor'
import type { ReadDb } from '../door'
import { publicOrigin } from '../env'
import { paths } from '../paths'
import { personView } from '../people'
import { latestOf } from '../policies/standing'
import { given, prepared } from '../prepared'
import { tagValuesOf } from '../tag-values-sql'
import { hexOf } from '../tracking/ids'
import { registeredName } from './find'
import { stageOf } from './stage'
import { decisionTags, hubTags, tagsOf } from './tags'
import type { RegisteredVersion } from './view'

/** Milliseconds since 1970 of an instant, in SQL. */
export const millis = (column: ReturnType<typeof sql>) =>
  sql<number>`floor(extract(epoch from ${column}) * 1000)::float8`

/**
 * Versions by their ids, in that order, in one query however many they are; those that are not there are left
 * out. Whether the caller may see them is for whoever found the ids.
 */
export async function loadModelVersions(
  db: ReadDb,
  ctx: Ctx,
  versionIds: readonly string[],
): Promise<RegisteredVersion[]> {
  if (versionIds.length === 0) return []
  const rows = await byIds(db, {}).execute({ ids: `{${versionIds.join(',')}}` })
  const found = new Map(rows.map((row) => [row.id, viewOf(ctx, row)]))
  return versionIds.flatMap((id) => found.get(id) ?? [])
}

/** The read-only root of the files of a version, for clients of MLflow. */
export const versionRoot = (modelId: string, number: number) =>
  `mlflow-artifacts:/versions/${hexOf(modelId)}/${number}`

const byIds = prepared((db, _: object) =>
  db
    .select({
      id: versions.id,
      modelId: versions.modelId,
      organizationId: versions.organizationId,
      model: models.slug,
      name: registeredName,
      number: versions.number,
      state: versions.state,
      life: versions.life,
      stage: stageOf,
      createdAt: millis(sql`versions.created_at`),
      updatedAt: millis(sql`greatest(versions.created_at, versions.decided_at)`),
      by: personView(sql`versions.registered_by`),
      note: versions.note,
      labels: versions.tags,
      values: tagValuesOf('version'),
      source: sql<string | null>`${versionOrigins.source}`,
      runRef: sql<string | null>`nullif(${versionOrigins.runRef}, '')`,
      runLink: sql<string | null>`${versionOrigins.runLink}`,
      trackedRun: sql<string | null>`${trackedRuns.runId}`,
      loggedModelId: sql<string | null>`${loggedModels.id}`,
      aliases: sql<string[]>`array(select a.name from aliases a
        where a.version_id = versions.id order by a.name)`,
      isLatest: sql<boolean>`coalesce(${latestOf} = versions.id, false)`,
      decision: decisionTags(sql`versions`),
    })
    .from(versions)
    .innerJoin(models, eq(models.id, versions.modelId))
    .leftJoin(versionOrigins, eq(versionOrigins.versionId, versions.id))
    .leftJoin(trackedRuns, eq(trackedRuns.runId, versions.runId))
    .leftJoin(loggedModels, eq(loggedModels.id, versionOrigins.loggedModelId))
    .where(sql`${versions.id} = any(${given('ids')}::uuid[])`),
)

type Row = Awaited<ReturnType<ReturnType<typeof byIds>['execute']>>[number]

function viewOf(ctx: Ctx, row: Row): RegisteredVersion {
  const { organizationId, labels, values, trackedRun, isLatest, decision, ...same } = row
  const org = membershipOf(ctx, organizationId)?.slug ?? ''
  const url = publicOrigin() + paths.version(org, row.model, row.number)
  return {
    ...same,
    by: row.by.name,
    source: row.source ?? versionRoot(row.modelId, row.number),
    runRef: row.runRef ?? (trackedRun ? hexOf(trackedRun) : ''),
    runLink: row.runLink ?? '',
    tags: [...tagsOf(values, labels), ...hubTags({ state: row.state, decision, url })],
    aliases: [...row.aliases, ...(isLatest ? ['approved'] : [])],
  }
}
