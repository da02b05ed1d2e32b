import { eq } from 'drizzle-orm'
import { fieldDefinitions } from '@/db/schema/tables'
import { command } from '../command'
import { findOrganization } from '../organizations/find'
import { FieldRef, fieldCalled, fieldEvent, lockFields } from './find'

/** Takes a field from all models; what they said in it is kept, and shown should the field come back. */
export const removeField = command({
  action: 'field.remove',
  input: FieldRef,
  load: (_tx, input, ctx) => findOrganization(ctx, input.org),

  async run({ tx, subject: { organization }, input, ctx }) {
    const field = fieldCalled(await lockFields(tx, organization.organizationId), input.key)
    await tx
      .update(fieldDefinitions)
      .set({ removedAt: ctx.now() })
      .where(eq(fieldDefinitions.id, field.id))
    const { key, label, kind } = field
    return {
      result: null,
      change: {
        before: { key, label, kind },
        after: null,
        subject: fieldEvent(organization, field),
      },
    }
  },
})
