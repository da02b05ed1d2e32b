import { sql } from 'drizzle-orm'
import type { Tx } from '../door'
import { conflict } from '../errors'
import { plural } from '../format'
import type { FieldRow } from './find'

/** Whether any model says something in a field, deleted ones included: they may come back. */
export async function isInUse(tx: Tx, { id }: Pick<FieldRow, 'id'>): Promise<boolean> {
  const { rows } = await tx.execute(sql`select 1 from model_fields where field_id = ${id} limit 1`)
  return rows.length > 0
}

/** Throws conflict, naming them, where models say what would be no choice any more. */
export async function refuseLostChoices(
  tx: Tx,
  { id, kind }: Pick<FieldRow, 'id' | 'kind'>,
  { choices }: Pick<FieldRow, 'choices'>,
): Promise<void> {
  if (kind !== 'choice') return
  const { rows } = await tx.execute<{ choice: string; models: string[]; count: number }>(sql`
    select f.value #>> '{}' as choice, count(*)::int as count,
      (array_agg(m.slug order by m.slug) filter (where m.life <> 'deleted'))[1:3] as models
    from model_fields f join models m on m.id = f.model_id
    where f.field_id = ${id} and f.value #>> '{}' <> all(${sql.param(choices)}::text[])
    group by 1 order by 1 limit 1`)
  const [lost] = rows
  if (!lost) return
  const named = lost.models?.map((slug) => `model://${slug}/`).join(', ')
  const who = `${plural(lost.count, 'model')} ${lost.count === 1 ? 'says' : 'say'}`
  const message = `${who} ${lost.choice}${named ? `: ${named}` : ''}. Give them another value first.`
  throw conflict(message, { fields: { choices: message } })
}
