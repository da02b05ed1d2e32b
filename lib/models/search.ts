import { type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import { models, states } from '@/db/schema/tables'
import type { Ctx } from '../actor'
import type { ReadDb } from '../door'
import type { Filter } from '../filter/tree'
import { page } from '../page'
import { modelsThat } from '../search/compile'
import { projectIs } from '../search/data'
import {
  afterOf,
  foundIn,
  foundOrder,
  foundValues,
  inOrder,
  orderOf,
  SortText,
} from '../search/order'
import { FilterText, livesOf, SearchedLife } from '../search/read'
import { texts } from '../search/values'
import { meaningsOf } from '../search/words'
import { type Page, Slug } from '../view'
import { visibleModels } from '../visibility'
import { modelColumns, modelView } from './load'
import { modelSorts } from './sorts'
import type { Model } from './view'

/** How a list of models is narrowed and sorted. */
export const ModelSearch = z.object({
  q: FilterText.optional(),
  match: z
    .enum(['newest', 'approved', 'any'])
    .default('newest')
    .describe('The version that a model is matched by, where `q` asks for something of a version'),
  sort: SortText.optional().describe(
    'updated, created, name, newest, versions or metric.<name>, of the approved version where models are matched by it, else of the newest; - before it for the highest first',
  ),
  state: z.enum(states).optional().describe('State of the newest version'),
  project: Slug.optional(),
  tag: z.string().max(64).optional(),
  life: SearchedLife,
})

interface Narrowed extends Omit<z.output<typeof ModelSearch>, 'q'> {
  filter: Filter | null
}

/** One page of the models that the caller sees and a filter is true of, last changed first. */
export async function pageOfModels(
  db: ReadDb,
  ctx: Ctx,
  organizationId: string,
  asked: Narrowed & { limit: number; cursor?: string | undefined },
): Promise<Page<Model>> {
  const { match, limit, sort = '-updated' } = asked
  const version =
    match === 'approved' ? sql`models.latest_version_id` : sql`models.newest_version_id`
  const order = orderOf(sort, modelSorts(organizationId, version))
  const after = afterOf(asked.cursor, order)
  const { from, where } = await thoseModels(db, ctx, organizationId, asked)
  const rows = await inOrder(order, after, limit + 1, (stretch, after, limit) => {
    const found = foundIn(stretch, { id: sql`models.id`, from, where, after, limit })
    return db
      .select({ ...modelColumns, values: foundValues(stretch) })
      .from(models)
      .innerJoin(found, sql`found.id = models.id`)
      .orderBy(foundOrder(stretch))
  })
  const item = ({ row }: (typeof rows)[number]) => modelView(row)
  return page(rows, limit, item, (row) => row.cursor)
}

/** The rows of `models` that the caller sees and everything that was asked for is true of. */
export async function thoseModels(
  db: ReadDb,
  ctx: Ctx,
  organizationId: string,
  { filter, match, state, project, tag, life }: Narrowed,
): Promise<{ from: SQL; where: SQL }> {
  const scope = { ctx, organizationId, meanings: await meaningsOf(db, organizationId, filter) }
  const { joined, where } = modelsThat(filter, match, scope)
  const all = [
    sql`models.organization_id = ${organizationId}`,
    sql`models.life = any(${livesOf(filter, life)})`,
    where.is,
    visibleModels(ctx, organizationId),
  ]
  if (state)
    all.push(sql`exists (select 1 from versions ov
      where ov.id = models.newest_version_id and ov.state = ${state})`)
  if (tag) all.push(sql`models.tags @> ${texts([tag])}`)
  if (project)
    all.push(sql`exists (select 1 from model_projects mp join projects p on p.id = mp.project_id
      where mp.model_id = models.id and ${projectIs([project], scope)})`)
  return { from: sql`models ${joined}`, where: sql.join(all, sql` and `) }
}
