import { and, eq, type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import { models, versions } from '@/db/schema/tables'
import { type Ctx, type Membership, personBehind } from '../actor'
import type { ReadDb } from '../door'
import type { MetricsRow } from '../metrics/value'
import { modelAccess, projectIdsOf } from '../models/find'
import { findOrganization } from '../organizations/find'
import { decodeCursor, page, TimeCursor } from '../page'
import { effectivePolicy } from '../policies/effective'
import { policiesOf } from '../policies/sources'
import { query } from '../query'
import { dayMs } from '../time'
import { missing, ruleOf, standing, tally } from '../versions/count'
import { dueDays, isDueSql } from '../versions/due'
import { madeBy } from '../versions/find'
import { givenTo, ofStanding, staleDecision } from '../versions/given'
import { itemColumns, itemView } from '../versions/load'
import { mayApprove } from '../versions/may-approve'
import { OrganizationRef, PageInput } from '../view'
import { uuids, visibleModels } from '../visibility'
import { requestsOf } from './requests'
import { type ReviewItem, shows } from './view'
import { waitingFor } from './waiting'
import { whyHere } from './why'

/**
 * Versions to be decided on: those that wait for the caller, those that the caller registered or asked a
 * review of, those whose approval ends or rests on what has changed, or all that are pending.
 */
export const listReviews = query({
  action: 'version.read',
  input: OrganizationRef.extend(PageInput.shape).extend({
    show: z.enum(shows).default('waiting'),
  }),
  load: (_db, input, ctx) => findOrganization(ctx, input.org),

  async run({ db, subject: { organization }, input, ctx }) {
    const { show, limit, cursor } = input
    const after = decodeCursor(cursor, TimeCursor)
    const asked = await askedOf(db, organization, personBehind(ctx.actor))
    const { condition, key, backwards } = part(show, ctx, organization, asked.ids)
    const order = sql`${key} ${sql.raw(backwards ? 'desc' : 'asc')}`
    const beyond = sql.raw(backwards ? '<' : '>')
    const rows = await reviews(db)
      .where(
        and(
          eq(versions.organizationId, organization.organizationId),
          eq(versions.life, 'live'),
          eq(models.life, 'live'),
          visibleModels(ctx, organization.organizationId),
          condition,
          after
            ? sql`(${key}, versions.id) ${beyond} (${after[0]}::timestamptz, ${after[1]}::uuid)`
            : undefined,
        ),
      )
      .orderBy(order, backwards ? sql`versions.id desc` : sql`versions.id`)
      .limit(limit + 1)
    const item = (row: Row) => reviewOf(ctx, organization, asked.teams, row)
    return page(rows, limit, item, ({ row }) => [
      (show === 'overdue' ? row.decidedAt : null) ?? row.createdAt,
      row.id,
    ])
  },
})

/**
 * How many versions wait for the caller; counts to 100 at most, among the 1,000 that wait longest and those
 * that the caller is asked to review again.
 */
export const countReviews = query({
  action: 'version.read',
  input: OrganizationRef,
  load: (_db, input, ctx) => findOrganization(ctx, input.org),

  async run({ db, subject: { organization }, ctx }) {
    const { rows } = await db.execute<{ count: number }>(sql`select count(*)::int as count from (
      select 1 from (
        (select v.* from versions v where v.organization_id = ${organization.organizationId}
          and v.state = 'pending' and v.life = 'live' order by v.created_at, v.id limit 1000)
        union all
        select v.* from versions v where v.state = 'approved' and v.life = 'live'
          and v.id = any(${askedAgain(organization, personBehind(ctx.actor))})) versions
      join ${models} on models.id = versions.model_id
      where models.life = 'live' and ${visibleModels(ctx, organization.organizationId)}
        and ${waitingFor(ctx, organization)} limit 100) waiting`)
    return rows[0]?.count ?? 0
  },
})

interface Part {
  condition: SQL
  /** What the list is in the order of. */
  key: SQL
  backwards?: boolean
}

function part(
  show: (typeof shows)[number],
  ctx: Ctx,
  organization: Membership,
  asked: string[],
): Part {
  const { organizationId } = organization
  const created = sql`versions.created_at`
  const person = personBehind(ctx.actor)
  if (show === 'all') return { condition: sql`versions.state = 'pending'`, key: created }
  if (show === 'waiting') {
    const again =
      asked.length > 0
        ? sql`(versions.state = 'pending' or versions.id = any(${uuids(asked)}))`
        : sql`versions.state = 'pending'`
    return { condition: sql`(${again} and ${waitingFor(ctx, organization)})`, key: created }
  }
  if (show === 'asked')
    return {
      condition: sql`versions.id in (
        select v.id from versions v where v.organization_id = ${organizationId}
          and v.registered_by = ${person} and v.state = 'pending' and v.life = 'live'
        union select q.version_id from review_requests q where q.organization_id = ${organizationId}
          and q.requested_by = ${person} and q.closed_at is null)`,
      key: created,
      backwards: true,
    }
  const soon = new Date(ctx.now().getTime() + dueDays * dayMs).toISOString()
  return {
    condition: sql`(versions.state = 'approved' and versions.id in (
        select v.id from versions v where v.organization_id = ${organizationId}
          and v.state = 'approved' and v.valid_until is not null and v.valid_until <= ${soon}
        union select d.version_id from decisions d where d.organization_id = ${organizationId}
          and d.card_changed_at is not null)
      and (coalesce(${isDueSql(sql`versions.valid_until`, sql`versions.decided_at`, ctx.now())}, false)
        or coalesce(${ofStanding(staleDecision)}, false)))`,
    key: sql`versions.decided_at`,
  }
}

const columns = {
  ...itemColumns,
  model: {
    id: models.id,
    slug: models.slug,
    name: models.name,
    accessMode: models.accessMode,
  },
  projectIds: projectIdsOf(),
  projects: sql<Record<string, string> | null>`(select json_object_agg(p.id, p.slug)
    from model_projects mp join projects p on p.id = mp.project_id where mp.model_id = models.id)`,
  policies: policiesOf(),
  given: givenTo(),
  requests: requestsOf(sql`versions.id`),
  current: sql<{ version: number; metrics: MetricsRow | null } | null>`(
    select json_build_object('version', c.number, 'metrics', (
      select json_object_agg(m.key, m.value) from version_metrics m where m.version_id = c.id))
    from versions c where c.model_id = models.id and c.state = 'approved' and c.life <> 'deleted'
      and c.id <> versions.id
    order by c.number desc limit 1)`,
}

const reviews = (db: ReadDb) =>
  db.select(columns).from(versions).innerJoin(models, eq(models.id, versions.modelId))
type Row = Awaited<ReturnType<typeof reviews>>[number]

function reviewOf(ctx: Ctx, organization: Membership, teams: string[], found: Row): ReviewItem {
  const { model, row, current, given, requests } = found
  const { organizationId, fourEyes } = organization
  const policy = effectivePolicy(found.policies, fourEyes)
  const rule = ruleOf(policy)
  const access = {
    ...modelAccess(organizationId, model, found.projectIds, policy),
    madeBy: madeBy(row),
  }
  const count = tally(rule, given, ctx.now())
  const target = { access, organization, of: { policy }, version: row }
  return {
    ...itemView(model.slug, found, ctx.now()),
    modelName: model.name,
    current: current && { version: current.version, metrics: current.metrics ?? {} },
    canDecide: mayApprove(ctx, target, given, teams),
    approvals: {
      needed: count.needed,
      given: count.given,
      by: standing(given).map(({ by, teams, stale }) => ({ by, teams, stale })),
      missing: missing(rule, count),
    },
    requests,
    why: whyHere(ctx, target, { teams, requests, projects: found.projects ?? {} }),
  }
}

/** The approved versions that the caller is asked to review again, and the slugs of the caller's teams. */
async function askedOf(
  db: ReadDb,
  organization: Membership,
  person: string | null,
): Promise<{ ids: string[]; teams: string[] }> {
  const { rows } = await db.execute<{ ids: string[]; teams: string[] }>(sql`select
    ${askedAgain(organization, person)} as ids,
    array(select t.slug from teams t where t.id = any(${uuids(organization.teams ?? [])}) and t.removed_at is null) as teams`)
  return rows[0] ?? { ids: [], teams: [] }
}

/** The ids of approved versions that somebody is asked to review again. */
const askedAgain = ({ organizationId, teams = [] }: Membership, person: string | null) =>
  sql`array(select q.version_id from review_requests q join versions v on v.id = q.version_id
    where q.organization_id = ${organizationId} and q.closed_at is null and v.state = 'approved'
      and (q.person_id = ${person} or q.team_id = any(${uuids(teams)})) limit 500)`
