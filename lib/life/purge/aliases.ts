import { sql } from 'drizzle-orm'
import type { Ctx } from '../../actor'
import type { Tx } from '../../door'

/**
 * Removes the aliases of an organization's projects whose file is gone: neither a run nor a dataset version
 * has it any more. Answers how many.
 */
export async function dropLostAliases(
  tx: Tx,
  ctx: Ctx,
  organizationId: string,
): Promise<{ aliases?: number }> {
  const { rows } = await tx.execute<{ lost: number }>(sql`
    with lost as (
      delete from datum_aliases a using projects p
      where p.id = a.project_id and p.organization_id = ${organizationId}
        and not exists (select 1 from run_outputs o where o.id = a.datum_id)
        and not exists (select 1 from dataset_version_files f where f.datum_id = a.datum_id)
      returning a.project_id, a.name),
    told as (
      insert into alias_moves (id, organization_id, kind, scope_id, name, at)
      select gen_random_uuid(), ${organizationId}, 'datum', project_id, name,
        ${ctx.now().toISOString()} from lost)
    select count(*)::int as lost from lost`)
  const lost = rows[0]?.lost ?? 0
  return lost > 0 ? { aliases: lost } : {}
}
