import { and, desc, eq, ne, type SQL, sql } from 'drizzle-orm'
import { models } from '@/db/schema/tables'
import { can } from '../access'
import type { Ctx } from '../actor'
import { abilityOnAliases } from '../aliases/ability'
import { servingWhere } from '../deployments/serving-sql'
import type { ReadDb } from '../door'
import { notFound } from '../errors'
import { outOfUse } from '../life/state'
import { there } from '../life/there'
import { findOrganization } from '../organizations/find'
import { decodeCursor, page, TimeCursor } from '../page'
import { given, prepared } from '../prepared'
import { query } from '../query'
import { SortedCursor } from '../search/order'
import { readFilter } from '../search/read'
import { idOfSlug } from '../slugs'
import { tagValuesOf } from '../tag-values-sql'
import { OrganizationRef, type Page, PageInput } from '../view'
import { sightOf, visiblePrepared } from '../visibility'
import { findModel, ModelRef, type ModelTarget } from './find'
import { modelColumns, modelView } from './load'
import { ModelSearch, pageOfModels } from './search'
import type { Model, ModelWithAbilities } from './view'

/** Models of the organization that the caller sees, last changed first unless another order is asked for. */
export const listModels = query({
  action: 'model.read',
  input: OrganizationRef.extend({
    ...ModelSearch.shape,
    limit: PageInput.shape.limit,
    cursor: SortedCursor,
  }),
  load: (_db, input, ctx) => findOrganization(ctx, input.org),

  async run({ db, subject, input, ctx }): Promise<Page<Model>> {
    const { organizationId } = subject.organization
    const filter = readFilter(input.q, 'models')
    if (filter || input.sort !== undefined)
      return pageOfModels(db, ctx, organizationId, { ...input, filter })
    const after = decodeCursor(input.cursor, TimeCursor)
    const { state, tag, project, life = 'live', limit } = input
    const rows = await search(db, {
      state: state !== undefined,
      tag: Boolean(tag),
      project: project !== undefined,
      after: after !== null,
    }).execute({
      ...sightOf(ctx, organizationId),
      organizationId,
      life,
      state,
      tags: tag && [tag],
      project,
      at: after?.[0],
      id: after?.[1],
      limit: limit + 1,
    })
    return page(rows, limit, modelView, ({ row }) => [row.updatedAt, row.id])
  },
})

interface Narrowed {
  state: boolean
  tag: boolean
  project: boolean
  after: boolean
}

const search = prepared((db, { state, tag, project, after }: Narrowed) => {
  const conditions = [
    eq(models.organizationId, given('organizationId')),
    eq(models.life, given('life')),
    visiblePrepared(),
    state && sql`newest.state = ${given('state')}`,
    tag && sql`${models.tags} @> ${given('tags')}::text[]`,
    project && inProject(),
    after &&
      sql`(${models.updatedAt}, ${models.id}) < (${given('at')}::timestamptz, ${given('id')}::uuid)`,
  ]
  const all = db.select(modelColumns).from(models)
  // Joined rather than compared, so that PostgreSQL knows how rare a state is and where to begin.
  const joined = state
    ? all.innerJoin(sql`versions newest`, sql`newest.id = models.newest_version_id`)
    : all
  return joined
    .where(and(...conditions.filter((condition): condition is SQL => Boolean(condition))))
    .orderBy(desc(models.updatedAt), desc(models.id))
    .limit(given('limit'))
})

/** One model, with what the caller may do to it. */
export const getModel = query({
  action: 'model.read',
  input: ModelRef,
  load: (db, input, ctx) => findModel(db, ctx, input),

  async run({ db, subject, ctx }): Promise<ModelWithAbilities> {
    const { id } = subject.model
    const [found] = await db
      .select({
        ...modelColumns,
        serving: servingWhere(sql`sv.model_id = models.id`),
        tagValues: tagValuesOf('model'),
      })
      .from(models)
      .where(and(eq(models.id, id), ne(models.life, 'deleted')))
    if (!found) throw gone()
    const { serving, tagValues, ...row } = found
    const names = subject.policy.protectedAliases.map(({ value }) => value.name)
    const protectedAliases = [...new Set(names)]
    const { registeredName, slug } = subject.model
    return {
      ...modelView(row),
      registeredName: registeredName === slug ? null : registeredName,
      ...{ serving, tagValues, protectedAliases },
      abilities: abilitiesOn(ctx, subject),
    }
  },
})

/** The view of a model that is already found. */
export async function viewModel(db: ReadDb, subject: ModelTarget): Promise<Model> {
  const [found] = await db
    .select(modelColumns)
    .from(models)
    .where(and(eq(models.id, subject.model.id), ne(models.life, 'deleted')))
  if (!found) throw gone()
  return modelView(found)
}

const gone = () => notFound('This model is gone.')

function abilitiesOn(ctx: Ctx, subject: ModelTarget): ModelWithAbilities['abilities'] {
  const { access, model } = subject
  const registers = can(ctx, 'version.register', access)
  const reason = outOfUse(model.slug, model)
  return {
    update: can(ctx, 'model.update', access),
    configure: can(ctx, 'model.configure', access),
    register: registers.ok && reason ? { ok: false, reason } : registers,
    archive: can(ctx, 'model.archive', access),
    restore: can(ctx, 'model.restore', access),
    delete: can(ctx, 'model.delete', access),
    alias: abilityOnAliases(ctx, subject),
  }
}

function inProject(): SQL {
  return sql`exists (select 1 from model_projects mp join projects p on p.id = mp.project_id
    where mp.model_id = models.id and ${there('p')}
      and p.id = ${idOfSlug('project', given('organizationId'), given('project'))})`
}
