import { z } from 'zod'
import { serviceAccounts } from '@/db/schema/tables'
import { personBehind } from '../actor'
import { command } from '../command'
import { conflict, invalid } from '../errors'
import { MemberName, presentMember } from '../members/present'
import { findOrganization } from '../organizations/find'
import { slugOf } from '../slugs'
import { DisplayName, OrganizationRef, PlainText } from '../view'
import { serviceAccountTarget } from './find'
import { viewServiceAccount } from './queries'
import { ServiceAccountSlug } from './view'

const NewServiceAccount = z.object({
  name: DisplayName,
  slug: ServiceAccountSlug.optional().describe('Made from the name when left out'),
  description: PlainText(2000).optional(),
  owner: MemberName.optional().describe(
    'E-mail address or id of the member who answers for it; the caller when left out',
  ),
})

/** Makes a service account without roles and tokens. Throws conflict for a slug in use. */
export const createServiceAccount = command({
  action: 'service_account.create',
  input: OrganizationRef.extend(NewServiceAccount.shape),
  load: (_tx, input, ctx) => {
    const target = findOrganization(ctx, input.org)
    return { ...target, event: { ...target.event, kind: 'service_account', id: null } }
  },

  async run({ tx, subject: { organization }, input, ctx }) {
    const slug = slugOf(input, ServiceAccountSlug)
    const asked = input.owner ?? personBehind(ctx.actor)
    if (!asked) throw invalid('owner: Say who answers for it.')
    const owner = await presentMember(tx, organization, asked, 'owner')
    const { name, description = '' } = input
    const [account] = await tx
      .insert(serviceAccounts)
      .values({
        id: ctx.newId(),
        organizationId: organization.organizationId,
        slug,
        name,
        description,
        ownerId: owner.id,
        createdAt: ctx.now(),
      })
      .onConflictDoNothing()
      .returning()
    if (!account)
      throw conflict(`A service account named ${slug} exists, or did. Choose another name.`)
    const { event: subject } = serviceAccountTarget(organization, account)
    const after = { slug, name, description, owner: owner.id }
    const result = await viewServiceAccount(tx, account.id)
    return { result, change: { before: null, after, subject } }
  },
})
