import { type SQL, sql } from 'drizzle-orm'
import { given } from '../prepared'

/**
 * The ids of the models of `organizationId` that are called, or were once called, by one of `slugs`: without
 * these, both are given to the prepared query that this is part of. Rows of `id`, `slug` and `former`.
 */
export function holdersOfSlugs(organizationId?: string, slugs?: readonly string[]): SQL {
  const asked = sql`organization_id = ${organizationId ?? given('organizationId')}
    and slug = any(${slugs ? sql.param(slugs) : given('slugs')}::text[])`
  return sql`(select id, slug, false as former from models where ${asked}
    union all select model_id, slug, true from model_redirects where ${asked})`
}
