import { type SQL, sql } from 'drizzle-orm'
import { models } from '@/db/schema/tables'
import type { Ctx } from '../actor'
import { visibleModels } from '../visibility'

/**
 * The condition under which the caller sees a row of `run_outputs`. Bytes that became part of versions
 * are as visible as one of those versions; a run must not open what a restricted model closes.
 */
export function visibleOutputs(ctx: Ctx, organizationId: string): SQL {
  const made = (condition: SQL) => sql`exists (
    select 1 from versions v
    join version_files f on f.version_id = v.id
    join ${models} on ${models.id} = v.model_id
    where v.run_id = run_outputs.run_id and f.name = run_outputs.path
      and f.sha256 = run_outputs.sha256 and ${condition})`
  const seen = visibleModels(ctx, organizationId)
  return sql`(not ${made(sql`not ${seen}`)} or ${made(seen)})`
}
