import { type SQL, sql } from 'drizzle-orm'
import { models } from '@/db/schema/tables'
import type { Ctx } from '../actor'
import type { Tx } from '../door'
import { few, named } from '../life/held'
import type { Holders } from '../life/holders'
import { visibleModels } from '../visibility'

/**
 * The live versions of live models that certain runs made; `runs` is a condition on `r`. Those that the
 * caller may not see are counted, never named.
 */
export async function versionsGrown(
  tx: Tx,
  ctx: Ctx,
  organizationId: string,
  runs: SQL,
): Promise<Holders> {
  const { rows } = await tx.execute<{ uri: string | null; total: number }>(sql`
    select case when seen then 'model://' || slug || '/v' || number end as uri, total
    from (
      select ${models.slug} as slug, v.number, ${visibleModels(ctx, organizationId)} as seen,
        count(*) over ()::int as total
      from runs r join versions v on v.run_id = r.id join ${models} on ${models.id} = v.model_id
      where v.life = 'live' and ${models.life} = 'live' and ${runs}
    ) grown
    order by seen desc, slug, number desc limit ${named}`)
  return { ...few(rows), way: 'archive these versions' }
}
