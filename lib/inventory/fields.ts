import { and, asc, eq, isNull } from 'drizzle-orm'
import { fieldDefinitions } from '@/db/schema/tables'
import { findOrganization } from '../organizations/find'
import { query } from '../query'
import { OrganizationRef } from '../view'

/** The fields that the models of an organization may have as columns, in their order. */
export const listFieldNames = query({
  action: 'model.read',
  input: OrganizationRef,
  load: (_db, input, ctx) => findOrganization(ctx, input.org),
  run: ({ db, subject }) =>
    db
      .select({ key: fieldDefinitions.key, label: fieldDefinitions.label })
      .from(fieldDefinitions)
      .where(
        and(
          eq(fieldDefinitions.organizationId, subject.organization.organizationId),
          isNull(fieldDefinitions.removedAt),
        ),
      )
      .orderBy(asc(fieldDefinitions.position), asc(fieldDefinitions.key)),
})
