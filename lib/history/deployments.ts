import { type SQL, sql } from 'drizzle-orm'
import type { Ctx } from '../actor'
import { DeploymentRef, findDeployment } from '../deployments/find'
import { noteOf } from '../deployments/told-sql'
import type { ReadDb } from '../door'
import { notFound } from '../errors'
import { findOrganization } from '../organizations/find'
import { decodeCursor, NameCursor, page } from '../page'
import { query } from '../query'
import { OrganizationRef, type Page, PageInput } from '../view'
import { visibleModels } from '../visibility'
import { causeOfRevision, type FoundCause, withReceiptUrl } from './cause'
import { inSql, Moment, requirePast, spelled } from './moment'
import { changeAt, wasDeletedAt } from './then'
import { projectsThen, readsDeleted } from './there'
import type { PastDeployment } from './view'

/** The split of a deployment that was in force at a past moment. */
export const getDeploymentThen = query({
  action: 'deployment.read',
  input: DeploymentRef.extend({ at: Moment }),
  load(db, input, ctx) {
    requirePast(ctx, input.at)
    return findDeployment(db, ctx, input, { deleted: readsDeleted })
  },

  async run({ db, subject: { organization, deployment, project, access }, input: { at }, ctx }) {
    const one = sql`d.id = ${deployment.id}`
    const { rows } = await db.execute<PastRow>(
      splitsAt(ctx, access.organizationId, inSql(at), one, 1),
    )
    const [found] = rows
    if (found) return viewThen(organization.slug, at, found)
    if (await wasProjectDeleted(db, project.id, at))
      throw notFound(`${deployment.slug} was deleted on ${spelled(at)}, with its project.`)
    throw notFound(
      deployment.createdAt > at
        ? `${deployment.slug} was not there yet on ${spelled(at)}: it was made on ${spelled(deployment.createdAt)}.`
        : `${deployment.slug} had no revision yet on ${spelled(at)}, so it served nothing.`,
    )
  },
})

/** What every deployment of an organization served at a past moment, by name. */
export const listDeploymentsThen = query({
  action: 'deployment.read',
  input: OrganizationRef.extend({ at: Moment, ...PageInput.shape }),
  load(_db, input, ctx) {
    requirePast(ctx, input.at)
    return findOrganization(ctx, input.org)
  },

  async run({ db, subject: { organization, access }, input, ctx }): Promise<Page<PastDeployment>> {
    const { at, limit } = input
    const after = decodeCursor(input.cursor, NameCursor)
    const from = after ? sql`d.slug > ${after[0]}` : sql`true`
    const { rows } = await db.execute<PastRow>(
      splitsAt(ctx, access.organizationId, inSql(at), from, limit + 1),
    )
    return page(
      rows,
      limit,
      (row) => viewThen(organization.slug, at, row),
      ({ name }) => [name],
    )
  },
})

function splitsAt(ctx: Ctx, organizationId: string, at: SQL, wanted: SQL, limit: number): SQL {
  return sql`
    select d.slug as name, p.slug as project, p.life = 'deleted' as gone, r.target, r.number as revision, r.kind,
      r.rolled_back_to as "rolledBackTo", ${noteOf(ctx, organizationId, sql`r`)} as note,
      ${causeOfRevision(ctx, organizationId, sql`r`)} as cause,
      ${variantsAt(sql`r.id`, at, visibleModels(ctx, organizationId))} as variants,
      (select count(*)::int from deployment_variants dv where dv.revision_id = r.id) as "all"
    from deployments d join projects p on p.id = d.project_id
    cross join lateral ${revisionAt(sql`d.id`, at)} r
    where d.organization_id = ${organizationId} and ${wanted}
      and ${projectsThen(ctx, organizationId, at)}
    order by d.slug limit ${limit}`
}

async function wasProjectDeleted(db: ReadDb, id: string, at: Date): Promise<boolean> {
  const { rows } = await db.execute<{ deleted: boolean }>(
    sql`select ${wasDeletedAt(inSql(at), 'p')} as deleted from projects p where p.id = ${id}`,
  )
  return rows[0]?.deleted ?? false
}

/** The revision of a deployment that was in force. */
export function revisionAt(deploymentId: SQL, at: SQL): SQL {
  return sql`(select r.* from deployment_revisions r
    where r.deployment_id = ${deploymentId} and r.created_at <= ${at} order by r.number desc limit 1)`
}

/** The variants of a revision of models that are wanted, with what their versions were then. */
export function variantsAt(revisionId: SQL, at: SQL, models: SQL): SQL {
  return sql`coalesce((
    select json_agg(json_build_object('name', dv.name, 'model', models.slug, 'version', v.number,
      'uri', 'model://' || models.slug || '/v' || v.number, 'digest', 'sha256:' || dv.digest,
      'weight', dv.weight, 'asked', dv.asked, 'state', coalesce(c.state, v.state)) order by dv.position)
    from deployment_variants dv
    join versions v on v.id = dv.version_id join models on models.id = dv.model_id
    left join lateral ${changeAt(sql`dv.version_id`, at)} c on true
    where dv.revision_id = ${revisionId} and ${models}), '[]'::json)`
}

type PastRow = Record<string, unknown> &
  Omit<PastDeployment, 'hidden' | 'asOf' | 'cause'> & { all: number; cause: FoundCause | null }

function viewThen(org: string, at: Date, { all, cause, ...row }: PastRow): PastDeployment {
  return {
    ...row,
    hidden: all - row.variants.length,
    asOf: at.toISOString(),
    cause: withReceiptUrl(org, cause),
  }
}
