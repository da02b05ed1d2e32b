import { type SQL, sql } from 'drizzle-orm'
import type { Sorts } from '../search/order'

const id = { is: sql`models.id`, type: 'id' } as const

/** What lists of models can be sorted by; metrics are those of the version that `version` points at. */
export function modelSorts(organizationId: string, version: SQL): Sorts {
  return {
    id: id.is,
    created: sql`models.created_at`,
    fields: {
      updated: { keys: [{ is: sql`models.updated_at`, type: 'time' }, id] },
      created: { keys: [{ is: sql`models.created_at`, type: 'time' }, id] },
      name: { keys: [{ is: sql`models.name`, type: 'text' }, id] },
      newest: {
        // One by one (`offset 0`): a join would read all versions for the few that are the newest.
        join: sql`join lateral (select v.created_at from versions v
          where v.id = models.newest_version_id offset 0) nv on true`,
        keys: [{ is: sql`nv.created_at`, type: 'time' }, id],
        lacks: sql`models.newest_version_id is null`,
      },
      versions: { keys: [{ is: sql`models.version_count`, type: 'number' }, id] },
    },
    named: {
      metric: (key) => {
        const is = sql`x.value < 'NaN'::float8`
        return {
          join: sql`join version_metrics x on x.version_id = ${version}
            and x.organization_id = ${organizationId} and x.key = ${key}`,
          where: is,
          keys: [{ is: sql`x.value`, type: 'float' }, id],
          lacks: sql`not exists (select 1 from version_metrics x where x.version_id = ${version}
            and x.key = ${key} and ${is})`,
        }
      },
    },
  }
}
