import { query } from '../query'
import { OrganizationRef } from '../view'
import { findOrganization } from './find'
import type { Organization } from './view'

/** One of the caller's organizations. */
export const getOrganization = query({
  action: 'organization.read',
  input: OrganizationRef,
  load: (_db, input, ctx) => findOrganization(ctx, input.org),

  async run({ subject: { organization } }): Promise<Organization> {
    const { slug, name, fourEyes } = organization
    return { slug, name, fourEyes }
  },
})
