import { sql } from 'drizzle-orm'
import type { Sort, Sorts } from '../search/order'

const id = { is: sql`versions.id`, type: 'id' } as const

/** What lists of versions can be sorted by, in queries over `versions` joined with `models`. */
export function versionSorts(organizationId: string): Sorts {
  const measured = (
    table: 'version_metrics' | 'version_params',
    value: string,
    key: string,
  ): Sort => {
    const of = sql`${sql.raw(table)} x on x.version_id = versions.id
      and x.organization_id = ${organizationId} and x.key = ${key}`
    const column = sql.raw(`x.${value}`)
    // Above it PostgreSQL puts NaN only.
    const is = sql`${column} < 'NaN'::float8`
    return {
      join: sql`join ${of}`,
      where: is,
      keys: [
        { is: column, type: 'float' },
        { is: sql`x.version_id`, type: 'id' },
      ],
      lacks: sql`not exists (select 1 from ${sql.raw(table)} x where x.version_id = versions.id
        and x.key = ${key} and ${is})`,
    }
  }
  return {
    id: id.is,
    created: sql`versions.created_at`,
    fields: {
      created: { keys: [{ is: sql`versions.created_at`, type: 'time' }, id] },
      decided: {
        where: sql`versions.decided_at is not null`,
        keys: [{ is: sql`versions.decided_at`, type: 'time' }, id],
        lacks: sql`versions.decided_at is null`,
      },
      number: { keys: [{ is: sql`versions.number`, type: 'number' }, id] },
      model: {
        keys: [
          { is: sql`models.name`, type: 'text' },
          { is: sql`models.id`, type: 'id' },
          { is: sql`versions.number`, type: 'number' },
        ],
      },
      size: {
        keys: [
          {
            is: sql`(select coalesce(sum(f.size), 0)::bigint from version_files f
              where f.version_id = versions.id)`,
            type: 'number',
          },
          id,
        ],
      },
    },
    named: {
      metric: (key) => measured('version_metrics', 'value', key),
      param: (key) => measured('version_params', 'number', key),
    },
  }
}
