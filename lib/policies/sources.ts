import { type SQL, sql } from 'drizzle-orm'
import type { PolicySource } from './effective'

/**
 * The policies that bear on the row of `models` of the outer query, as one JSON column, so that a list needs
 * no query of its own for them. Those of deleted projects hold too: deleting one loosens nothing.
 */
export function policiesOf(): SQL<PolicySource[]> {
  return sql<PolicySource[]>`coalesce((
    select json_agg(json_build_object('scope', pol.scope_kind, 'scopeId', pol.scope_id,
      'name', case pol.scope_kind
        when 'organization' then (select o.slug from organizations o where o.id = pol.scope_id)
        when 'project' then (select p.slug from projects p where p.id = pol.scope_id)
        else models.slug end,
      'revision', pol.revision, 'rules', pol.rules))
    from policies pol
    where pol.scope_id = any(array[models.organization_id, models.id]
      || array(select mp.project_id from model_projects mp where mp.model_id = models.id))
  ), '[]'::json)`
}
