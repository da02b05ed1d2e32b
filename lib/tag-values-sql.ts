import { type SQL, sql } from 'drizzle-orm'

/** The tags with a value of the row of `versions` or `models` of the outer query, by key. */
export function tagValuesOf(kind: 'version' | 'model'): SQL<Record<string, string>> {
  const [table, id, of] = [`${kind}_tags`, `${kind}_id`, `${kind}s`].map((name) => sql.raw(name))
  return sql<
    Record<string, string>
  >`(select coalesce(json_object_agg(t.key, t.value order by t.key),
    '{}'::json) from ${table} t where t.${id} = ${of}.id)`
}
