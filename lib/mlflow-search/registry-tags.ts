import { type SQL, sql } from 'drizzle-orm'
import { promptTag, saysPromptIn } from '../registered/prompt'
import { fitsEmpty, longTextIs, textIs } from './compare'
import type { Condition } from './vocabulary'

interface Tagged {
  table: 'model_tags' | 'version_tags'
  column: 'model_id' | 'version_id'
  /** The things themselves, with labels in an array. */
  things: 'models' | 'versions'
  /** The id of the row of the outer query. */
  id: SQL
  organizationId: string
}

/**
 * Whether a model or a version has a tag as a clause says. A label is one whose value is empty. Written so
 * that PostgreSQL may begin with the tags, where few have it, or with the rows.
 */
export function registryTagIs(condition: Condition, tagged: Tagged): SQL {
  const { table, column, things, id, organizationId } = tagged
  const { key } = condition
  const valued = sql`select x.${sql.raw(column)} from ${sql.raw(table)} x
    where x.organization_id = ${organizationId} and x.key = ${key}
      and ${longTextIs(sql`x.value`, condition)}`
  if (!fitsEmpty(condition)) return sql`${id} in (${valued})`
  if (condition.operator !== '=') return mostlyTrue(condition, tagged)
  const labelled = sql`select y.id from ${sql.raw(things)} y
    where y.organization_id = ${organizationId} and y.tags @> array[${key}]::text[]
      and not exists (select 1 from ${sql.raw(table)} x
        where x.${sql.raw(column)} = y.id and x.key = ${key})`
  return sql`${id} in (${valued} union all ${labelled})`
}

/** Of what is true of many, row by row: a page is full before all tags have been looked at. */
function mostlyTrue(condition: Condition, { table, column, things, id }: Tagged): SQL {
  const { key } = condition
  const tag = (is: SQL) => sql`exists (select 1 from ${sql.raw(table)} x
    where x.${sql.raw(column)} = ${id} and x.key = ${key} and ${is})`
  const labels = things === 'models' ? sql`models.tags` : sql`v.tags`
  return sql`(${tag(textIs(sql`x.value`, condition))}
    or ${labels} @> array[${key}]::text[] and not ${tag(sql`true`)})`
}

/**
 * Prompts lie in the registry as models with a tag, and are found only by who asks for them: a clause that
 * asks for what is none is true of whatever lacks the tag, unlike any other.
 */
export function promptsApart(
  conditions: readonly Condition[],
  { table, column, id }: Tagged,
): { conditions: readonly Condition[]; apart: SQL[] } {
  const asks = (operator: string, word: string) => (condition: Condition) =>
    condition.kind === 'tag' &&
    condition.key === promptTag &&
    'text' in condition &&
    condition.operator === operator &&
    condition.text.toLowerCase() === word
  const [isTrue, isNotFalse] = [asks('=', 'true'), asks('!=', 'false')]
  const [isFalse, isNotTrue] = [asks('=', 'false'), asks('!=', 'true')]
  const wanted = conditions.filter((one) => isTrue(one) || isNotFalse(one))
  const unwanted = conditions.filter((one) => isFalse(one) || isNotTrue(one))
  const isPrompt = sql`select 1 from ${sql.raw(table)} pr where pr.${sql.raw(column)} = ${id}
    and pr.key = ${promptTag} and ${saysPromptIn(sql`pr.value`)}`
  const leaveOut = wanted.length === 0 || unwanted.length > 0
  return {
    // Any other clause on the tag means what it says.
    conditions: conditions.filter((one) => !wanted.includes(one) && !unwanted.includes(one)),
    apart: [
      ...(wanted.length > 0 ? [sql`exists (${isPrompt})`] : []),
      ...(leaveOut ? [sql`not exists (${isPrompt})`] : []),
    ],
  }
}
