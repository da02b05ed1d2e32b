import { type SQL, sql } from 'drizzle-orm'
import type { edgeRoles, nodeKinds } from '@/db/schema/tables'
import type { Ctx } from '../actor'
import type { Tx } from '../door'
import { type Place, spreadRecalls } from './spread'

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
 * The one way into the lineage, for edges known here; `addEdgesFrom()` is the same for those that the
 * database finds.
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
  const from = edges.map((edge) => edge.from.id)
  await addEdgesFrom(
    tx,
    ctx,
    { organizationId, from },
    sql`select * from json_to_recordset(${JSON.stringify(rows)}::json) as w(from_kind node_kind,
      from_id uuid, to_kind node_kind, to_id uuid, role edge_role, quiet boolean)`,
  )
}

/**
 * Adds the edges that a query answers, with the columns of `lineage_edges` from `from_kind` to `quiet`. An
 * edge that is there already stays; one that was quiet speaks up when it is said again aloud, and so does
 * the edge to a file that is used by something else now. What an active recall reached spreads along them.
 */
export async function addEdgesFrom(tx: Tx, ctx: Ctx, place: Place, edges: SQL): Promise<void> {
  const { organizationId } = place
  await spreadRecalls(tx, ctx, place, async () => {
    const { rows } = await tx.execute<{ seeds: object[] | null }>(sql`
      with put as (
        insert into lineage_edges as had
          (organization_id, from_kind, from_id, to_kind, to_id, role, quiet, created_at)
        select ${organizationId}, from_kind, from_id, to_kind, to_id, role, bool_and(quiet),
          ${ctx.now().toISOString()}::timestamptz
        from (${edges}) w
        group by from_kind, from_id, to_kind, to_id, role
        order by from_id, to_id, role
        on conflict (from_id, to_id, role) do update set quiet = false
          where had.quiet and not excluded.quiet
        returning from_kind, from_id, to_kind, to_id, quiet),
      spoken as (
        update lineage_edges l set quiet = false
        from (select distinct from_id from put where from_kind = 'file' and not quiet) used
        where l.to_id = used.from_id and l.role = 'output' and l.quiet
        returning l.from_kind, l.from_id, l.to_kind, l.to_id, l.quiet)
      select json_agg(distinct jsonb_build_object('recall', r.id, 'kind', said.to_kind, 'id', said.to_id))
        as seeds
      from (select * from put union all select * from spoken) said
      join recall_effects e on e.node_id = said.from_id
      join recalls r on r.id = e.recall_id and r.lifted_at is null
      where exists (select 1 from recalls a
          where a.organization_id = ${organizationId} and a.lifted_at is null)
        and (not said.quiet or (said.from_kind = 'file' and said.from_id = r.subject_id))`)
    return rows[0]?.seeds ?? null
  })
}

/**
 * Makes the edges to files quiet that lead only to what their own run registered: the run leads there
 * directly. `into` is what was registered.
 */
export async function hushFiles(tx: Tx, into: string): Promise<void> {
  await tx.execute(sql`
    update lineage_edges l set quiet = true
    from (select from_id from lineage_edges
      where to_id = ${into} and from_kind = 'file' and quiet) part
    where l.to_id = part.from_id and l.role = 'output' and not l.quiet
      -- In order, or PostgreSQL expects as many edges from each file as the largest runs have outputs.
      and (select true from lineage_edges o where o.from_id = part.from_id and not o.quiet
        order by o.to_id limit 1) is null`)
}
