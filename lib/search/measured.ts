import { type SQL, sql } from 'drizzle-orm'
import type { Term } from '../filter/tree'
import { readMetric, readNumber } from '../filter/values'
import { type Condition, sure } from './condition'
import type { Scope } from './scope'
import { float, isEquality, numberIs, wordIs } from './values'

/** `metric.accuracy>0.9` of a version. */
export function versionMetric(id: SQL, term: Term, { organizationId }: Scope): Condition {
  return sure(sql`exists (select 1 from version_metrics x where x.version_id = ${id}
    and x.organization_id = ${organizationId} and x.key = ${term.name}
    and ${anyNumber(sql`x.value`, term)})`)
}

/** `param.depth<=6`, `param.optimizer:adam*` of a version. */
export function versionParam(id: SQL, term: Term, { organizationId }: Scope): Condition {
  return sure(sql`exists (select 1 from version_params x where x.version_id = ${id}
    and x.organization_id = ${organizationId} and x.key = ${term.name}
    and ${anyParam({ number: sql`x.number`, word: sql`x.word` }, term)})`)
}

/** The same of a run, by the latest value of each metric. */
export function runMetric(term: Term): Condition {
  return sure(sql`exists (select 1 from run_summaries x where x.run_id = runs.id
    and x.key = ${term.name} and ${anyNumber(sql`x.value`, term)})`)
}

export function runParam(term: Term): Condition {
  const value = sql`runs.params -> ${term.name}::text`
  const number = sql`(case when jsonb_typeof(${value}) = 'number' then (${value})::float8 end)`
  const word = sql`left(runs.params ->> ${term.name}::text, 100)`
  return sure(sql`coalesce(${anyParam({ number, word }, term)}, false)`)
}

function anyNumber(column: SQL, { op, values }: Term): SQL {
  const ways = values.map((text) => {
    const number = readMetric(text)
    return number === null ? sql`false` : numberIs(column, op, number)
  })
  return sql`(${sql.join(ways, sql` or `)})`
}

function anyParam({ number, word }: { number: SQL; word: SQL }, { op, values }: Term): SQL {
  const ways = values.map((text) => {
    const value = readNumber(text)
    if (!isEquality(op)) return value === null ? sql`false` : numberIs(number, op, value)
    const said = wordIs(word, [text.slice(0, 100)])
    return value === null ? said : sql`(${number} = ${float(value)} or ${said})`
  })
  return sql`(${sql.join(ways, sql` or `)})`
}
