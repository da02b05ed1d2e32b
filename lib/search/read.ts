import { type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import { invalid } from '../errors'
import { parsedFilter } from '../filter/check'
import type { Subject } from '../filter/keys'
import { asColumn, type Filter, limits } from '../filter/tree'
import { ListedLife } from '../view'
import { leavesOf } from './condition'

/** The filter of a request. */
export const FilterText = z
  .string()
  .max(4 * limits.characters)
  .describe('A filter such as state:approved metric.accuracy>0.9')

/** As `ListedLife`; left out, it is the filter that says. */
export const SearchedLife = ListedLife.unwrap().optional()

/** Reads the filter of a request; throws invalid with every problem and where it is. */
export function readFilter(text: string | undefined, subject: Subject): Filter | null {
  if (text === undefined) return null
  const parsed = parsedFilter(text, subject)
  if (parsed.ok) return parsed.filter
  const problems = parsed.problems.map(asColumn)
  const [first] = problems
  const said = first ? `${first.message} (column ${first.column})` : 'This is no filter.'
  throw invalid(`q: ${said}`, { fields: { q: said }, details: { problems } })
}

/** Which lives a list holds: those that were asked for, or all where the filter asks for archived ones. */
export function livesOf(filter: Filter | null, life: z.output<typeof SearchedLife>): SQL {
  const asks = leavesOf(filter).some(
    (leaf) => leaf.kind === 'term' && leaf.key === 'is' && leaf.values.includes('archived'),
  )
  const usual = asks ? ['live', 'archived'] : ['live']
  return sql`${sql.param(life ? [life] : usual)}::life[]`
}
