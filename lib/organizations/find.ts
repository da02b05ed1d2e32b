import type { Ctx, Membership } from '../actor'
import type { Target } from '../door'
import { notFound } from '../errors'

export interface OrganizationTarget extends Target {
  organization: Membership
}

/** The caller's organization of this slug. Throws not found where the caller is no member; asks no database. */
export function findOrganization(ctx: Ctx, slug: string): OrganizationTarget {
  const organization = ctx.memberships.find((membership) => membership.slug === slug)
  if (!organization)
    throw notFound(`There is no organization ${slug} here, or you are not a member of it.`)
  const { organizationId } = organization
  return {
    organization,
    access: { organizationId },
    event: { kind: 'organization', id: organizationId, uri: `/${slug}`, organizationId },
  }
}
