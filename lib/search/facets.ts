import { type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import type { ReadDb } from '../door'

/** What there is among the rows that a filter is true of, each value with how many rows have it. */
export const Facets = z
  .object({
    total: z.object({
      count: z.number().int().describe('Rows that were counted, 1000 at most'),
      more: z.boolean().describe('There are more rows, which were not counted'),
    }),
    facets: z.array(
      z.object({
        key: z.string().describe('As in a filter: state, field.risk'),
        label: z.string(),
        values: z.array(
          z.object({ value: z.string(), label: z.string(), count: z.number().int() }),
        ),
      }),
    ),
  })
  .meta({ id: 'Facets' })
export type Facets = z.infer<typeof Facets>

/** The rows that facets are counted over: newest first, and only so many of them. */
export interface Counted {
  /** What of a row the facets are made of. */
  columns: SQL
  from: SQL
  where: SQL
  order: SQL
}

/** One facet: `rows` selects `value, label` once for each row of `found` that has it. */
export interface Facet {
  key: string
  label: string
  rows: SQL
}

const most = 1000

/** Counts facets in one query. `more` selects `key, name, value, label`, for facets that the data names. */
export async function countFacets(
  db: ReadDb,
  { columns, from, where, order }: Counted,
  facets: readonly Facet[],
  more?: SQL,
): Promise<Facets> {
  const parts = facets.map(
    ({
      key,
      rows,
    }) => sql`(select ${key}::text as key, null::text as name, value, label, count(*)::int as count
      from (${rows}) r(value, label) group by value, label order by count(*) desc, value limit 20)`,
  )
  if (more)
    parts.push(sql`(select key, name, value, label, count(*)::int as count
      from (${more}) r(key, name, value, label) group by 1, 2, 3, 4 order by count(*) desc, value limit 200)`)
  type Row = {
    key: string | null
    name: string | null
    value: string
    label: string
    count: number
  }
  const { rows } = await db.execute<Row & Record<string, unknown>>(sql`
    with those as materialized (select ${columns} from ${from} where ${where} order by ${order} limit ${most + 1}),
      found as materialized (select * from those limit ${most})
    select null::text as key, null::text as name, null::text as value, null::text as label,
      count(*)::int as count from those
    union all ${sql.join(parts, sql` union all `)}`)
  const count = rows.find(({ key }) => key === null)?.count ?? 0
  const named = new Map(facets.map(({ key, label }) => [key, label]))
  for (const { key, name } of rows) if (key !== null && name !== null) named.set(key, name)
  return {
    total: { count: Math.min(count, most), more: count > most },
    facets: [...named].map(([key, label]) => ({
      key,
      label,
      values: rows
        .filter((row) => row.key === key)
        .map(({ value, label, count }) => ({ value, label, count })),
    })),
  }
}

/**
 * What each row `f` of `found` has, by a query of its own: a thousand looks into an index, where a join would
 * read a big table whole.
 */
export const eachHas = (has: SQL) => sql`from found f cross join lateral (${has} offset 0) has`

/** The people of a column of `found`: by address, which is theirs alone, with their names. */
export const peopleOf = (column: SQL) =>
  sql`select p.email, p.name from found f join people p on p.id = ${column}`

export const tagsOf = sql`select tag, tag from found f cross join unnest(f.tags) tag`
