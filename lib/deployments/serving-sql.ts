import { type SQL, sql } from 'drizzle-orm'
import { there } from '../life/there'
import { isoTime } from '../prepared'
import type { ServingHere } from './view'

/**
 * Where versions serve now, as a subselect; `which` says of which rows `sv` of `serving_versions`. Every
 * member sees deployments, so that the caller has to see these versions already.
 */
export function servingWhere(which: SQL): SQL<ServingHere[]> {
  return sql<ServingHere[]>`coalesce((
    select json_agg(json_build_object('deployment', d.slug, 'project', p.slug, 'target', d.target,
      'revision', d.revision, 'version', sn.number, 'weight', sv.weight,
      'since', ${isoTime(sql`sv.since`)}) order by d.slug, sn.number desc)
    from serving_versions sv join deployments d on d.id = sv.deployment_id
    join projects p on p.id = d.project_id join versions sn on sn.id = sv.version_id
    where ${there('p')} and ${which}), '[]'::json)`
}
