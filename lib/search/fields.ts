import { type SQL, sql } from 'drizzle-orm'
import { personBehind } from '../actor'
import type { Operator, Term } from '../filter/tree'
import { intervalOf, readNumber } from '../filter/values'
import { type Condition, sure } from './condition'
import { peopleCalled } from './people'
import type { Scope } from './scope'
import { isEquality, numberIs, patterns } from './values'

/** `field.risk:high`: what an organization's own field says of a model. What is asked depends on its kind. */
export function fieldIs({ name, op, values }: Term, scope: Scope): Condition {
  const ways = values.map(
    (value) => sql`case fd.kind
      when 'number' then ${asNumber(op, value)}
      when 'date' then ${asDate(op, value, scope)}
      when 'person' then ${asPerson(op, value, scope)}
      else ${asText(op, value)} end`,
  )
  return sure(sql`exists (select 1 from model_fields mf join field_definitions fd on fd.id = mf.field_id
    where mf.model_id = models.id and fd.organization_id = ${scope.organizationId}
      and fd.key = ${name} and fd.removed_at is null and (${sql.join(ways, sql` or `)}))`)
}

const text = sql`(mf.value #>> '{}')`

function asNumber(op: Operator, value: string): SQL {
  const number = readNumber(value)
  if (number === null) return sql`false`
  const column = sql`(case when jsonb_typeof(mf.value) = 'number' then mf.value::float8 end)`
  return numberIs(column, op, number)
}

/** Days are compared as they are written, which is in the order of time. */
function asDate(op: Operator, value: string, { ctx }: Scope): SQL {
  const interval = intervalOf(op, value, ctx.now())
  if (!interval) return sql`false`
  const { from, to, fromIncluded, toIncluded } = interval
  const bounds: SQL[] = []
  if (from) bounds.push(sql`${text} collate "C" ${fromIncluded ? sql`>=` : sql`>`} ${day(from)}`)
  if (to) bounds.push(sql`${text} collate "C" ${toIncluded ? sql`<=` : sql`<`} ${day(to)}`)
  return sql`(${sql.join(bounds, sql` and `)})`
}

const day = (instant: Date) => instant.toISOString().slice(0, 10)

function asPerson(op: Operator, value: string, scope: Scope): SQL {
  if (!isEquality(op)) return sql`false`
  if (value === 'me') return sql`${text} = ${personBehind(scope.ctx.actor)}`
  return sql`${text} in (select id::text from (${peopleCalled([value], scope)}) people(id))`
}

function asText(op: Operator, value: string): SQL {
  if (!isEquality(op)) return sql`false`
  const { whole, prefixes } = patterns([value.toLowerCase()])
  const [same] = whole
  if (same !== undefined) return sql`lower(${text}) = ${same}`
  return sql`starts_with(lower(${text}), ${prefixes[0] ?? ''})`
}
