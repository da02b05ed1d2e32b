import { type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Subject } from '../access'
import type { ReadDb } from '../door'
import { findModel, ModelRef } from '../models/find'
import { findOrganization } from '../organizations/find'
import { decodeCursor, page } from '../page'
import { findProject, ProjectRef } from '../projects/find'
import { query } from '../query'
import { OrganizationRef, type Page, PageInput } from '../view'
import { uuids } from '../visibility'
import type { Access } from './view'

/**
 * Who sees a model, each with the roles held on it and where they come from: those given right here first.
 * Roles in the organization open no restricted model but to admins and auditors, and then count as well.
 */
export const listModelAccess = query({
  action: 'model.access',
  input: ModelRef.extend(PageInput.shape),
  load: (db, input, ctx) => findModel(db, ctx, input),
  run: ({ db, subject: { access }, input }) => listAccess(db, access, input),
})

/**
 * Who has a role in a project: members, teams and service accounts, each with where it comes from; those
 * given right here first.
 */
export const listProjectAccess = query({
  action: 'project.access',
  input: ProjectRef.extend(PageInput.shape),
  load: (db, input, ctx) => findProject(db, ctx, input),
  run: ({ db, subject: { access }, input }) => listAccess(db, access, input),
})

/** Who has a role in the organization as a whole. */
export const listOrganizationAccess = query({
  action: 'organization.access',
  input: OrganizationRef.extend(PageInput.shape),
  load: (_db, input, ctx) => findOrganization(ctx, input.org),
  run: ({ db, subject: { access }, input }) => listAccess(db, access, input),
})

async function listAccess(
  db: ReadDb,
  { organizationId, projectIds = [], modelId, restricted = false }: Subject,
  { limit, cursor }: z.output<typeof PageInput>,
): Promise<Page<Access>> {
  const after = decodeCursor(cursor, z.tuple([z.int(), z.uuid()]))
  const here = modelId ? 'model' : projectIds.length > 0 ? 'project' : 'organization'
  // Roles of the nearest place first, whoever has one of those first.
  const rank = sql`(case h.scope_kind when ${here} then 0 when 'project' then 1 else 2 end)`
  const opening = sql`(h.scope_kind <> 'organization' or h.role in ('admin', 'auditor'))`
  const conditions: SQL[] = [
    ...(restricted ? [sql`bool_or(${opening})`] : []),
    ...(after
      ? [
          sql`(min(${rank}), lower(h.name), h.id) >
            (${after[0]}, (select lower(c.name) from held c where c.id = ${after[1]} limit 1), ${after[1]}::uuid)`,
        ]
      : []),
  ]
  const scopes = uuids([organizationId, ...projectIds, ...(modelId ? [modelId] : [])])
  const { rows } = await db.execute<Row>(sql`
    with held as (
      select 'person' as kind, p.id, p.name, p.email, null as slug,
        r.scope_kind, r.scope_id, r.role, r.grant_id,
        case when t.id is not null then json_build_object('slug', t.slug, 'name', t.name) end as through
      from held_roles r
      join members m on m.organization_id = r.organization_id and m.person_id = r.person_id
        and m.removed_at is null
      join people p on p.id = r.person_id
      left join teams t on t.id = r.team_id
      where r.organization_id = ${organizationId} and r.scope_id = any(${scopes})
      union all
      select 'team', t.id, t.name, null, t.slug, g.scope_kind, g.scope_id, g.role, g.id, null
      from role_grants g join teams t on t.id = g.principal_id and t.removed_at is null
      where g.principal_kind = 'team' and g.organization_id = ${organizationId}
        and g.scope_id = any(${scopes})
      union all
      select 'serviceAccount', s.id, s.name, null, s.slug, g.scope_kind, g.scope_id, g.role, g.id, null
      from role_grants g join service_accounts s on s.id = g.principal_id and s.disabled_at is null
      where g.principal_kind = 'service_account' and g.organization_id = ${organizationId}
        and g.scope_id = any(${scopes}))
    select h.kind, h.id, h.name, h.email, h.slug, min(${rank}) as rank,
      json_agg(json_build_object('role', h.role, 'from', h.scope_kind, 'project', pr.slug,
        'through', h.through,
        'id', case when h.scope_kind = ${here} and h.through is null then h.grant_id end)
        order by ${rank}, pr.slug, h.role) as grants
    from held h
    left join projects pr on h.scope_kind = 'project' and pr.id = h.scope_id
    group by h.kind, h.id, h.name, h.email, h.slug
    ${conditions.length > 0 ? sql`having ${sql.join(conditions, sql` and `)}` : sql``}
    order by min(${rank}), lower(h.name), h.id
    limit ${limit + 1}`)
  return page([...rows], limit, view, (row) => [row.rank, row.id])
}

function view({ kind, id, name, email, slug, grants }: Row): Access {
  const named = { slug: slug ?? '', name }
  return {
    person: kind === 'person' ? { id, name, email: email ?? '' } : null,
    team: kind === 'team' ? named : null,
    serviceAccount: kind === 'serviceAccount' ? named : null,
    grants,
  }
}

interface Row extends Pick<Access, 'grants'>, Record<string, unknown> {
  kind: 'person' | 'team' | 'serviceAccount'
  id: string
  name: string
  email: string | null
  slug: string | null
  rank: number
}
