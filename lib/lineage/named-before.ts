import { sql } from 'drizzle-orm'
import type { Ctx } from '../actor'
import type { Tx } from '../door'
import { uuids } from '../visibility'
import { addEdgesFrom, type Node } from './edges'
import { outsideDigest } from './external'

/**
 * Other systems may name a version of ours before it is registered. It is kept as outside data then, under
 * the URI that the version will have, and the version takes its place once it is there.
 */

/**
 * Lets nobody register a version until the transaction ends: an event that names one that is not there is
 * kept before it comes, or sees it. Comes before every other lock of what adds to the lineage.
 */
export async function lockNames(tx: Tx, organizationId: string): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(${lockOf(organizationId)})`)
}

/** Lets no event name what is not there until the transaction ends; others may register meanwhile. */
export async function holdNames(tx: Tx, organizationId: string): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock_shared(${lockOf(organizationId)})`)
}

const lockOf = (organizationId: string) =>
  sql`hashtextextended(${`lineage names ${organizationId}`}, 0)`

/**
 * Puts something of ours that was just registered in the place of the outside data that was kept for it, by
 * the URIs that name it. What is known of that data stays on record. The caller holds the names.
 */
export async function linkNamedBefore(
  tx: Tx,
  ctx: Ctx,
  organizationId: string,
  { node, uris }: { node: Node; uris: readonly string[] },
): Promise<void> {
  const digests = JSON.stringify(uris.map(outsideDigest))
  const { rows } = await tx.execute<{ id: string }>(sql`
    select d.id from json_array_elements_text(${digests}::json) w(digest)
    join external_data d on d.organization_id = ${organizationId} and d.uri_digest = w.digest`)
  if (rows.length === 0) return
  const from = rows.map(({ id }) => id)
  const named = uuids(from)
  const [kind, id] = [sql`${node.kind}::node_kind`, sql`${node.id}::uuid`]
  // What a run of ours took and made is on record by itself.
  await addEdgesFrom(
    tx,
    ctx,
    { organizationId, from },
    sql`select l.from_kind, l.from_id, ${kind} as to_kind, ${id} as to_id, l.role, false as quiet
      from lineage_edges l where l.to_id = any(${named}) and l.from_kind = 'external_run'
      union all
      select ${kind}, ${id}, l.to_kind, l.to_id, l.role, false
      from lineage_edges l where l.from_id = any(${named}) and l.to_kind = 'external_run'`,
  )
  // It may have been recalled by itself, under the name that it has now.
  await tx.execute(sql`
    insert into recall_effects (recall_id, kind, node_id, at)
    select recall_id, ${kind}, ${id}, ${ctx.now().toISOString()}::timestamptz
    from recall_effects where node_id = any(${named})
    on conflict do nothing`)
  await tx.execute(sql`delete from lineage_edges
    where from_id = any(${named}) or to_id = any(${named})`)
  await tx.execute(sql`delete from recall_effects e using recalls r
    where r.id = e.recall_id and e.node_id = any(${named}) and r.subject_id <> e.node_id`)
}
