import { type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Subject } from '../access'
import type { ReadDb } from '../door'
import { findModel, ModelRef } from '../models/find'
import { decodeCursor, page } from '../page'
import { findProject, ProjectRef } from '../projects/find'
import { query } from '../query'
import { type Page, PageInput } from '../view'
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

/** Who has a role in a project, each with where it comes from: those given right here first. */
export const listProjectAccess = query({
  action: 'project.access',
  input: ProjectRef.extend(PageInput.shape),
  load: (db, input, ctx) => findProject(db, ctx, input),
  run: ({ db, subject: { access }, input }) => listAccess(db, access, input),
})

async function listAccess(
  db: ReadDb,
  { organizationId, projectIds = [], modelId, restricted = false }: Subject,
  { limit, cursor }: z.output<typeof PageInput>,
): Promise<Page<Access>> {
  const after = decodeCursor(cursor, z.tuple([z.int(), z.uuid()]))
  const here = modelId ? 'model' : 'project'
  // Roles of the nearest place first, people with one of those first.
  const rank = sql`(case g.scope_kind when ${here} then 0 when 'project' then 1 else 2 end)`
  const opening = sql`(g.scope_kind <> 'organization' or g.role in ('admin', 'auditor'))`
  const conditions: SQL[] = [
    ...(restricted ? [sql`bool_or(${opening})`] : []),
    ...(after
      ? [
          sql`(min(${rank}), lower(p.name), p.id) >
            (${after[0]}, (select lower(c.name) from people c where c.id = ${after[1]}), ${after[1]}::uuid)`,
        ]
      : []),
  ]
  const { rows } = await db.execute<Row>(sql`
    select json_build_object('id', p.id, 'name', p.name, 'email', p.email) as person,
      min(${rank}) as rank,
      json_agg(json_build_object('role', g.role, 'from', g.scope_kind, 'project', pr.slug,
        'id', case when g.scope_kind = ${here} then g.id end) order by ${rank}, pr.slug, g.role) as grants
    from members m
    join people p on p.id = m.person_id
    join role_grants g on g.organization_id = m.organization_id and g.principal_id = m.person_id
      and g.principal_kind = 'person'
      and g.scope_id = any(${uuids([organizationId, ...projectIds, ...(modelId ? [modelId] : [])])})
    left join projects pr on g.scope_kind = 'project' and pr.id = g.scope_id
    where m.organization_id = ${organizationId} and m.removed_at is null
    group by p.id
    ${conditions.length > 0 ? sql`having ${sql.join(conditions, sql` and `)}` : sql``}
    order by min(${rank}), lower(p.name), p.id
    limit ${limit + 1}`)
  const view = ({ person, grants }: Row): Access => ({ person, grants })
  return page([...rows], limit, view, (row) => [row.rank, row.person.id])
}

interface Row extends Access, Record<string, unknown> {
  rank: number
}
