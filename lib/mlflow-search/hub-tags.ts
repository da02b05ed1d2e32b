import { type SQL, sql } from 'drizzle-orm'
import { states } from '@/db/schema/tables'
import { publicOrigin } from '../env'
import { paths } from '../paths'
import { decisionTags } from '../registered/tags'
import { textIs } from './compare'
import type { Condition } from './vocabulary'

/**
 * Whether the hub says of the row `v` of `versions`, whose model is the row of `models`, what a clause asks
 * of a tag `hub.…`; null where it is no such tag.
 */
export function hubTagIs(condition: Condition, org: string): SQL | null {
  const { key } = condition
  if (!key.startsWith('hub.')) return null
  if (key === 'hub.approval') return stateIs(condition)
  const value = told(org)[key]
  return value ? textIs(value, condition) : sql`false`
}

function stateIs(condition: Condition): SQL {
  const asked = 'text' in condition && condition.operator === '=' ? condition.text : null
  const state = states.find((one) => one === asked)
  // As what it is, so that an index of states finds it.
  return state ? sql`v.state = ${state}` : textIs(sql`v.state::text`, condition)
}

function told(org: string): Record<string, SQL | undefined> {
  // A slug and a number stand in an address as they are.
  const [before, between] = (publicOrigin() + paths.version(org, '|', 0)).split(/%7C|0$/)
  return {
    'hub.url': sql`(${before}::text || models.slug || ${between}::text || v.number)`,
    ...decisionTags(sql`v`),
  }
}
