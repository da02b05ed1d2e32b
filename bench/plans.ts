import type { Pool } from 'pg'
import type { Ctx } from '@/lib/actor'
import type { List, Who } from './lists'
import { recorded, type Sent } from './record'

// What has fewer rows is read whole sooner than through an index.
const bigFrom = 1000

/** How PostgreSQL answers a list. */
export interface Plan {
  list: string
  /** Indexes that it goes by, the tables that it reads whole left out. */
  indexes: string[]
  /** Big tables that it reads from end to end, or most of the way. */
  scanned: string[]
  /** Rows read of big tables, those thrown away again included. */
  rowsRead: number
  /** Pages of 8 KiB, from memory or disk. */
  pages: number
  ms: number
}

/**
 * Asks each list once, through its own function, and has PostgreSQL explain every statement that was sent
 * for it. `pool` connects as the owner of the tables.
 */
export async function explainLists(
  pool: Pool,
  lists: readonly List[],
  callers: Record<Who, Ctx>,
): Promise<Plan[]> {
  const big = await bigTables(pool)
  const plans: Plan[] = []
  for (const list of lists) {
    const { sent } = await recorded(() => list.ask(callers[list.as]))
    const told = await explainAll(pool, sent)
    plans.push(planOf(list.name, told, big))
  }
  return plans
}

/** A node of `explain (format json)`, as far as it is looked at. */
interface Node {
  'Node Type': string
  'Relation Name'?: string
  'Index Name'?: string
  'Actual Rows'?: number
  'Actual Loops'?: number
  'Rows Removed by Filter'?: number
  'Rows Removed by Index Recheck'?: number
  'Shared Hit Blocks'?: number
  'Shared Read Blocks'?: number
  Plans?: Node[]
}

interface Explained {
  Plan: Node
  'Execution Time': number
}

async function explainAll(pool: Pool, sent: readonly Sent[]): Promise<Explained[]> {
  const told: Explained[] = []
  for (const { text, values } of sent) {
    if (!/^[\s(]*(select|with)\b/i.test(text)) continue
    const explain = `explain (analyze, buffers, format json) ${text}`
    const { rows } = await pool.query<{ 'QUERY PLAN': Explained[] }>({ text: explain, values })
    told.push(...(rows[0]?.['QUERY PLAN'] ?? []))
  }
  return told
}

function planOf(list: string, told: readonly Explained[], big: ReadonlyMap<string, number>): Plan {
  const nodes = told.flatMap(({ Plan }) => withinOf(Plan))
  const ofBig = nodes.filter((node) => big.has(node['Relation Name'] ?? ''))
  const rowsOf = (node: Node) =>
    (node['Actual Loops'] ?? 1) *
    ((node['Actual Rows'] ?? 0) +
      (node['Rows Removed by Filter'] ?? 0) +
      (node['Rows Removed by Index Recheck'] ?? 0))
  const pagesOf = ({ Plan }: Explained) =>
    (Plan['Shared Hit Blocks'] ?? 0) + (Plan['Shared Read Blocks'] ?? 0)
  return {
    list,
    indexes: unique(nodes.map((node) => node['Index Name'])),
    scanned: unique(
      ofBig
        .filter((node) => node['Node Type'] === 'Seq Scan')
        // Where a limit stops it early, reading in order of the table is the shorter way.
        .filter((node) => rowsOf(node) > (big.get(node['Relation Name'] ?? '') ?? 0) / 2)
        .map((node) => node['Relation Name']),
    ),
    rowsRead: Math.round(sum(ofBig.map(rowsOf))),
    pages: sum(told.map(pagesOf)),
    ms: sum(told.map((one) => one['Execution Time'])),
  }
}

function withinOf(node: Node): Node[] {
  return [node, ...(node.Plans ?? []).flatMap(withinOf)]
}

async function bigTables(pool: Pool): Promise<Map<string, number>> {
  const { rows } = await pool.query<{ name: string; rows: number }>(
    `select relname as name, reltuples::float8 as rows from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace
      and reltuples >= $1`,
    [bigFrom],
  )
  return new Map(rows.map(({ name, rows }) => [name, rows]))
}

function unique(names: (string | undefined)[]): string[] {
  return [...new Set(names.filter((name) => name !== undefined))].sort()
}

const sum = (values: readonly number[]) => values.reduce((all, one) => all + one, 0)
