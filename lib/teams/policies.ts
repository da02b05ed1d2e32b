import { sql } from 'drizzle-orm'
import type { ReadDb } from '../door'

/**
 * The policies that name a team, as people call them: "the policy of the model churn". Those of what was
 * purged bear on nothing any more.
 */
export async function policiesNaming(
  db: ReadDb,
  organizationId: string,
  team: string,
): Promise<string[]> {
  const { rows } = await db.execute<{ name: string }>(sql`
    select case pol.scope_kind
        when 'organization' then 'the policy of the organization'
        when 'project' then 'the policy of the project ' || p.slug
        else 'the policy of the model ' || m.slug end as name
    from policies pol
    left join projects p on p.id = pol.scope_id
    left join models m on m.id = pol.scope_id
    where pol.organization_id = ${organizationId}
      and (pol.rules->'approvals'->'teams' ? ${team}::text
        or exists (select 1 from jsonb_array_elements(coalesce(pol.rules->'protectedAliases', '[]')) a
          where jsonb_typeof(a) = 'object' and a->'teams' ? ${team}::text))
      and p.purged_at is null and m.purged_at is null
    order by pol.scope_kind, name`)
  return rows.map(({ name }) => name)
}
