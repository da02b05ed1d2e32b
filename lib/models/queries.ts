import { and, desc, eq, ilike, ne, or, type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import { models, states, versions } from '@/db/schema/tables'
import { can } from '../access'
import type { Ctx } from '../actor'
import type { ReadDb } from '../door'
import { notFound } from '../errors'
import { fieldValues } from '../fields/queries'
import { outOfUse } from '../life/state'
import { there } from '../life/there'
import { likePattern } from '../like'
import { findOrganization } from '../organizations/find'
import { decodeCursor, page, TimeCursor } from '../page'
import { personView } from '../people'
import { given, isoTime, prepared } from '../prepared'
import { query } from '../query'
import { idOfSlug } from '../slugs'
import { ListedLife, OrganizationRef, PageInput, Slug } from '../view'
import { sightOf, visiblePrepared } from '../visibility'
import { findModel, ModelRef, type ModelTarget } from './find'
import type { Model, ModelWithAbilities } from './view'

/** Models of the organization that the caller sees, last changed first. */
export const listModels = query({
  action: 'model.read',
  input: OrganizationRef.extend({
    ...PageInput.shape,
    q: z.string().trim().max(200).optional().describe('Part of the name or slug'),
    state: z.enum(states).optional().describe('State of the newest version'),
    project: Slug.optional(),
    tag: z.string().max(64).optional(),
    life: ListedLife,
  }),
  load: (_db, input, ctx) => findOrganization(ctx, input.org),

  async run({ db, subject, input, ctx }) {
    const { organizationId } = subject.organization
    const after = decodeCursor(input.cursor, TimeCursor)
    const { q, state, tag, project, life, limit } = input
    const rows = await search(db, {
      q: Boolean(q),
      state: state !== undefined,
      tag: Boolean(tag),
      project: project !== undefined,
      after: after !== null,
    }).execute({
      ...sightOf(ctx, organizationId),
      organizationId,
      life,
      pattern: q && likePattern(q),
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
  q: boolean
  state: boolean
  tag: boolean
  project: boolean
  after: boolean
}

const search = prepared((db, { q, state, tag, project, after }: Narrowed) => {
  const conditions = [
    eq(models.organizationId, given('organizationId')),
    eq(models.life, given('life')),
    visiblePrepared(),
    q && or(ilike(models.name, given('pattern')), ilike(models.slug, given('pattern'))),
    state && sql`newest.state = ${given('state')}`,
    tag && sql`${models.tags} @> ${given('tags')}::text[]`,
    project && inProject(),
    after &&
      sql`(${models.updatedAt}, ${models.id}) < (${given('at')}::timestamptz, ${given('id')}::uuid)`,
  ]
  const all = db.select(columns).from(models)
  // Joined rather than compared, so that PostgreSQL knows how rare a state is and where to begin.
  const joined = state
    ? all.innerJoin(sql`lateral (${highest(sql``, sql`v.state`)}) newest`, sql`true`)
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
    const model = await viewModel(db, subject)
    return { ...model, abilities: abilitiesOn(ctx, subject) }
  },
})

/** The view of a model that is already found. */
export async function viewModel(db: ReadDb, subject: ModelTarget): Promise<Model> {
  const [found] = await db
    .select(columns)
    .from(models)
    .where(and(eq(models.id, subject.model.id), ne(models.life, 'deleted')))
  if (!found) throw notFound('This model is gone.')
  return modelView(found)
}

function abilitiesOn(ctx: Ctx, { access, model }: ModelTarget): ModelWithAbilities['abilities'] {
  const registers = can(ctx, 'version.register', access)
  const reason = outOfUse(model.slug, model)
  return {
    update: can(ctx, 'model.update', access),
    configure: can(ctx, 'model.configure', access),
    register: registers.ok && reason ? { ok: false, reason } : registers,
    archive: can(ctx, 'model.archive', access),
    restore: can(ctx, 'model.restore', access),
    delete: can(ctx, 'model.delete', access),
  }
}

// Column names are spelled out inside SQL: Drizzle drops their table where only one is selected from.
const columns = {
  row: {
    id: models.id,
    slug: models.slug,
    name: models.name,
    description: models.description,
    accessMode: models.accessMode,
    life: models.life,
    tags: models.tags,
    versionCount: models.versionCount,
    createdAt: isoTime(sql`models.created_at`),
    updatedAt: isoTime(sql`models.updated_at`),
  },
  owner: personView(sql`models.owner_id`),
  projects: sql<string[]>`array(select p.slug from model_projects mp
    join projects p on p.id = mp.project_id
    where mp.model_id = models.id and ${there('p')} order by p.slug)`,
  fields: fieldValues(sql`models.id`),
  newest: sql<Model['newest']>`(${highest(sql``, brief())})`,
  latest: sql<Model['latest']>`(${highest(sql`and v.state = 'approved'`, brief())})`,
}

interface Row {
  row: Pick<
    typeof models.$inferSelect,
    'id' | 'slug' | 'name' | 'description' | 'accessMode' | 'life' | 'tags' | 'versionCount'
  > & { createdAt: string; updatedAt: string }
  owner: Model['owner']
  projects: string[]
  fields: Model['fields']
  newest: Model['newest']
  latest: Model['latest']
}

function modelView({ row, owner, projects, fields, newest, latest }: Row): Model {
  return {
    slug: row.slug,
    name: row.name,
    uri: `model://${row.slug}/`,
    description: row.description,
    accessMode: row.accessMode,
    life: row.life,
    tags: row.tags,
    projects,
    fields,
    owner,
    newest,
    latest,
    versions: row.versionCount,
    createdAt: row.createdAt,
    updatedAt: row.updatedAt,
  }
}

function highest(narrow: SQL, column: SQL): SQL {
  return sql`select ${column} from ${versions} v where v.model_id = models.id
    and v.life = 'live' ${narrow} order by v.number desc limit 1`
}

function brief(): SQL {
  return sql`json_build_object('version', v.number, 'state', v.state,
    'createdAt', ${isoTime(sql`v.created_at`)})`
}

function inProject(): SQL {
  return sql`exists (select 1 from model_projects mp join projects p on p.id = mp.project_id
    where mp.model_id = models.id and ${there('p')}
      and p.id = ${idOfSlug('project', given('organizationId'), given('project'))})`
}
