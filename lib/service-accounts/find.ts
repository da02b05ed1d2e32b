import { and, eq, isNull } from 'drizzle-orm'
import { z } from 'zod'
import { serviceAccounts } from '@/db/schema/tables'
import type { Ctx, Membership } from '../actor'
import type { ReadDb, Target, Tx } from '../door'
import { conflict, invalid, notFound } from '../errors'
import { findOrganization } from '../organizations/find'
import { Slug } from '../view'

export const ServiceAccountRef = z.object({ org: Slug, account: Slug })
export type ServiceAccountRef = z.infer<typeof ServiceAccountRef>

export type ServiceAccountRow = typeof serviceAccounts.$inferSelect

export interface ServiceAccountTarget extends Target {
  organization: Membership
  account: ServiceAccountRow
}

/** The service account of this slug, disabled ones too. Throws not found. */
export async function findServiceAccount(
  db: ReadDb,
  ctx: Ctx,
  ref: ServiceAccountRef,
  lock?: 'share' | 'update',
): Promise<ServiceAccountTarget> {
  const { organization } = findOrganization(ctx, ref.org)
  const search = db
    .select()
    .from(serviceAccounts)
    .where(
      and(
        eq(serviceAccounts.organizationId, organization.organizationId),
        eq(serviceAccounts.slug, ref.account),
      ),
    )
  const [account] = await (lock ? search.for(lock) : search)
  if (!account) throw notFound(`There is no service account ${ref.account} in ${ref.org}.`)
  return serviceAccountTarget(organization, account)
}

/**
 * The service account that someone names, which stays as it is until the transaction ends. Throws
 * `invalid`, naming `field`, where there is none.
 */
export async function presentServiceAccount(
  tx: Tx,
  { organizationId, name }: Membership,
  slug: string,
  field: string,
): Promise<ServiceAccountRow> {
  const [account] = await tx
    .select()
    .from(serviceAccounts)
    .where(
      and(
        eq(serviceAccounts.organizationId, organizationId),
        eq(serviceAccounts.slug, slug),
        isNull(serviceAccounts.disabledAt),
      ),
    )
    .for('share')
  if (account) return account
  const message = `${name} has no service account ${slug} that is in use. Look under Settings → Service accounts.`
  throw invalid(`${field}: ${message}`, { fields: { [field]: message } })
}

/** Throws conflict for one that was disabled. */
export function requireEnabled({ name, disabledAt }: ServiceAccountRow): void {
  if (disabledAt) throw conflict(`${name} is disabled. Create another service account.`)
}

export function serviceAccountTarget(
  organization: Membership,
  account: ServiceAccountRow,
): ServiceAccountTarget {
  const { organizationId, slug } = organization
  return {
    organization,
    account,
    access: { organizationId, ownerId: account.ownerId },
    event: {
      kind: 'service_account',
      id: account.id,
      uri: `/${slug}/settings/service-accounts/${account.slug}`,
      organizationId,
    },
  }
}
