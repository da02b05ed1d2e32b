import { desc, eq, type SQL, sql } from 'drizzle-orm'
import { aliases, decisions, projects, runs, versions } from '@/db/schema/tables'
import type { Ctx } from '../actor'
import { servingWarnings } from '../deployments/serving'
import { servingWhere } from '../deployments/serving-sql'
import type { ReadDb } from '../door'
import { archivedWarning, moment } from '../life/state'
import { there } from '../life/there'
import { recalledNow, recallNotices, recallWarnings } from '../lineage/recalled'
import type { RecallNotice } from '../lineage/view'
import type { MetricsRow } from '../metrics/value'
import type { ModelTarget } from '../models/find'
import { paths } from '../paths'
import { actorView } from '../people'
import { given, isoTime, prepared } from '../prepared'
import { tagValuesOf } from '../tag-values-sql'
import { runUri, versionUri } from '../uri'
import type { Json, Warning } from '../view'
import { sightOf } from '../visibility'
import { isOver, ruleOf, tally } from './count'
import type { VersionRow } from './find'
import { givenTo, ofStanding, staleDecision } from './given'
import { originColumn, originView } from './origin'
import type { Approval, DecisionView, Version, VersionItem } from './view'

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
  tokensBy: versions.tokensBy,
  createdAt: isoTime(sql`versions.created_at`),
  decidedAt: isoTime(sql`versions.decided_at`) as SQL<string | null>,
  validUntil: isoTime(sql`versions.valid_until`) as SQL<string | null>,
}

/** What its approval or rejection is worth now. */
const standingOf = {
  stale: sql<boolean>`coalesce(${ofStanding(staleDecision)}, false)`,
  override: sql<boolean>`coalesce(${ofStanding(sql`d.override`)}, false)`,
}

/** The columns of a version in a list, without files and parameters. */
export const itemColumns = {
  row,
  ...stateOf,
  ...standingOf,
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
    | 'tokensBy'
  > & { createdAt: string; decidedAt: string | null; validUntil: string | null }
  stale: boolean
  override: boolean
  metrics: MetricsRow | null
  aliases: string[]
  run: { project: string; number: number } | null
  registeredBy: VersionItem['registeredBy']
  size: string
  decision: VersionItem['decision']
}

export function itemView(model: string, found: ItemRow, now: Date): VersionItem {
  const { size, decision } = found
  return { ...common(model, found, now), size: Number(size), decision }
}

/**
 * Versions of one model with everything a version has, highest number first, in one query; two for recalled
 * ones. What an MLflow client said of their origin is told where it is asked for: it may be long.
 */
export async function viewVersions(
  db: ReadDb,
  ctx: Ctx,
  of: ModelTarget,
  ids: string[],
  { origin = false } = {},
): Promise<Version[]> {
  if (ids.length === 0) return []
  const rows = await whole(db, { origin }).execute({
    ...(origin && sightOf(ctx, of.organization.organizationId)),
    ids: `{${ids.join(',')}}`,
  })
  const recalled = rows.flatMap(({ row, recalled }) => (recalled ? [row.id] : []))
  const { organizationId } = of.organization
  const notices = recalled.length
    ? await recallNotices(db, ctx, organizationId, recalled)
    : new Map<string, RecallNotice[]>()
  return rows.map((found) => viewOf(of, found, ctx.now(), notices.get(found.row.id)))
}

const whole = prepared((db, { origin }: { origin: boolean }) =>
  db
    .select({
      row,
      origin: origin ? originColumn() : sql<null>`null`,
      ...stateOf,
      files: sql<{ name: string; size: number; sha256: string }[] | null>`(
        select json_agg(json_build_object('name', f.name, 'size', f.size, 'sha256', f.sha256) order by f.name)
        from version_files f where f.version_id = versions.id)`,
      params: sql<Record<
        string,
        Json
      > | null>`(select json_object_agg(p.key, p.value order by p.key)
        from version_params p where p.version_id = versions.id)`,
      tagValues: tagValuesOf('version'),
      recalled: recalledNow(sql`versions.id`),
      serving: servingWhere(sql`sv.version_id = versions.id`),
      ...standingOf,
      given: givenTo(),
    })
    .from(versions)
    .where(sql`${versions.id} = any(${given('ids')}::uuid[])`)
    .orderBy(desc(versions.number)),
)

type WholeRow = Awaited<ReturnType<ReturnType<typeof whole>['execute']>>[number]

function viewOf(
  { organization, model, policy }: ModelTarget,
  found: WholeRow,
  now: Date,
  notices: RecallNotice[] | undefined,
): Version {
  const { number } = found.row
  const files = (found.files ?? []).map((file) => ({
    ...file,
    url: paths.file(organization.slug, model.slug, number, file.name),
  }))
  const shown = common(model.slug, found, now)
  const { needed, given } = tally(ruleOf(policy), found.given, now)
  return {
    ...shown,
    params: found.params ?? {},
    tagValues: found.tagValues,
    approvals: { needed, given },
    files,
    serving: found.serving,
    ...(found.origin && { origin: originView(found.origin) }),
    warnings: [
      ...recallWarnings(notices),
      ...approvalWarnings(found.row, shown.approval),
      ...warningsOf(model, found.row, files.length),
      ...servingWarnings(found.row, found.serving),
    ],
  }
}

/** Every decision on a version, newest first. */
export async function viewDecisions(
  db: ReadDb,
  versionId: string,
  now: Date,
): Promise<DecisionView[]> {
  const rows = await db
    .select({
      verdict: decisions.verdict,
      note: decisions.note,
      at: decisions.at,
      by: actorView(decisions.personId, decisions.tokenId),
      stale: sql<boolean>`(${decisions.evidenceDigest} <> ${versions.evidenceDigest}
        or ${decisions.cardChangedAt} is not null)`,
      override: decisions.override,
      own: sql<boolean>`coalesce(${decisions.checks} ->> 'own', '') = 'true'`,
      teams: sql<string[]>`array(select t.slug from teams t
        where t.id = any(${decisions.teamIds}) order by t.slug)`,
      validUntil: decisions.validUntil,
      stands: sql<boolean>`coalesce(${decisions.at} = ${versions.decidedAt}, false)`,
      event: sql<DecisionView['event']>`(select json_build_object('id', e.id, 'index', l.index)
        from audit_events e left join audit_leaves l on l.event_id = e.id
        where e.id = ${decisions.eventId})`,
    })
    .from(decisions)
    .innerJoin(versions, eq(versions.id, decisions.versionId))
    .where(eq(decisions.versionId, versionId))
    .orderBy(desc(decisions.at), desc(decisions.id))
    .limit(200)
  return rows.map(({ validUntil, ...row }) => ({
    ...row,
    at: row.at.toISOString(),
    validUntil: validUntil?.toISOString() ?? null,
    expired: validUntil !== null && validUntil <= now,
  }))
}

function common(model: string, found: Omit<ItemRow, 'size' | 'decision'>, now: Date) {
  const { row, run } = found
  const isDecided = row.state !== 'pending'
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
    approval: {
      validUntil: row.validUntil,
      stale: isDecided && found.stale,
      expired: row.state === 'approved' && isOver(row.validUntil, now),
      override: isDecided && found.override,
    },
  }
}

/** What a user of the version should know of its approval. */
export function approvalWarnings(
  { number, state }: { number: number; state: string },
  { stale, expired, override, validUntil }: Approval,
): Warning[] {
  const of = `v${number}`
  const warnings: Warning[] = []
  if (stale)
    warnings.push({
      code: 'stale',
      message: `${of} has changed since it was ${state}. Decide again.`,
    })
  if (expired && validUntil)
    warnings.push({
      code: 'expired',
      message: `The approval of ${of} ended on ${moment(new Date(validUntil))}. Review it again.`,
    })
  if (override)
    warnings.push({
      code: 'override',
      message: `${of} was approved by override: an admin let what its policy asks for give way.`,
    })
  return warnings
}

/** What a user of the version should know of it besides. */
export function warningsOf(
  model: { life: string; slug: string },
  row: { life: string; number: number },
  files: number,
): Warning[] {
  const warnings: Warning[] = []
  if (model.life === 'archived') warnings.push(archivedWarning(model.slug))
  else if (row.life === 'archived') warnings.push(archivedWarning(`v${row.number}`))
  if (files === 0) warnings.push({ code: 'no_files', message: `v${row.number} has no files.` })
  return warnings
}
