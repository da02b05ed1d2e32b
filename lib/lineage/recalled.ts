import { type SQL, sql } from 'drizzle-orm'
import { models } from '@/db/schema/tables'
import type { Ctx } from '../actor'
import type { ReadDb } from '../door'
import { isoTime } from '../prepared'
import { visibleOutputs } from '../runs/visible'
import type { Warning } from '../view'
import { uuids, visibleModels } from '../visibility'
import type { RecallNotice } from './view'

/** Whether a recall that holds now has reached a node. */
export function recalledNow(id: SQL): SQL<boolean> {
  return sql<boolean>`exists (select 1 from recall_effects e join recalls rc on rc.id = e.recall_id
    where e.node_id = ${id} and rc.lifted_at is null)`
}

/** The recalls that hold now and reach each of some nodes, oldest first, in one query; others are left out. */
export async function recallNotices(
  db: ReadDb,
  ctx: Ctx,
  organizationId: string,
  ids: readonly string[],
): Promise<Map<string, RecallNotice[]>> {
  // A file is as bad as what its run took, told or not.
  const { rows } = await db.execute<{ node: string } & RecallNotice & Record<string, unknown>>(sql`
    select w.node, rc.id, case when ${visibleSubject(ctx, organizationId)} then rc.uri end as uri, rc.reason,
      p.name as by, ${isoTime(sql`rc.created_at`)} as at, rc.subject_id = w.node as itself
    from (
      select w.id as node, e.recall_id from unnest(${uuids(ids)}) as w(id)
      join recall_effects e on e.node_id = w.id
      union
      select o.id, e.recall_id from run_outputs o join recall_effects e on e.node_id = o.run_id
      where o.id = any(${uuids(ids)})) w
    join recalls rc on rc.id = w.recall_id join people p on p.id = rc.created_by
    where rc.lifted_at is null and rc.organization_id = ${organizationId}
    order by rc.created_at, rc.id`)
  const found = new Map<string, RecallNotice[]>()
  for (const { node, ...row } of rows) {
    const notice = row.uri === null ? { ...row, reason: 'You may not see why.' } : row
    found.set(node, [...(found.get(node) ?? []), notice])
  }
  return found
}

/** The condition under which the caller sees what a row `rc` of `recalls` is about. */
export function visibleSubject(ctx: Ctx, organizationId: string): SQL {
  return sql`case rc.kind
    when 'version' then exists (select 1 from versions v join ${models} on models.id = v.model_id
      where v.id = rc.subject_id and ${visibleModels(ctx, organizationId)})
    when 'file' then exists (select 1 from run_outputs where run_outputs.id = rc.subject_id
        and ${visibleOutputs(ctx, organizationId)})
      or exists (select 1 from dataset_version_files f where f.datum_id = rc.subject_id
        and not exists (select 1 from run_outputs o where o.id = f.datum_id))
    else true end`
}

/** What a user of something should know of the recalls that reach it. */
export function recallWarnings(notices: readonly RecallNotice[] = []): Warning[] {
  return notices.map((notice) => ({ code: 'recalled', message: tellRecall(notice) }))
}

/** "Made from dataset://pets/v2, which Ana recalled on 2026-11-25: wrong labels." */
export function tellRecall({ uri, by, at, reason, itself }: RecallNotice): string {
  const why = `on ${at.slice(0, 10)}: ${/[.!?]$/.test(reason) ? reason : `${reason}.`}`
  if (itself) return `${by} recalled this ${why}`
  return `Made from ${uri ?? 'something that you may not see'}, which ${by} recalled ${why}`
}
