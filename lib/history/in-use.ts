import { type SQL, sql } from 'drizzle-orm'
import type { Ctx } from '../actor'
import { receiptUrl } from '../audit/log/receipts'
import { noteOf } from '../deployments/told-sql'
import { notFound } from '../errors'
import { ModelRef } from '../models/find'
import { findOrganization } from '../organizations/find'
import { decodeCursor, NameCursor, page } from '../page'
import { query } from '../query'
import { aliasUri } from '../uri'
import { OrganizationRef, type Page, PageInput } from '../view'
import { findModelThen, movesAt } from './aliases'
import { causeBy, causeOfChange, causeOfRevision, type FoundCause } from './cause'
import { revisionAt, variantsAt } from './deployments'
import { inSql, Moment, requirePast, spelled } from './moment'
import { changeAt, excludedAt, flawsAt, latestAt, wasDeletedAt } from './then'
import { modelsThen, projectsThen } from './there'
import type { InUse } from './view'

/** What was in use of a model at a past moment: what latest meant, its aliases, and what served it. */
export const getInUse = query({
  action: 'model.read',
  input: ModelRef.extend({ at: Moment }),
  load: findModelThen,

  async run({ db, subject: { organization, model }, input: { at }, ctx }): Promise<InUse> {
    const then = inSql(at)
    if (model.createdAt > at)
      throw notFound(
        `${model.slug} was not there yet on ${spelled(at)}: it was made on ${spelled(model.createdAt)}.`,
      )
    const { rows } = await db.execute<Row>(sql`
      select ${columns(ctx, model.organizationId, then)}, ${wasDeletedAt(then)} as deleted
      from models where models.id = ${model.id}`)
    const [found] = rows
    if (!found || found.deleted) throw notFound(`${model.slug} was deleted on ${spelled(at)}.`)
    return inUse(organization.slug, at, found)
  },
})

/** The models of an organization of which something was in use at a past moment, by their slugs. */
export const listInUse = query({
  action: 'model.read',
  input: OrganizationRef.extend({ at: Moment, ...PageInput.shape }),
  load(_db, input, ctx) {
    requirePast(ctx, input.at)
    return findOrganization(ctx, input.org)
  },

  async run({ db, subject, input, ctx }): Promise<Page<InUse>> {
    const { organizationId, slug: org } = subject.organization
    const { at, limit } = input
    const after = decodeCursor(input.cursor, NameCursor)
    const then = inSql(at)
    const splits = splitsOf(ctx, organizationId, then)
    const { rows } = await db.execute<Row>(sql`
      select ${columns(ctx, organizationId, then)}, false as deleted from models
      where models.organization_id = ${organizationId} and ${modelsThen(ctx, organizationId, then)}
        and ${after ? sql`models.slug > ${after[0]}` : sql`true`}
        and (${latestSeq(then)} is not null
          or exists (select 1 from ${movesAt(sql`models.id`, then)} m)
          or exists (select 1 from ${splits} s))
      order by models.slug limit ${limit + 1}`)
    return page(
      rows,
      limit,
      (row) => inUse(org, at, row),
      ({ model }) => [model],
    )
  },
})

const latestSeq = (at: SQL) => latestAt(sql`models.id`, at, excludedAt(at))

/** The deployments that served a version of the row of `models`, with the revision that was in force. */
function splitsOf(ctx: Ctx, organizationId: string, at: SQL): SQL {
  return sql`(select r.*, d.slug, models.id as about, p.life = 'deleted' as gone from (
      select distinct r.deployment_id from deployment_variants dv
      join deployment_revisions r on r.id = dv.revision_id
      where dv.model_id = models.id and r.created_at <= ${at}) served
    join deployments d on d.id = served.deployment_id join projects p on p.id = d.project_id
    cross join lateral ${revisionAt(sql`served.deployment_id`, at)} r
    where ${projectsThen(ctx, organizationId, at)} and exists (select 1 from deployment_variants dv
      where dv.revision_id = r.id and dv.model_id = models.id))`
}

function columns(ctx: Ctx, organizationId: string, at: SQL): SQL {
  const version = sql`'version', v.number, 'digest', 'sha256:' || v.manifest_digest, 'state', c.state,
    'gone', 'deleted' in (v.life, models.life)`
  return sql`models.slug as model, models.name, models.life = 'deleted' as gone,
    (select json_build_object(${version}, 'uri', 'model://' || models.slug || '/v' || v.number,
        'flaws', ${flawsAt(sql`c.version_id`, at)},
        'cause', ${causeOfChange(sql`models.organization_id`, sql`c`)})
      from version_changes c join versions v on v.id = c.version_id
      where c.seq = ${latestSeq(at)}) as latest,
    coalesce((select json_agg(json_build_object('alias', m.name, ${version}, 'life', c.life,
        'cause', ${causeBy(sql`m.event_id`)}) order by m.name)
      from ${movesAt(sql`models.id`, at)} m join versions v on v.id = m.target_id
      cross join lateral ${changeAt(sql`v.id`, at)} c), '[]'::json) as aliases,
    coalesce((select json_agg(json_build_object('name', r.slug, 'gone', r.gone, 'target', r.target, 'revision', r.number,
        'kind', r.kind, 'note', ${noteOf(ctx, organizationId, sql`r`)},
        'variants', ${variantsAt(sql`r.id`, at, sql`dv.model_id = r.about`)},
        'all', (select count(*)::int from deployment_variants dv where dv.revision_id = r.id),
        'cause', ${causeOfRevision(ctx, organizationId, sql`r`)}) order by r.slug)
      from ${splitsOf(ctx, organizationId, at)} r), '[]'::json) as serving`
}

type Unproven<T extends { cause: unknown }> = Omit<T, 'cause'> & { cause: FoundCause | null }
interface Row extends Record<string, unknown> {
  model: string
  name: string
  gone: boolean
  latest: Unproven<NonNullable<InUse['latest']>> | null
  aliases: Unproven<Omit<InUse['aliases'][number], 'uri'>>[]
  serving: Unproven<Omit<InUse['serving'][number], 'others'> & { all: number }>[]
  deleted: boolean
}

function inUse(org: string, at: Date, { model, name, gone, latest, aliases, serving }: Row): InUse {
  const proven = <T extends { cause: FoundCause | null }>(found: T) => ({
    ...found,
    cause: found.cause && { ...found.cause, receiptUrl: receiptUrl(org, found.cause.event.id) },
  })
  return {
    ...{ model, name, gone, uri: `model://${model}/`, asOf: at.toISOString() },
    latest: latest && proven(latest),
    aliases: aliases.map((one) => proven({ ...one, uri: aliasUri(model, one.alias) })),
    serving: serving.map(({ all, ...one }) =>
      proven({ ...one, others: all - one.variants.length }),
    ),
  }
}
