import { z } from 'zod'
import { fieldKinds } from '@/db/schema/tables'
import { ActorView, Instant } from '../view'

export const FieldKind = z.enum(fieldKinds)
export type FieldKind = z.infer<typeof FieldKind>

/** What a form sent as the kind of a field, which the command judges. */
export const fieldKindOf = (text: string) => text as FieldKind

export const Field = z
  .object({
    key: z.string().describe('Its name in filters: `field.<key>:value`'),
    label: z.string(),
    help: z.string(),
    kind: FieldKind,
    choices: z.array(z.string()).describe('Of the kind choice'),
    required: z.boolean(),
    inUse: z
      .boolean()
      .nullable()
      .describe('Whether any model says something in it; told to whoever may define fields'),
    createdAt: Instant,
  })
  .meta({ id: 'Field' })
export type Field = z.infer<typeof Field>

/** A number, a text, a day as `2026-01-31`, an address, or a person. */
export const FieldValue = z.union([z.string(), z.number(), ActorView])
export type FieldValue = z.infer<typeof FieldValue>

/** Values by the keys of their fields; a field without one is left out. */
export const FieldValues = z.record(z.string(), FieldValue)
export type FieldValues = z.infer<typeof FieldValues>

/** What one model says in a field, or does not. */
export interface ModelField
  extends Pick<Field, 'key' | 'label' | 'help' | 'kind' | 'choices' | 'required'> {
  value: FieldValue | null
  /** Of a person, who is named by it in forms; null for who may not know it. */
  email: string | null
}
