import { desc, eq, type SQL, sql } from 'drizzle-orm'
import { aliases, decisions, projects, runs, versions } from '@/db/schema/tables'
import type { Ctx } from '../actor'
import type { ReadDb } from '../door'
import { archivedWarning } from '../life/state'
import { there } from '../life/there'
import { recalledNow, recallNotices, recallWarnings } from '../lineage/recalled'
import type { RecallNotice } from '../lineage/view'
import type { MetricsRow } from '../metrics/value'
import type { ModelTarget } from '../models/find'
import { paths } from '../paths'
import { actorView } from '../people'
import { given, isoTime, prepared } from '../prepared'
import { runUri, versionUri } from '../uri'
import type { Json, Warning } from '../view'
import type { VersionRow } from './find'
import type { DecisionView, Version, VersionItem } from './view'

// Column names are spelled out inside SQL: Drizzle drops their table where only one is selected from.

const stateOf = {
  metrics: sql<MetricsRow | null>`(select json_object_agg(m.key, m.value order by m.key)
    from version_metrics m where m.version_id = versions.id)`,
  aliases: sql<string[]>`array(select a.name from ${aliases} a
    where a.version_id = versions.id order by a.name)`,
  run: sql<{
    project: string
    number: number
  } | null>`(select json_build_object('project', p.slug, 'number', r.number)
    from ${runs} r join ${projects} p on p.id = r.project_id
    where r.id = versions.run_id and ${there('p')})`,
  registeredBy: actorView(sql`versions.registered_by`, sql`versions.registered_by_token`),
}

/** What every view of a version tells of its row, and what decides who may do what to it. */
const row = {
  id: versions.id,
  number: versions.number,
  state: versions.state,
  life: versions.life,
  manifestDigest: versions.manifestDigest,
  note: versions.note,
  tags: versions.tags,
  runId: versions.runId,
  registeredBy: versions.registeredBy,
  runBy: versions.runBy,
  createdAt: isoTime(sql`versions.created_at`),
  decidedAt: isoTime(sql`versions.decided_at`) as SQL<string | null>,
}

/** The columns of a version in a list, without files and parameters. */
export const itemColumns = {
  row,
  ...stateOf,
  size: sql<string>`(select coalesce(sum(f.size), 0) from version_files f
    where f.version_id = versions.id)`,
  decision: sql<
    VersionItem['decision']
  >`(select json_build_object('verdict', d.verdict, 'note', d.note,
      'by', ${actorView(sql`d.person_id`, sql`d.token_id`)})
    from ${decisions} d where d.version_id = versions.id order by d.at desc, d.id desc limit 1)`,
}

export interface ItemRow {
  row: Pick<
    VersionRow,
    | 'id'
    | 'number'
    | 'state'
    | 'life'
    | 'manifestDigest'
    | 'note'
    | 'tags'
    | 'runId'
    | 'registeredBy'
    | 'runBy'
  > & { createdAt: string; decidedAt: string | null }
  metrics: MetricsRow | null
  aliases: string[]
  run: { project: string; number: number } | null
  registeredBy: VersionItem['registeredBy']
  size: string
  decision: VersionItem['decision']
}

export function itemView(model: string, found: ItemRow): VersionItem {
  return { ...common(model, found), size: Number(found.size), decision: found.decision }
}

/** Versions of one model with everything a version has, highest number first, in one query; two for recalled ones. */
export async function viewVersions(
  db: ReadDb,
  ctx: Ctx,
  of: ModelTarget,
  ids: string[],
): Promise<Version[]> {
  if (ids.length === 0) return []
  const rows = await whole(db, {}).execute({ ids: `{${ids.join(',')}}` })
  const recalled = rows.flatMap(({ row, recalled }) => (recalled ? [row.id] : []))
  const { organizationId } = of.organization
  const notices = recalled.length
    ? await recallNotices(db, ctx, organizationId, recalled)
    : new Map<string, RecallNotice[]>()
  return rows.map((found) => viewOf(of, found, notices.get(found.row.id)))
}

const whole = prepared((db, _: object) =>
  db
    .select({
      row,
      ...stateOf,
      files: sql<{ name: string; size: number; sha256: string }[] | null>`(
        select json_agg(json_build_object('name', f.name, 'size', f.size, 'sha256', f.sha256) order by f.name)
        from version_files f where f.version_id = versions.id)`,
      params: sql<Record<
        string,
        Json
      > | null>`(select json_object_agg(p.key, p.value order by p.key)
        from version_params p where p.version_id = versions.id)`,
      recalled: recalledNow(sql`versions.id`),
      stale: sql<boolean>`coalesce((select d.evidence_digest <> versions.evidence_digest
        from ${decisions} d where d.version_id = versions.id order by d.at desc, d.id desc limit 1), false)`,
    })
    .from(versions)
    .where(sql`${versions.id} = any(${given('ids')}::uuid[])`)
    .orderBy(desc(versions.number)),
)

type WholeRow = Awaited<ReturnType<ReturnType<typeof whole>['execute']>>[number]

function viewOf(
  { organization, model }: ModelTarget,
  found: WholeRow,
  notices: RecallNotice[] | undefined,
): Version {
  const { number, state } = found.row
  const files = (found.files ?? []).map((file) => ({
    ...file,
    url: paths.file(organization.slug, model.slug, number, file.name),
  }))
  return {
    ...common(model.slug, found),
    params: found.params ?? {},
    approvals: { needed: 1, given: state === 'approved' ? 1 : 0 },
    files,
    warnings: [
      ...recallWarnings(notices),
      ...warningsOf(model, found.row, found.stale, files.length),
    ],
  }
}

/** Every decision on a version, newest first. */
export async function viewDecisions(db: ReadDb, versionId: string): Promise<DecisionView[]> {
  const rows = await db
    .select({
      verdict: decisions.verdict,
      note: decisions.note,
      at: decisions.at,
      by: actorView(decisions.personId, decisions.tokenId),
      recalled: recalledNow(sql`versions.id`),
      stale: sql<boolean>`${decisions.evidenceDigest} <> ${versions.evidenceDigest}`,
    })
    .from(decisions)
    .innerJoin(versions, eq(versions.id, decisions.versionId))
    .where(eq(decisions.versionId, versionId))
    .orderBy(desc(decisions.at), desc(decisions.id))
    .limit(200)
  return rows.map((row) => ({ ...row, at: row.at.toISOString() }))
}

function common(model: string, found: Omit<ItemRow, 'size' | 'decision'>) {
  const { row, run } = found
  const madeBy = run && runUri(run.project, run.number)
  return {
    model,
    version: row.number,
    uri: versionUri(model, row.number),
    state: row.state,
    life: row.life,
    digest: `sha256:${row.manifestDigest}`,
    source: { kind: row.runId ? ('run' as const) : ('upload' as const), uri: madeBy },
    metrics: found.metrics ?? {},
    tags: row.tags,
    aliases: found.aliases,
    note: row.note,
    run: madeBy,
    registeredBy: found.registeredBy,
    createdAt: row.createdAt,
    decidedAt: row.decidedAt,
  }
}

/** What a user of the version should know before using it. */
export function warningsOf(
  model: { life: string; slug: string },
  row: { life: string; number: number; state: string },
  stale: boolean,
  files: number,
): Warning[] {
  const warnings: Warning[] = []
  if (stale && row.state !== 'pending')
    warnings.push({
      code: 'stale',
      message: `v${row.number} has changed since it was ${row.state}. Decide again.`,
    })
  if (model.life === 'archived') warnings.push(archivedWarning(model.slug))
  else if (row.life === 'archived') warnings.push(archivedWarning(`v${row.number}`))
  if (files === 0) warnings.push({ code: 'no_files', message: `v${row.number} has no files.` })
  return warnings
}
