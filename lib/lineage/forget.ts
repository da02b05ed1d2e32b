import { type SQL, sql } from 'drizzle-orm'
import type { Tx } from '../door'
import { uuids } from '../visibility'

/**
 * Takes things whose files were let go out of the lineage, but for those that something was made of: what
 * came before them still led to that. Their parts are told to nobody any more either way.
 */
export async function forgetNodes(tx: Tx, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return
  await tx.execute(sql`delete from lineage_edges
    where to_id = any(${uuids(ids)}) and from_kind = 'file' and quiet`)
  await forgetFiles(tx, sql`select id from unnest(${uuids(ids)}) as w(id)`)
}

/** The same for nodes that a query answers as `id`. */
export async function forgetFiles(tx: Tx, which: SQL): Promise<void> {
  await tx.execute(sql`
    with gone as materialized (
      select w.id from (${which}) w
      where not exists (select 1 from lineage_edges l where l.from_id = w.id and not l.quiet)),
    parts as (delete from lineage_edges l using gone where l.from_id = gone.id),
    sources as (delete from lineage_edges l using gone where l.to_id = gone.id)
    delete from recall_effects e using gone where e.node_id = gone.id`)
}
