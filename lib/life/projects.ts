import { type SQL, sql } from 'drizzle-orm'
import { there } from './there'

type Kind = 'model' | 'dataset'

/**
 * The ids of the projects that something belongs to, as an array column. A deleted project counts for
 * nobody: roles in it rest until it is restored.
 */
export function projectIds(kind: Kind, id: SQL): SQL<string[]> {
  return sql`array(select mp.project_id ${links(kind, id)})`
}

/** Whether something belongs to one of certain projects that are there; `ids` is an array of uuid. */
export function isInOneOf(kind: Kind, id: SQL, ids: SQL): SQL {
  return sql`exists (select 1 ${links(kind, id)} and mp.project_id = any(${ids}))`
}

function links(kind: Kind, id: SQL): SQL {
  return sql`from ${sql.raw(`${kind}_projects`)} mp join projects p on p.id = mp.project_id
    where mp.${sql.raw(`${kind}_id`)} = ${id} and ${there('p')}`
}
