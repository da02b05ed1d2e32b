import { and, eq } from 'drizzle-orm'
import { preferences } from '@/db/schema/tables'
import { personBehind } from '../actor'
import { findOrganization } from '../organizations/find'
import { query } from '../query'
import { OrganizationRef } from '../view'
import { type PreferenceKey, type Preferences, preferenceKinds } from './kinds'

/** What the caller keeps in an organization. What no longer is what it should be counts as not kept. */
export const getPreferences = query({
  action: 'organization.read',
  input: OrganizationRef,
  load: (_db, input, ctx) => findOrganization(ctx, input.org),

  async run({ db, subject, ctx }): Promise<Preferences> {
    const personId = personBehind(ctx.actor)
    if (!personId) return {}
    const rows = await db
      .select({ key: preferences.key, value: preferences.value })
      .from(preferences)
      .where(
        and(
          eq(preferences.organizationId, subject.organization.organizationId),
          eq(preferences.personId, personId),
        ),
      )
    const kept = rows.flatMap(({ key, value }) => {
      const parsed = isKnown(key) ? preferenceKinds[key].safeParse(value) : null
      return parsed?.success ? [[key, parsed.data]] : []
    })
    // Each value was parsed by the kind of its own key.
    return Object.fromEntries(kept) as Preferences
  },
})

const isKnown = (key: string): key is PreferenceKey => Object.hasOwn(preferenceKinds, key)
