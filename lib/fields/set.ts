import { and, eq, isNull, sql } from 'drizzle-orm'
import { fieldDefinitions, modelFields, models } from '@/db/schema/tables'
import type { Ctx } from '../actor'
import { command } from '../command'
import type { Tx } from '../door'
import { invalid } from '../errors'
import { seesAddresses } from '../members/addresses'
import { findModel, ModelRef, type ModelTarget } from '../models/find'
import { viewModel } from '../models/queries'
import type { Json } from '../view'
import { mostFields } from './define'
import type { FieldRow } from './find'
import { checkedValue } from './value'
import { FieldValue } from './view'

type Given = string | number | null

/** A person may be given as one is told. */
const Value = FieldValue.nullable().transform(
  (value): Given => (typeof value === 'object' ? (value?.id ?? null) : value),
)

/** Says what is true of a model in fields of its organization; what is not named stays as it is. */
export const setFields = command({
  action: 'model.update',
  input: ModelRef.catchall(Value),
  load: (tx, input, ctx) => findModel(tx, ctx, input, { lock: true }),

  async run({ tx, subject, input, ctx }) {
    const { org: _org, model: _model, ...given } = input
    const { id } = subject.model
    const values = Object.entries(given as Record<string, Given>)
    if (values.length === 0) throw invalid('Nothing to change: name a field and give its value.')
    if (values.length > mostFields)
      throw invalid(`There are at most ${mostFields} fields. Give values for fewer.`)
    const changes = await changesOf(tx, ctx, subject, values)
    for (const { field, after } of changes)
      if (after === null)
        await tx
          .delete(modelFields)
          .where(and(eq(modelFields.modelId, id), eq(modelFields.fieldId, field.id)))
      else
        await tx
          .insert(modelFields)
          .values({ modelId: id, fieldId: field.id, value: after })
          .onConflictDoUpdate({
            target: [modelFields.modelId, modelFields.fieldId],
            set: { value: after },
          })
    await tx.update(models).set({ updatedAt: ctx.now() }).where(eq(models.id, id))
    const said = (which: 'before' | 'after') => ({
      fields: Object.fromEntries(changes.map((change) => [change.field.key, change[which]])),
    })
    return {
      result: await viewModel(tx, subject),
      change: { before: said('before'), after: said('after') },
    }
  },
})

interface ValueChange {
  field: FieldRow
  before: Json
  after: string | number | null
}

/** What changes by these values; throws `invalid` with a sentence for each that is wrong. */
async function changesOf(
  tx: Tx,
  ctx: Ctx,
  { model, organization }: ModelTarget,
  values: [string, Given][],
): Promise<ValueChange[]> {
  const fields = await fieldsNamed(tx, model.organizationId, values)
  const kept = await tx.select().from(modelFields).where(eq(modelFields.modelId, model.id))
  const problems = new Map<string, string>()
  const changes: ValueChange[] = []
  for (const [key, given] of values) {
    const field = fields.find((one) => one.key === key)
    if (!field) {
      problems.set(key, 'There is no such field.')
      continue
    }
    const before = kept.find(({ fieldId }) => fieldId === field.id)?.value ?? null
    if (given === null || given === '') {
      if (field.required) problems.set(key, `${field.label} is required. Give a value.`)
      else if (before !== null) changes.push({ field, before, after: null })
      continue
    }
    if (await isUnchanged(tx, ctx, field, before, given)) continue
    const checked = await checkedValue(tx, ctx, organization, field, given)
    if (!checked.ok) problems.set(key, checked.problem)
    else if (checked.value !== before) changes.push({ field, before, after: checked.value })
  }
  const [first] = problems
  if (first) throw invalid(`${first[0]}: ${first[1]}`, { fields: Object.fromEntries(problems) })
  return changes
}

/** Fields by key, which keep their kinds and choices until the transaction ends. */
function fieldsNamed(tx: Tx, organizationId: string, values: [string, Given][]) {
  const keys = values.map(([key]) => key)
  return tx
    .select()
    .from(fieldDefinitions)
    .where(
      and(
        eq(fieldDefinitions.organizationId, organizationId),
        sql`${fieldDefinitions.key} = any(${sql.param(keys)}::text[])`,
        isNull(fieldDefinitions.removedAt),
      ),
    )
    .orderBy(fieldDefinitions.key)
    .for('share')
}

/** A form sends back whom it was given, also one who has left since. */
async function isUnchanged(tx: Tx, ctx: Ctx, field: FieldRow, before: Json, given: Given) {
  if (given === before) return true
  if (field.kind !== 'person' || before === null) return false
  if (!seesAddresses(ctx, field.organizationId)) return false
  const { rows } = await tx.execute(sql`select 1 from people
    where id::text = ${String(before)} and lower(email) = ${String(given).trim().toLowerCase()}`)
  return rows.length > 0
}
