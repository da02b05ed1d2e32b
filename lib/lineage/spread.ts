import { sql } from 'drizzle-orm'
import type { Ctx } from '../actor'
import type { Tx } from '../door'
import { uuids } from '../visibility'

/** Where edges are added, and the nodes that most of them start at. */
export interface Place {
  organizationId: string
  from: readonly string[]
}

/**
 * Runs what adds edges, and lets active recalls reach what these lead to: `add` answers the nodes that
 * edges from an affected one now lead to, each with its recall, or null. Transactions that add edges run side
 * by side, but not beside one that lets a recall spread: neither would see what the other adds. Where
 * that is to be expected, none is let in from the start; two that found out later would wait for each other.
 */
export async function spreadRecalls(
  tx: Tx,
  ctx: Ctx,
  { organizationId, from }: Place,
  add: () => Promise<object[] | null>,
): Promise<void> {
  await tx.execute(sql`
    select case when exists (select 1 from recall_effects e join recalls r on r.id = e.recall_id
        where e.node_id = any(${uuids(from)}) and r.lifted_at is null)
      then pg_advisory_xact_lock(${lockOf(organizationId)})
      else pg_advisory_xact_lock_shared(${lockOf(organizationId)}) end`)
  // In a statement of its own, which sees what was committed before the lock was given.
  const seeds = await add()
  if (!seeds) return
  await lockLineage(tx, organizationId)
  await tx.execute(sql`
    with recursive reach(recall_id, kind, id) as (
      select recall, kind, id from json_to_recordset(${JSON.stringify(seeds)}::json)
        as w(recall uuid, kind node_kind, id uuid)
      union
      select w.recall_id, l.to_kind, l.to_id
      from reach w join lineage_edges l on l.from_id = w.id and not l.quiet
      where not exists (select 1 from recall_effects e
        where e.recall_id = w.recall_id and e.node_id = l.to_id))
    insert into recall_effects (recall_id, kind, node_id, at)
    select recall_id, kind, id, ${ctx.now().toISOString()}::timestamptz from reach
    on conflict do nothing`)
}

/** Waits until nothing adds to the lineage of an organization, and keeps it so until the transaction ends. */
export async function lockLineage(tx: Tx, organizationId: string): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(${lockOf(organizationId)})`)
}

const lockOf = (organizationId: string) => sql`hashtextextended(${`lineage ${organizationId}`}, 0)`
