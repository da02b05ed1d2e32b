import { eq, type SQL, sql } from 'drizzle-orm'
import { loggedModels, models, trackedRuns, versionOrigins, versions } from '@/db/schema/tables'
import { membershipOf } from '../access'
import type { Ctx } from '../actor'
import { rootUri } from '../artifacts/path'
import type { ReadDb } from '../door'
import { publicOrigin } from '../env'
import { there } from '../life/there'
import { paths } from '../paths'
import { latestOf } from '../policies/standing'
import { prepared } from '../prepared'
import { tagValuesOf } from '../tag-values-sql'
import { hexOf } from '../tracking/ids'
import { uuids, visibleModels } from '../visibility'
import { isGiven, rowsOf } from './by-ids'
import { registeredName } from './find'
import { stageOf } from './stage'
import { decisionTold, hubTags, tagsOf } from './tags'
import type { RegisteredVersion } from './view'

/** Milliseconds since 1970 of an instant, in SQL. */
export const millis = (column: ReturnType<typeof sql>) =>
  sql<number>`floor(extract(epoch from ${column}) * 1000)::float8`

/**
 * Versions by their ids, in that order, in one query however many they are, and one more where some are copies;
 * those that are not there are left out. Whether the caller may see them is for whoever found the ids.
 */
export async function loadModelVersions(
  db: ReadDb,
  ctx: Ctx,
  versionIds: readonly string[],
): Promise<RegisteredVersion[]> {
  if (versionIds.length === 0) return []
  const rows = await rowsOf(byIds)(db, versionIds)
  const hidden = await withHiddenSource(db, ctx, rows)
  const found = new Map(rows.map((row) => [row.id, viewOf(ctx, row, hidden.has(row.id))]))
  return versionIds.flatMap((id) => found.get(id) ?? [])
}

/** The read-only root of the files of a version, for clients of MLflow. */
export const versionRoot = (modelId: string, number: number) =>
  rootUri({ kind: 'version', modelId, number })

const byIds = prepared(
  (db, shape: { one: boolean }) =>
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
        by: sql<string>`(select p.name from people p where p.id = versions.registered_by)`,
        note: versions.note,
        labels: versions.tags,
        values: tagValuesOf('version'),
        source: sql<string | null>`${versionOrigins.source}`,
        isCopy: sql<boolean>`${versionOrigins.fromVersionId} is not null`,
        runRef: sql<string | null>`nullif(${versionOrigins.runRef}, '')`,
        runLink: sql<string | null>`${versionOrigins.runLink}`,
        trackedRun: sql<string | null>`${trackedRuns.runId}`,
        loggedModelId: sql<string | null>`${loggedModels.id}`,
        aliases: sql<string[]>`array(select a.name from aliases a
          where a.version_id = versions.id order by a.name)`,
        isLatest: sql<boolean>`coalesce(${latestOf} = versions.id, false)`,
        decision: decisionTold(sql`versions`),
      })
      .from(versions)
      .innerJoin(models, eq(models.id, versions.modelId))
      .leftJoin(versionOrigins, eq(versionOrigins.versionId, versions.id))
      .leftJoin(trackedRuns, eq(trackedRuns.runId, versions.runId))
      .leftJoin(loggedModels, eq(loggedModels.id, versionOrigins.loggedModelId))
      .where(isGiven(versions.id, shape)),
  { finds: true },
)

type Row = Awaited<ReturnType<ReturnType<typeof byIds>['execute']>>[number]

/** Which of the versions are copies of what the caller does not see, and their source would name it. */
async function withHiddenSource(db: ReadDb, ctx: Ctx, rows: readonly Row[]): Promise<Set<string>> {
  const copies = rows.filter(({ isCopy }) => isCopy)
  const organizationIds = [...new Set(copies.map(({ organizationId }) => organizationId))]
  const hidden = organizationIds.map((organizationId) => {
    const ids = copies.filter((row) => row.organizationId === organizationId).map(({ id }) => id)
    return db.execute<{ id: string }>(sql`select o.version_id as id from version_origins o
      where o.version_id = any(${uuids(ids)}) and not ${isSourceSeen(ctx, organizationId)}`)
  })
  return new Set((await Promise.all(hidden)).flatMap(({ rows }) => rows.map(({ id }) => id)))
}

/** Whether the caller sees what the row `o` of `version_origins` says that its version was copied from. */
export function isSourceSeen(ctx: Ctx, organizationId: string): SQL {
  return sql`(o.from_version_id is null or exists (select 1
    from versions v join models on models.id = v.model_id
    where v.id = o.from_version_id and ${there('v', 'models')}
      and ${visibleModels(ctx, organizationId)}))`
}

function viewOf(ctx: Ctx, row: Row, isHidden: boolean): RegisteredVersion {
  const { organizationId, labels, values, trackedRun, isLatest, isCopy, decision, ...same } = row
  const org = membershipOf(ctx, organizationId)?.slug ?? ''
  const url = publicOrigin() + paths.version(org, row.model, row.number)
  return {
    ...same,
    source: (isHidden ? null : row.source) ?? versionRoot(row.modelId, row.number),
    runRef: row.runRef ?? (trackedRun ? hexOf(trackedRun) : ''),
    runLink: row.runLink ?? '',
    tags: [...tagsOf(values, labels), ...hubTags({ state: row.state, decision, url })],
    aliases: [...row.aliases, ...(isLatest ? ['approved'] : [])],
  }
}
