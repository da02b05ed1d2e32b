import { sql } from 'drizzle-orm'
import { z } from 'zod'
import { likePattern } from '../like'
import { findOrganization } from '../organizations/find'
import { decodeCursor, page } from '../page'
import { query } from '../query'
import { OrganizationRef, type Page, PageInput, PlainText } from '../view'
import { visibleModels } from '../visibility'
import { definitionsOf, readDefinition } from './definitions'
import type { Direction } from './direction'
import type { MetricItem } from './view'

/** Models whose newest version is looked at for what is in use. */
const looked = 500

const KeyCursor = z.tuple([z.string().max(250)])

/**
 * The metrics in use, by key: those of the newest version of each model that the caller sees, of the models
 * changed last where there are very many, and all that were defined. A definition belongs to everybody: left
 * out, it would tell that a model that the caller cannot see has the metric.
 */
export const listMetrics = query({
  action: 'organization.read',
  input: OrganizationRef.extend({
    ...PageInput.shape,
    cursor: z.string().max(2000).optional(),
    q: PlainText(200).optional().describe('A part of the key'),
  }),
  load: (_db, input, ctx) => findOrganization(ctx, input.org),

  async run({ db, subject: { access }, input, ctx }): Promise<Page<MetricItem>> {
    const { organizationId } = access
    const { q, limit } = input
    const after = decodeCursor(input.cursor, KeyCursor)
    const { rows } = await db.execute<{
      key: string
      models: number
      direction: Direction | null
      unit: string
    }>(sql`
      with seen as materialized (
        select models.newest_version_id as id from models
        where models.organization_id = ${organizationId} and models.life <> 'deleted'
          and models.newest_version_id is not null and ${visibleModels(ctx, organizationId)}
        order by models.updated_at desc, models.id desc limit ${looked}),
      used as (
        select m.key, count(*)::int as models from seen
        cross join lateral (select key from version_metrics where version_id = seen.id offset 0) m
        group by m.key),
      said as (
        select d.key, d.direction, d.unit from metric_definitions d
        where d.organization_id = ${organizationId})
      select coalesce(used.key, said.key) as key, coalesce(used.models, 0) as models, said.direction,
        coalesce(said.unit, '') as unit
      from used full join said on said.key = used.key
      where ${q ? sql`coalesce(used.key, said.key) ilike ${likePattern(q)}` : sql`true`}
        and ${after ? sql`coalesce(used.key, said.key) collate "C" > ${after[0]} collate "C"` : sql`true`}
      order by coalesce(used.key, said.key) collate "C" limit ${limit + 1}`)
    const item = ({ key, models, ...definition }: (typeof rows)[number]): MetricItem => {
      const { direction, unit, said } = readDefinition(key, definition)
      return { key, direction, unit, guessed: !said, models }
    }
    return page(rows, limit, item, ({ key }) => [key])
  },
})

/** What some metrics mean here, for pages that show them. */
export const getMeanings = query({
  action: 'organization.read',
  input: OrganizationRef.extend({ keys: z.array(z.string()) }),
  load: (_db, input, ctx) => findOrganization(ctx, input.org),
  run: ({ db, subject: { access }, input }) => definitionsOf(db, access.organizationId, input.keys),
})
