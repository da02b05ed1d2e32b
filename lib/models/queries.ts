import { and, desc, eq, ilike, ne, or, type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import { models, states, versions } from '@/db/schema/tables'
import { can } from '../access'
import type { Ctx } from '../actor'
import type { ReadDb } from '../door'
import { notFound } from '../errors'
import { outOfUse } from '../life/state'
import { there } from '../life/there'
import { findOrganization } from '../organizations/find'
import { decodeCursor, page, TimeCursor } from '../page'
import { personView } from '../people'
import { query } from '../query'
import { idOfSlug } from '../slugs'
import { ListedLife, OrganizationRef, PageInput, Slug } from '../view'
import { visibleModels } from '../visibility'
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
    const conditions = [
      eq(models.organizationId, organizationId),
      eq(models.life, input.life),
      visibleModels(ctx, organizationId),
      input.q && named(input.q),
      input.state && sql`(${newest('state')}) = ${input.state}`,
      input.tag && sql`${input.tag} = any(models.tags)`,
      input.project && inProject(organizationId, input.project),
      after &&
        sql`(${models.updatedAt}, ${models.id}) < (${after[0]}::timestamptz, ${after[1]}::uuid)`,
    ]
    const rows = await db
      .select(columns)
      .from(models)
      .where(and(...conditions.filter((condition): condition is SQL => Boolean(condition))))
      .orderBy(desc(models.updatedAt), desc(models.id))
      .limit(input.limit + 1)
    return page(rows, input.limit, modelView, ({ row }) => [row.updatedAt.toISOString(), row.id])
  },
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
  row: models,
  owner: personView(sql`models.owner_id`),
  projects: sql<string[]>`array(select p.slug from model_projects mp
    join projects p on p.id = mp.project_id
    where mp.model_id = models.id and ${there('p')} order by p.slug)`,
  newest: newest('brief') as SQL<Model['newest']>,
  latest: sql<Model['latest']>`(${highest(sql`and v.state = 'approved'`, brief())})`,
}

interface Row {
  row: typeof models.$inferSelect
  owner: Model['owner']
  projects: string[]
  newest: Model['newest']
  latest: Model['latest']
}

function modelView({ row, owner, projects, newest, latest }: Row): Model {
  return {
    slug: row.slug,
    name: row.name,
    uri: `model://${row.slug}/`,
    description: row.description,
    accessMode: row.accessMode,
    life: row.life,
    tags: row.tags,
    projects,
    owner,
    newest,
    latest,
    versions: row.versionCount,
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
  }
}

function newest(what: 'state' | 'brief'): SQL {
  const column = what === 'state' ? sql`v.state` : brief()
  return sql`(${highest(sql``, column)})`
}

function highest(narrow: SQL, column: SQL): SQL {
  return sql`select ${column} from ${versions} v where v.model_id = models.id
    and v.life = 'live' ${narrow} order by v.number desc limit 1`
}

function brief(): SQL {
  return sql`json_build_object('version', v.number, 'state', v.state,
    'createdAt', to_char(v.created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))`
}

function named(text: string): SQL | undefined {
  const pattern = `%${text.replace(/[\\%_]/g, '\\$&')}%`
  return or(ilike(models.name, pattern), ilike(models.slug, pattern))
}

function inProject(organizationId: string, slug: string): SQL {
  return sql`exists (select 1 from model_projects mp join projects p on p.id = mp.project_id
    where mp.model_id = models.id and ${there('p')}
      and p.id = ${idOfSlug('project', organizationId, slug)})`
}
