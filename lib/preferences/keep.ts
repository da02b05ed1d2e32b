import { and, eq } from 'drizzle-orm'
import { z } from 'zod'
import { preferences } from '@/db/schema/tables'
import { personBehind } from '../actor'
import { parseInput } from '../door'
import { forbidden } from '../errors'
import { ingest } from '../ingest'
import { findOrganization } from '../organizations/find'
import { JsonValue, OrganizationRef } from '../view'
import { PreferenceKeyInput, preferenceKinds } from './kinds'

/** Keeps how the caller likes to see something; null forgets it. It is of nobody else's concern. */
export const keepPreference = ingest({
  action: 'organization.read',
  input: OrganizationRef.extend({ key: PreferenceKeyInput, value: JsonValue.nullable() }),
  load: (_tx, input, ctx) => findOrganization(ctx, input.org),

  async run({ tx, subject, input: { key, value }, ctx }) {
    const { organizationId } = subject.organization
    const personId = personBehind(ctx.actor)
    if (!personId) throw forbidden('Preferences are of people. Sign in as one.')
    if (value === null) {
      await tx
        .delete(preferences)
        .where(
          and(
            eq(preferences.organizationId, organizationId),
            eq(preferences.personId, personId),
            eq(preferences.key, key),
          ),
        )
      return null
    }
    const { value: kept } = parseInput(z.object({ value: preferenceKinds[key] }), { value })
    const row = { value: kept, updatedAt: ctx.now() }
    await tx
      .insert(preferences)
      .values({ organizationId, personId, key, ...row })
      .onConflictDoUpdate({
        target: [preferences.organizationId, preferences.personId, preferences.key],
        set: row,
      })
    return null
  },
})
