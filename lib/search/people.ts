import { type SQL, sql } from 'drizzle-orm'
import { personBehind } from '../actor'
import { likePattern, likeStart } from '../like'
import { seesAddresses } from '../members/addresses'
import { type Condition, maybe } from './condition'
import type { Scope } from './scope'
import { patterns, texts } from './values'

/**
 * Whether a column is one of these people: `me`, a name or one word of a name, and an e-mail address where
 * the caller may know it.
 */
export function personIs(column: SQL, values: readonly string[], scope: Scope): Condition {
  const others = values.filter((value) => value !== 'me')
  const ways: SQL[] = []
  if (others.length < values.length) ways.push(sql`${column} = ${personBehind(scope.ctx.actor)}`)
  if (others.length) ways.push(sql`${column} = any(array(${peopleCalled(others, scope)}))`)
  return maybe(sql`(${sql.join(ways, sql` or `)})`)
}

/** The ids of the people of the organization, those who left included, who are called so. */
export function peopleCalled(values: readonly string[], { ctx, organizationId }: Scope): SQL {
  const { whole, prefixes } = patterns(values.map((value) => value.toLowerCase()))
  // Between blanks, so that a word of a name is found whole.
  const name = sql`(' ' || lower(p.name) || ' ')`
  const ways = [
    ...whole.map((value) => sql`${name} like ${likePattern(` ${value} `)}`),
    ...prefixes.map((value) => sql`${name} like ${likePattern(` ${value}`)}`),
  ]
  if (seesAddresses(ctx, organizationId))
    ways.push(
      sql`p.email = any(${texts(whole)})`,
      ...prefixes.map((value) => sql`p.email like ${likeStart(value)}`),
    )
  return sql`select p.id from people p join members mb on mb.person_id = p.id
    where mb.organization_id = ${organizationId} and (${sql.join(ways, sql` or `)})`
}
