import { and, eq, sql } from 'drizzle-orm'
import { z } from 'zod'
import { fieldDefinitions } from '@/db/schema/tables'
import type { Ctx, Membership } from '../actor'
import { command } from '../command'
import type { Tx } from '../door'
import { conflict, invalid } from '../errors'
import { findOrganization } from '../organizations/find'
import { DisplayName, type Json, OrganizationRef, PlainText } from '../view'
import { FieldKey, FieldRef, type FieldRow, fieldCalled, fieldEvent, lockFields } from './find'
import { isInUse, refuseLostChoices } from './in-use'
import { viewField } from './queries'
import { FieldKind } from './view'

export const mostFields = 50

const Choice = PlainText(100)
  .min(1, 'A choice has at least one character.')
  .regex(/^[^\r\n]*$/, 'A choice is a single line.')
const parts = {
  label: DisplayName,
  help: PlainText(500),
  kind: FieldKind,
  choices: z
    .array(Choice)
    .max(100, 'At most 100 choices.')
    .transform((choices) => [...new Set(choices)])
    .describe('Of the kind choice'),
  required: z.boolean(),
}

/** Defines what an organization wants to know of its models; a key that was removed comes back. */
export const defineField = command({
  action: 'field.define',
  input: OrganizationRef.extend({
    ...parts,
    key: FieldKey.optional().describe('Made from the label if left out; never changes'),
    help: parts.help.default(''),
    choices: parts.choices.default([]),
    required: parts.required.default(false),
  }),
  load: (_tx, input, ctx) => findOrganization(ctx, input.org),

  async run({ tx, subject: { organization }, input, ctx }) {
    const { org: _org, key: given, ...draft } = input
    const key = given ?? keyOf(draft.label)
    requireChoices(draft)
    const fields = await lockFields(tx, organization.organizationId)
    if (fields.some((field) => field.key === key))
      throw conflict(`There is a field ${key} already. Choose another key.`, {
        fields: { key: 'There is a field of this key already.' },
      })
    if (fields.length >= mostFields)
      throw conflict(`An organization has at most ${mostFields} fields. Remove one first.`)
    const position = (fields.at(-1)?.position ?? 0) + 1
    const field = await write(tx, ctx, organization, { ...draft, key, position })
    return {
      result: await viewField(tx, field),
      change: { before: null, after: said(field), subject: fieldEvent(organization, field) },
    }
  },
})

/** Changes a field, or its place among the others; what models say in it stays true. */
export const updateField = command({
  action: 'field.define',
  input: FieldRef.extend(z.object(parts).partial().shape).extend({
    position: z.number().int().min(1).max(mostFields).optional().describe('Its place, from 1'),
  }),
  load: (_tx, input, ctx) => findOrganization(ctx, input.org),

  async run({ tx, subject: { organization }, input }) {
    const { org: _org, key, position, ...edits } = input
    if (Object.values({ ...edits, position }).every((value) => value === undefined))
      throw invalid('Nothing to change: give a label, help, kind, choices, required or position.')
    const fields = await lockFields(tx, organization.organizationId)
    const field = fieldCalled(fields, key)
    const after = { ...field, ...defined(edits) }
    if (after.kind !== 'choice' && edits.choices === undefined) after.choices = []
    requireChoices(after)
    if (after.kind !== field.kind && (await isInUse(tx, field)))
      throw conflict(
        `Models say something in ${field.label}, so it stays a ${field.kind}. Remove it and define another one.`,
        { fields: { kind: 'It is in use, so its kind stays.' } },
      )
    await refuseLostChoices(tx, field, after)
    const places = position === undefined ? null : await replace(tx, fields, field, position)
    const { label, help, kind, choices, required } = after
    await tx
      .update(fieldDefinitions)
      .set({ label, help, kind, choices, required })
      .where(eq(fieldDefinitions.id, field.id))
    return {
      result: await viewField(tx, after),
      change: {
        before: { ...said(field), ...(places && { position: places.before }) },
        after: { ...said(after), ...(places && { position: places.after }) },
        subject: fieldEvent(organization, field),
      },
    }
  },
})

type Draft = Pick<FieldRow, 'key' | 'label' | 'help' | 'kind' | 'choices' | 'required' | 'position'>

/** A new field, or one that was removed and is wanted again with what models said in it. */
async function write(tx: Tx, ctx: Ctx, { organizationId }: Membership, draft: Draft) {
  const [removed] = await tx
    .select()
    .from(fieldDefinitions)
    .where(
      and(eq(fieldDefinitions.organizationId, organizationId), eq(fieldDefinitions.key, draft.key)),
    )
    .for('update')
  if (!removed) {
    const field = { id: ctx.newId(), organizationId, ...draft, createdAt: ctx.now() }
    await tx.insert(fieldDefinitions).values(field)
    return { ...field, removedAt: null }
  }
  if (removed.kind !== draft.kind && (await isInUse(tx, removed)))
    throw conflict(
      `${draft.key} was a ${removed.kind} once, and models still say so. Choose another key.`,
      { fields: { key: `It was a ${removed.kind} once. Choose another key.` } },
    )
  await refuseLostChoices(tx, removed, draft)
  const field = { ...removed, ...draft, removedAt: null }
  const { id: _id, ...columns } = field
  await tx.update(fieldDefinitions).set(columns).where(eq(fieldDefinitions.id, removed.id))
  return field
}

/** Puts a field at a place from 1, and the others around it. */
async function replace(tx: Tx, fields: readonly FieldRow[], field: FieldRow, place: number) {
  const others = fields.filter(({ id }) => id !== field.id)
  const order = [...others.slice(0, place - 1), field, ...others.slice(place - 1)]
  const ids = order.map(({ id }) => id)
  await tx.execute(sql`update field_definitions d set position = o.place
    from unnest(${sql.param(`{${ids.join(',')}}`)}::uuid[]) with ordinality as o(id, place)
    where d.id = o.id`)
  return { before: fields.indexOf(field) + 1, after: order.indexOf(field) + 1 }
}

function requireChoices({ kind, choices }: Pick<FieldRow, 'kind' | 'choices'>): void {
  const problem =
    kind === 'choice' && choices.length === 0
      ? 'Say what there is to choose from.'
      : kind !== 'choice' && choices.length > 0
        ? 'Only a choice has choices.'
        : null
  if (problem) throw invalid(`choices: ${problem}`, { fields: { choices: problem } })
}

/** `Risk class` → `risk_class`. */
function keyOf(label: string): string {
  const words = label.toLowerCase().match(/[a-z0-9]+/g) ?? []
  const parsed = FieldKey.safeParse(words.join('_').slice(0, 64))
  if (parsed.success) return parsed.data
  throw invalid('key: No key can be made from this label. Give one.', {
    fields: { key: 'No key can be made from this label. Give one.' },
  })
}

/** What the record says of a field. */
function said({ key, label, help, kind, choices, required }: Draft | FieldRow): {
  [key: string]: Json
} {
  return { key, label, help, kind, choices, required }
}

function defined<T extends object>(edits: T) {
  return Object.fromEntries(Object.entries(edits).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>
  }
}
