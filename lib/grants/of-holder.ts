import { type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import { grantScopeEnum } from '@/db/schema/tables'
import type { Ctx } from '../actor'
import type { ReadDb } from '../door'
import { there } from '../life/there'
import { RoleName } from '../members/view'
import { query } from '../query'
import { findServiceAccount, ServiceAccountRef } from '../service-accounts/find'
import { findTeam, TeamRef } from '../teams/find'
import { visibleModels } from '../visibility'

/** A role that a team or a service account holds, and on what. */
export const HeldRole = z
  .object({
    id: z.string().describe('Of the grant'),
    role: RoleName,
    on: z.enum(grantScopeEnum.enumValues),
    slug: z.string().describe('Of the model, the project or the organization'),
    name: z.string(),
  })
  .meta({ id: 'HeldRole' })
export type HeldRole = z.infer<typeof HeldRole>

export const HeldRoles = z.object({ items: z.array(HeldRole) })

/** What a team holds: in the organization, on projects, on models that the caller sees; 1000 at most. */
export const listRolesOfTeam = query({
  action: 'team.list',
  input: TeamRef,
  load: (db, input, ctx) => findTeam(db, ctx, input),
  run: ({ db, subject: { access, team }, ctx }) => rolesOf(db, ctx, access.organizationId, team.id),
})

/** The same of a service account. */
export const listRolesOfServiceAccount = query({
  action: 'service_account.list',
  input: ServiceAccountRef,
  load: (db, input, ctx) => findServiceAccount(db, ctx, input),
  run: ({ db, subject: { access, account }, ctx }) =>
    rolesOf(db, ctx, access.organizationId, account.id),
})

async function rolesOf(db: ReadDb, ctx: Ctx, organizationId: string, holder: string) {
  const seen: SQL = visibleModels(ctx, organizationId)
  const { rows } = await db.execute<HeldRole & Record<string, unknown>>(sql`
    select g.id, g.role, g.scope_kind as on, coalesce(o.slug, p.slug, models.slug) as slug,
      coalesce(o.name, p.name, models.name) as name
    from role_grants g
    left join organizations o on o.id = g.scope_id
    left join projects p on p.id = g.scope_id and ${there('p')}
    left join models on models.id = g.scope_id and ${there('models')} and ${seen}
    where g.organization_id = ${organizationId} and g.principal_id = ${holder}
      and num_nonnulls(o.id, p.id, models.id) = 1
    order by g.scope_kind, slug, g.role
    limit 1000`)
  return { items: [...rows] }
}
