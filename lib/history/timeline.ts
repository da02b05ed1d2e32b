import { type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import { ModelRef } from '../models/find'
import { decodeCursor, page } from '../page'
import { isoTime } from '../prepared'
import { query } from '../query'
import { type Page, PageInput } from '../view'
import { findModelThen } from './aliases'
import { causeBy, causeOfChange, causeOfRevision, type FoundCause, withReceiptUrl } from './cause'
import { inSql, Moment } from './moment'
import { excludedAt, latestAt } from './then'
import { projectsTold } from './there'
import type { Happening } from './view'

const Cursor = z.tuple([z.iso.datetime(), z.enum(['alias', 'traffic', 'version']), z.int()])

/** What became of a model, latest first: its versions, its aliases, and the traffic that it got. */
export const listHappenings = query({
  action: 'model.read',
  input: ModelRef.extend({
    at: Moment.optional().describe('From there back; left out: from now'),
    ...PageInput.shape,
  }),
  load: (db, input, ctx) => findModelThen(db, { ...input, at: input.at ?? ctx.now() }, ctx),

  async run({ db, subject: { organization, model }, input, ctx }): Promise<Page<Happening>> {
    const { limit } = input
    const cursor = decodeCursor(input.cursor, Cursor)
    const until = inSql(input.at ?? ctx.now())
    // Of each kind as many as a page needs, by an index of its own; then the latest of all.
    const part = (kind: string, at: SQL, seq: SQL) => ({
      where: sql`${at} <= ${until} and ${
        cursor
          ? sql`(${at}, ${kind}::text, ${seq}) < (${cursor[0]}::timestamptz, ${cursor[1]}::text, ${cursor[2]}::bigint)`
          : sql`true`
      }`,
      order: sql`order by ${at} desc, ${seq} desc limit ${limit + 1}`,
    })
    const version = part('version', sql`c.at`, sql`c.seq`)
    const alias = part('alias', sql`a.at`, sql`a.seq`)
    const traffic = part('traffic', sql`r.created_at`, sql`r.number`)
    const { rows } = await db.execute<Row>(sql`
      with found as (
        (select 'version' as kind, c.at, c.seq, c.version_id as id, null::uuid as event
          from version_changes c where c.model_id = ${model.id} and ${version.where} ${version.order})
        union all
        (select 'alias', a.at, a.seq, a.id, a.event_id
          from alias_moves a where a.scope_id = ${model.id} and ${alias.where} ${alias.order})
        union all
        (select 'traffic', r.created_at, r.number, r.id, r.event_id
          from deployment_revisions r where r.id in ${touching(model.id)} and ${traffic.where}
            and exists (select 1 from deployments d join projects p on p.id = d.project_id
              where d.id = r.deployment_id and ${projectsTold(ctx, organization.organizationId)})
          ${traffic.order})
        order by 2 desc, 1 desc, 3 desc limit ${limit + 1})
      select f.kind, ${isoTime(sql`f.at`)} as at, f.seq, coalesce(c.number, v.number) as version,
        c.state, c.life, latest.number as latest, a.name as alias, before.number as "from",
        d.slug as deployment, r.target, r.number as revision,
        case when f.kind = 'version' then ${causeOfChange(sql`models.organization_id`, sql`c`)}
          when f.kind = 'traffic' then ${causeOfRevision(ctx, model.organizationId, sql`r`)}
          else ${causeBy(sql`f.event`)} end as cause,
        coalesce((select json_agg(json_build_object('version', x.number, 'weight', dv.weight) order by dv.position)
          from deployment_variants dv join versions x on x.id = dv.version_id
          where dv.revision_id = r.id and dv.model_id = models.id), '[]'::json) as variants
      from found f join models on models.id = ${model.id}
      left join version_changes c on f.kind = 'version' and c.seq = f.seq
      left join version_changes latest on f.kind = 'version'
        and latest.seq = ${latestAt(sql`models.id`, sql`f.at`, excludedAt(sql`f.at`))}
      left join alias_moves a on f.kind = 'alias' and a.id = f.id
      left join versions v on v.id = a.target_id
      left join versions before on before.id = (select p.target_id from alias_moves p
        where p.scope_id = a.scope_id and p.name = a.name and p.seq < a.seq order by p.seq desc limit 1)
      left join deployment_revisions r on f.kind = 'traffic' and r.id = f.id
      left join deployments d on d.id = r.deployment_id
      order by f.at desc, f.kind desc, f.seq desc`)
    return page(
      rows,
      limit,
      ({ seq: _, cause, ...row }) => ({ ...row, cause: withReceiptUrl(organization.slug, cause) }),
      ({ at, kind, seq }) => [at, kind, Number(seq)],
    )
  },
})

/** The revisions that serve a model, and those that follow one that did: there it was taken out. */
function touching(modelId: string): SQL {
  return sql`(
    select dv.revision_id from deployment_variants dv where dv.model_id = ${modelId}
    union
    select next.id from deployment_variants dv
    join deployment_revisions r on r.id = dv.revision_id
    join deployment_revisions next on next.deployment_id = r.deployment_id and next.number = r.number + 1
    where dv.model_id = ${modelId})`
}

type Row = Record<string, unknown> &
  Omit<Happening, 'cause'> & { seq: string; cause: FoundCause | null }
