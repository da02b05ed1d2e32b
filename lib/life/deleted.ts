import { type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import { can, membershipOf, rolesAllow, type Subject } from '../access'
import type { Ctx } from '../actor'
import { findOrganization } from '../organizations/find'
import { decodeCursor, page, TimeCursor } from '../page'
import { paths } from '../paths'
import { personView } from '../people'
import { query } from '../query'
import { dayMs } from '../time'
import { versionUri } from '../uri'
import { Ability, ActorView, Instant, OrganizationRef, type Page, PageInput } from '../view'
import { uuids, visibleModels } from '../visibility'
import { isInOneOf, projectIds } from './projects'
import { keptDays, restorableUntil } from './state'

export const Deleted = z
  .object({
    kind: z.enum(['model', 'version', 'project', 'dataset']),
    uri: z.string(),
    name: z.string(),
    slug: z.string().describe('Of the project, dataset or model'),
    version: z.number().int().nullable(),
    deletedAt: Instant,
    deletedBy: ActorView.nullable(),
    restorableUntil: Instant,
    abilities: z.object({ restore: Ability }),
  })
  .meta({ id: 'Deleted' })
export type Deleted = z.infer<typeof Deleted>

/**
 * What was deleted and can still come back, last deleted first: for those who could restore it and for
 * auditors. A version of a deleted model comes back with its model or after it.
 */
export const listDeleted = query({
  action: 'organization.read',
  input: OrganizationRef.extend(PageInput.shape),
  load: (_db, input, ctx) => findOrganization(ctx, input.org),

  async run({ db, subject, input, ctx }): Promise<Page<Deleted>> {
    const { organizationId, slug: org } = subject.organization
    const after = decodeCursor(input.cursor, TimeCursor)
    const since = new Date(ctx.now().getTime() - keptDays * dayMs).toISOString()
    const open = (table: SQL) => sql`${table}.organization_id = ${organizationId}
      and ${table}.life = 'deleted' and ${table}.purged_at is null and ${table}.deleted_at > ${since}
      and ${after ? sql`(${table}.deleted_at, ${table}.id) < (${after[0]}::timestamptz, ${after[1]}::uuid)` : sql`true`}`
    const first = (table: SQL) =>
      sql`order by ${table}.deleted_at desc, ${table}.id desc limit ${input.limit + 1}`
    const { whole, models, projects } = keptBy(ctx, organizationId)
    const ofModel = sql`${visibleModels(ctx, organizationId)} and (${whole}
      or models.id = any(${models}) or ${isInOneOf('model', sql`models.id`, projects)})`
    const modelColumns = sql`models.slug, ${projectIds('model', sql`models.id`)} as projects, models.id as model, models.access_mode = 'restricted' as restricted`
    const { rows } = await db.execute<Row>(sql`
      select *, ${personView(sql`found.deleted_by`)} as by from (
        (select 'model' as kind, models.id, models.name, models.deleted_at, models.deleted_by,
            ${modelColumns}, null::int as version
          from models where ${open(sql`models`)} and ${ofModel} ${first(sql`models`)})
        union all
        (select 'version', v.id, models.name, v.deleted_at, v.deleted_by, ${modelColumns}, v.number
          from versions v join models on models.id = v.model_id
          where ${open(sql`v`)} and models.life <> 'deleted' and ${ofModel} ${first(sql`v`)})
        union all
        (select 'project', p.id, p.name, p.deleted_at, p.deleted_by, p.slug, array[p.id], null, false, null
          from projects p where ${open(sql`p`)} and (${whole} or p.id = any(${projects})) ${first(sql`p`)})
        union all
        (select 'dataset', d.id, d.slug, d.deleted_at, d.deleted_by, d.slug,
            ${projectIds('dataset', sql`d.id`)}, null, false, null
          from datasets d where ${open(sql`d`)} and (${whole} or ${isInOneOf('dataset', sql`d.id`, projects)}) ${first(sql`d`)})
      ) found order by deleted_at desc, id desc limit ${input.limit + 1}`)
    return page(
      rows,
      input.limit,
      (row) => deletedView(ctx, org, organizationId, row),
      (row) => [new Date(row.deleted_at).toISOString(), row.id],
    )
  },
})

interface Row extends Record<string, unknown> {
  kind: Deleted['kind']
  id: string
  name: string
  slug: string
  version: number | null
  deleted_at: string
  by: ActorView | null
  projects: string[]
  model: string | null
  restricted: boolean
}

function deletedView(ctx: Ctx, org: string, organizationId: string, row: Row): Deleted {
  const { kind, slug, version, projects, model, restricted } = row
  const access: Subject = { organizationId, projectIds: projects, modelId: model, restricted }
  const at = new Date(row.deleted_at)
  const uris = {
    model: `model://${slug}/`,
    version: versionUri(slug, version ?? 0),
    project: paths.project(org, slug),
    dataset: `dataset://${slug}/`,
  }
  return {
    kind,
    uri: uris[kind],
    name: version === null ? row.name : `${row.name} v${version}`,
    slug,
    version,
    deletedAt: at.toISOString(),
    deletedBy: row.by,
    restorableUntil: restorableUntil(at).toISOString(),
    abilities: { restore: can(ctx, `${kind}.restore`, access) },
  }
}

/** Where the caller's roles let them restore; the auditor and the hub see all there is. */
function keptBy(ctx: Ctx, organizationId: string): Record<'whole' | 'models' | 'projects', SQL> {
  const held = (membershipOf(ctx, organizationId)?.grants ?? []).filter(
    ({ role }) => role === 'auditor' || rolesAllow([role], 'model.restore'),
  )
  const of = (scope: string) => held.filter((grant) => grant.scope === scope)
  const ids = (scope: string) => uuids(of(scope).map(({ scopeId }) => scopeId))
  const whole = ctx.actor.kind === 'system' || of('organization').length > 0
  return { whole: whole ? sql`true` : sql`false`, models: ids('model'), projects: ids('project') }
}
