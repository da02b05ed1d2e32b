import { eq, type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import { models, states, versions } from '@/db/schema/tables'
import type { Ctx } from '../actor'
import type { ReadDb } from '../door'
import type { Filter } from '../filter/tree'
import { there } from '../life/there'
import { findOrganization } from '../organizations/find'
import { page } from '../page'
import { query } from '../query'
import { versionsThat } from '../search/compile'
import {
  afterOf,
  foundIn,
  foundOrder,
  foundValues,
  inOrder,
  orderOf,
  SortedCursor,
  SortText,
} from '../search/order'
import { FilterText, livesOf, readFilter, SearchedLife } from '../search/read'
import { texts } from '../search/values'
import { meaningsOf } from '../search/words'
import { idOfSlug } from '../slugs'
import { type Json, OrganizationRef, type Page, PageInput, Slug } from '../view'
import { visibleModels } from '../visibility'
import { itemColumns, itemView } from './load'
import { versionSorts } from './sorts'
import type { FoundVersion } from './view'

/** How lists of versions are narrowed and sorted, beside their pages. */
export const VersionSearch = z.object({
  q: FilterText.optional(),
  sort: SortText.optional().describe(
    'created, decided, number, model, size, metric.<name> or param.<name>; - before it for the highest first',
  ),
  limit: PageInput.shape.limit,
  cursor: SortedCursor,
})

/** Which versions of the organization a list holds. */
export const VersionsOf = OrganizationRef.extend({
  q: FilterText.optional(),
  model: Slug.optional().describe('Of one model only, even an archived one'),
  state: z.enum(states).optional(),
  life: SearchedLife,
})

/** A list of parameters in a query string, or as callers within the hub have it. */
const ParamKeys = z
  .union([z.string().max(4000), z.array(z.string().max(250)).max(50)])
  .transform((keys) => (Array.isArray(keys) ? keys : keys.split(',')).filter(Boolean))
  .describe('Parameters to tell of each version, separated by commas')

/** The versions of all models of the organization that the caller sees, newest first. */
export const searchVersions = query({
  action: 'version.read',
  input: VersionsOf.extend({
    ...VersionSearch.shape,
    params: ParamKeys.optional(),
  }),
  load: (_db, input, ctx) => findOrganization(ctx, input.org),

  run({ db, subject, input, ctx }) {
    const filter = readFilter(input.q, 'versions')
    const { organizationId } = subject.organization
    return pageOfVersions(db, ctx, organizationId, { ...input, filter, usual: '-created' })
  },
})

interface Narrowed extends Pick<z.output<typeof VersionsOf>, 'model' | 'state' | 'life'> {
  filter: Filter | null
}

interface Asked
  extends Narrowed,
    Pick<z.output<typeof VersionSearch>, 'sort' | 'limit' | 'cursor'> {
  /** The order of who asks for none. */
  usual: string
  params?: string[] | undefined
}

/** One page of the versions that a filter is true of, where the caller sees their model. */
export async function pageOfVersions(
  db: ReadDb,
  ctx: Ctx,
  organizationId: string,
  { sort, usual, cursor, limit, params, ...narrowed }: Asked,
): Promise<Page<FoundVersion>> {
  const order = orderOf(sort ?? usual, versionSorts(organizationId))
  const after = afterOf(cursor, order)
  const those = await thoseVersions(db, ctx, organizationId, narrowed)
  const rows = await inOrder(order, after, limit + 1, (stretch, after, limit) => {
    const found = foundIn(stretch, { id: sql`versions.id`, ...those, after, limit })
    return db
      .select({
        ...itemColumns,
        model: { slug: models.slug, name: models.name },
        params: paramsOf(params),
        values: foundValues(stretch),
      })
      .from(versions)
      .innerJoin(found, sql`found.id = versions.id`)
      .innerJoin(models, eq(models.id, versions.modelId))
      .orderBy(foundOrder(stretch))
  })
  const item = ({ row }: (typeof rows)[number]): FoundVersion => ({
    ...itemView(row.model.slug, row, ctx.now()),
    modelName: row.model.name,
    params: row.params ?? {},
  })
  return page(rows, limit, item, (row) => row.cursor)
}

/** The rows of `versions`, `models` beside them, that the caller sees and everything that was asked for is true of. */
export async function thoseVersions(
  db: ReadDb,
  ctx: Ctx,
  organizationId: string,
  { filter, model, state, life }: Narrowed,
): Promise<{ from: SQL; where: SQL }> {
  const meanings = await meaningsOf(db, organizationId, filter)
  const asked = versionsThat(filter, { ctx, organizationId, meanings })
  const all = [
    sql`versions.organization_id = ${organizationId} and models.organization_id = ${organizationId}`,
    asked.is,
    visibleModels(ctx, organizationId),
    lifeIs(livesOf(filter, life), { life, model }),
  ]
  if (model) all.push(sql`versions.model_id = ${idOfSlug('model', organizationId, model)}`)
  if (state) all.push(sql`versions.state = ${state}`)
  return {
    from: sql`versions join models on models.id = versions.model_id`,
    where: sql.join(all, sql` and `),
  }
}

/** Archived is a version that is, or whose model is; who asks for one model means its versions alone. */
function lifeIs(lives: SQL, { life, model }: Pick<Narrowed, 'life' | 'model'>): SQL {
  if (model) return sql`${there('models')} and versions.life = any(${lives})`
  if (life === 'archived')
    return sql`${there('models')} and versions.life <> 'deleted'
      and (versions.life = 'archived' or models.life = 'archived')`
  return sql`models.life = any(${lives}) and versions.life = any(${lives})`
}

function paramsOf(keys: readonly string[] | undefined) {
  type Params = SQL<Record<string, Json> | null>
  if (!keys?.length) return sql`null` as Params
  return sql`(select json_object_agg(p.key, p.value order by p.key) from version_params p
    where p.version_id = versions.id and p.key = any(${texts(keys)}))` as Params
}
