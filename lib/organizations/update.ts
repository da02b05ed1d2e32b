import { eq } from 'drizzle-orm'
import { z } from 'zod'
import { organizations } from '@/db/schema/tables'
import { command } from '../command'
import { invalid, notFound } from '../errors'
import { DisplayName, OrganizationRef } from '../view'
import { findOrganization } from './find'
import type { Organization } from './view'

const Edits = z.object({ name: DisplayName.optional(), fourEyes: z.boolean().optional() })

/** Changes an organization's name, and whether someone else must decide on what one registered. */
export const updateOrganization = command({
  action: 'organization.update',
  input: OrganizationRef.extend(Edits.shape),
  load: (_tx, input, ctx) => findOrganization(ctx, input.org),

  async run({ tx, subject: { access }, input }) {
    const { organizationId } = access
    const edits = { name: input.name, fourEyes: input.fourEyes }
    if (edits.name === undefined && edits.fourEyes === undefined)
      throw invalid('Nothing to change: give a name or fourEyes.')
    const [was] = await tx
      .select()
      .from(organizations)
      .where(eq(organizations.id, organizationId))
      .for('no key update')
    const [is] = await tx
      .update(organizations)
      .set(edits)
      .where(eq(organizations.id, organizationId))
      .returning()
    if (!was || !is) throw notFound(`There is no organization ${input.org}.`)
    return { result: view(is), change: { before: view(was), after: view(is) } }
  },
})

function view(row: typeof organizations.$inferSelect) {
  const { slug, name, fourEyes } = row
  return { slug, name, fourEyes } satisfies Organization
}
