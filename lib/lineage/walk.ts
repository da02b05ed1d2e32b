import { type SQL, sql } from 'drizzle-orm'
import type { ReadDb } from '../door'
import { uuids } from '../visibility'
import type { Node } from './edges'
import type { LineageEdge } from './view'

export type Way = 'up' | 'down'

/** Which end of an edge is the nearer one, and which the one beyond. */
const ends = {
  up: { near: sql.raw('l.to_id'), far: sql.raw('l.from_id'), kind: sql.raw('l.from_kind') },
  down: { near: sql.raw('l.from_id'), far: sql.raw('l.to_id'), kind: sql.raw('l.to_kind') },
} as const

export interface Walk {
  /** By distance from the root, which is the one id of the first. */
  levels: string[][]
  /** The first distance at which nodes were left out; null where none was. */
  cutAt: number | null
}

/**
 * The nodes within `depth` steps of one, nearest first and each once, in one query; of those that are
 * equally near the newest, when there are more than `most` altogether.
 */
export async function walk(
  db: ReadDb,
  root: Node,
  way: Way,
  { depth, most }: { depth: number; most: number },
): Promise<Walk> {
  const { near, far } = ends[way]
  const room = sql`(${most}::int - cardinality(w.seen))`
  // A list in a subquery of its own is hashed, once for each level, where an array would be searched.
  const { rows } = await db.execute<{ ids: string[]; cut: boolean }>(sql`
    with recursive walk(depth, ids, seen, cut) as (
      select 0, array[${root.id}::uuid], array[${root.id}::uuid], false
      union all
      select w.depth + 1, next.ids[1:${room}], w.seen || next.ids[1:${room}],
        cardinality(next.ids) > ${room}
      from walk w cross join lateral (
        select array_agg(found.id order by found.id desc) as ids from (
          select distinct ${far} as id from lineage_edges l
          where ${near} = any(w.ids) and ${told(root)}
            and ${far} not in (select s.id from unnest(w.seen) as s(id))) found) next
      where w.depth < ${depth}::int and not w.cut and next.ids is not null)
    select ids, cut from walk order by depth`)
  const cut = rows.findIndex((row) => row.cut)
  return { levels: rows.map(({ ids }) => ids), cutAt: cut < 0 ? null : cut }
}

/**
 * Everything that can be reached from a node, itself first, as the recursive query `reach(kind, id)`. Each
 * step takes all new nodes at once, which reads the index in its order; `union` drops what was reached
 * before, so that a cycle ends.
 */
export function reach(root: Node, way: Way): SQL {
  const { near, far, kind } = ends[way]
  return sql`reach(kind, id) as (
    select ${root.kind}::node_kind, ${root.id}::uuid
    union
    select ${kind}, ${far}
    from (select array_agg(new.id) as ids from (select id from reach) new) step
    join lineage_edges l on ${near} = any(step.ids) and ${told(root)})`
}

/** The edges among some nodes. */
export async function edgesAmong(
  db: ReadDb,
  root: Node,
  ids: readonly string[],
): Promise<LineageEdge[]> {
  const { rows } = await db.execute<LineageEdge & Record<string, unknown>>(sql`
    select l.from_id as from, l.to_id as to, l.role from lineage_edges l
    where l.from_id = any(${uuids(ids)}) and l.to_id in (select unnest(${uuids(ids)}))
      and ${told(root)}
    order by l.from_id, l.to_id, l.role`)
  return rows
}

/** Whether an edge `l` is told to who asks for `root`: a quiet one only at a file. */
export function told(root: Node): SQL {
  if (root.kind !== 'file') return sql`not l.quiet`
  return sql`(not l.quiet or ${root.id}::uuid in (l.from_id, l.to_id))`
}
