import { sql } from 'drizzle-orm'
import { type edgeRoles, lineageEdges, type nodeKinds } from '@/db/schema/tables'
import type { Ctx } from '../actor'
import type { Tx } from '../door'

/** What may stand in the lineage; its id is unique over all kinds. */
export interface Node {
  kind: (typeof nodeKinds)[number]
  id: string
}

/** `from → to` follows the data. */
export interface Edge {
  from: Node
  to: Node
  role: (typeof edgeRoles)[number]
  /** Only told to who asks for the file at its beginning: see the column. */
  quiet?: boolean
}

/**
 * The one way into the lineage. An edge that is there already stays; one that was quiet speaks up when it
 * is said again aloud.
 */
export async function addEdges(
  tx: Tx,
  ctx: Ctx,
  organizationId: string,
  edges: readonly Edge[],
): Promise<void> {
  if (edges.length === 0) return
  const rows = edges.map(({ from, to, role, quiet = false }) => ({
    from_kind: from.kind,
    from_id: from.id,
    to_kind: to.kind,
    to_id: to.id,
    role,
    quiet,
  }))
  await tx.execute(sql`
    insert into ${lineageEdges}
      (organization_id, from_kind, from_id, to_kind, to_id, role, quiet, created_at)
    select ${organizationId}, from_kind, from_id, to_kind, to_id, role, bool_and(quiet), ${ctx.now().toISOString()}
    from json_to_recordset(${JSON.stringify(rows)}::json) as w(
      from_kind node_kind, from_id uuid, to_kind node_kind, to_id uuid, role edge_role, quiet boolean)
    group by from_kind, from_id, to_kind, to_id, role
    order by from_id, to_id, role
    on conflict (from_id, to_id, role) do update set quiet = false
      where lineage_edges.quiet and not excluded.quiet`)
}
