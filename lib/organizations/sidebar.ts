import { sql } from 'drizzle-orm'
import { unreadSql } from '../notifications/list'
import { inboxOf } from '../notifications/own'
import type { ProjectName } from '../projects/view'
import { query } from '../query'
import { OrganizationRef } from '../view'
import { findOrganization } from './find'

interface Sidebar extends Record<string, unknown> {
  /** 500 at most, by slug. */
  projects: ProjectName[]
  /** Notifications that the caller has not read; counts to 100. */
  unread: number
}

/** What the frame of every page shows besides what the caller brings along: one query for all of it. */
export const getSidebar = query({
  action: 'project.read',
  input: OrganizationRef,
  load: (_db, input, ctx) => findOrganization(ctx, input.org),

  async run({ db, subject: { access }, ctx }): Promise<Sidebar> {
    const { organizationId } = access
    const { rows } = await db.execute<Sidebar>(sql`select
      coalesce((select json_agg(json_build_object('slug', p.slug, 'name', p.name) order by p.slug)
        from (select slug, name from projects
          where organization_id = ${organizationId} and life = 'live' order by slug limit 500) p), '[]'::json) as projects,
      ${unreadSql(inboxOf(ctx), organizationId)} as unread`)
    return rows[0] ?? { projects: [], unread: 0 }
  },
})
