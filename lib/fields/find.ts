import { and, asc, eq, isNull } from 'drizzle-orm'
import { z } from 'zod'
import { fieldDefinitions, organizations } from '@/db/schema/tables'
import type { Membership } from '../actor'
import type { EventSubject } from '../audit/event'
import type { Tx } from '../door'
import { notFound } from '../errors'
import { fieldSubject } from '../paths'
import { OrganizationRef } from '../view'

/** Also what stands behind `field.` in a filter, and never what a path of the API says. */
export const FieldKey = z
  .string()
  .trim()
  .regex(
    /^[a-z][a-z0-9_-]{0,63}$/,
    'A key begins with a lower-case letter and has letters, digits, dashes and underscores, at most 64.',
  )
  .refine((key) => key !== 'org' && key !== 'model', 'This word is taken. Choose another key.')

export const FieldRef = OrganizationRef.extend({ key: FieldKey })

export type FieldRow = typeof fieldDefinitions.$inferSelect

/**
 * The fields of an organization in their order, for whoever changes them: one at a time, so that their places and number hold, and only while
 * nobody writes a value.
 */
export async function lockFields(tx: Tx, organizationId: string): Promise<FieldRow[]> {
  await tx
    .select({ id: organizations.id })
    .from(organizations)
    .where(eq(organizations.id, organizationId))
    .for('no key update')
  return tx
    .select()
    .from(fieldDefinitions)
    .where(
      and(eq(fieldDefinitions.organizationId, organizationId), isNull(fieldDefinitions.removedAt)),
    )
    .orderBy(asc(fieldDefinitions.position), asc(fieldDefinitions.key))
    .for('update')
}

export function fieldCalled(fields: readonly FieldRow[], key: string): FieldRow {
  const found = fields.find((field) => field.key === key)
  if (!found) throw notFound(`There is no field ${key}.`)
  return found
}

export function fieldEvent(
  { slug, organizationId }: Membership,
  field: Pick<FieldRow, 'id' | 'key'>,
): EventSubject {
  return {
    kind: 'field',
    id: field.id,
    uri: fieldSubject(slug, field.key),
    organizationId,
  }
}
