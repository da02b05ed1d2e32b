import { type SQL, sql } from 'drizzle-orm'
import { aliases } from '@/db/schema/tables'
import type { Tx } from '../door'
import { few, named } from '../life/held'

/** The first few aliases of a model that lead somewhere, by name. */
export async function aliasesLeading(tx: Tx, where: SQL, slug: string) {
  const rows = await tx
    .select({
      uri: sql<string>`'model://' || ${slug}::text || '/' || ${aliases.name}`,
      total: sql<number>`count(*) over ()::int`,
    })
    .from(aliases)
    .where(where)
    .orderBy(aliases.name)
    .limit(named)
  return few(rows)
}
