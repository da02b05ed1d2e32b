import { findOrganization } from '../organizations/find'
import { query } from '../query'
import { OrganizationRef } from '../view'
import { mappingsOf } from './find'
import type { GroupMapping } from './view'

/** What the groups of the sign-in provider give in an organization, by name of the group. */
export const listGroupMappings = query({
  action: 'group_mapping.list',
  input: OrganizationRef,
  load: (_db, input, ctx) => findOrganization(ctx, input.org),

  async run({ db, subject: { organization } }): Promise<{ items: GroupMapping[] }> {
    return { items: await mappingsOf(db, organization.organizationId) }
  },
})
