import { type SQL, sql } from 'drizzle-orm'
import { projectsOf } from './recipients'

/**
 * Whether a person is a member of an organization and sees a model of it, or none is meant: `canSee()` as SQL,
 * for many people at once.
 */
export function seesSql(person: SQL, organization: SQL, model: SQL): SQL {
  return sql`(exists (select 1 from members mb where mb.organization_id = ${organization}
      and mb.person_id = ${person} and mb.removed_at is null)
    and (${model} is null or exists (select 1 from models seen where seen.id = ${model}
      and seen.life <> 'deleted'
      and (seen.access_mode = 'organization' or exists (select 1 from held_roles h
        where h.organization_id = ${organization} and h.person_id = ${person}
          and (h.scope_id = seen.id or h.scope_id in (${projectsOf(sql`seen.id`)})
            or (h.scope_kind = 'organization' and h.role in ('admin', 'auditor'))))))))`
}
