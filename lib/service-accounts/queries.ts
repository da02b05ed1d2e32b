import { and, asc, eq, gt, sql } from 'drizzle-orm'
import { z } from 'zod'
import { serviceAccounts } from '@/db/schema/tables'
import { can } from '../access'
import { type Ctx, personBehind, type Role } from '../actor'
import type { ReadDb } from '../door'
import { notFound } from '../errors'
import { findOrganization } from '../organizations/find'
import { decodeCursor, page } from '../page'
import { personView } from '../people'
import { query } from '../query'
import { type Ability, type ActorView, OrganizationRef, type Page, PageInput } from '../view'
import { findServiceAccount, ServiceAccountRef, type ServiceAccountRow } from './find'
import type { ServiceAccount } from './view'

/** The service accounts of an organization by slug, disabled ones too. */
export const listServiceAccounts = query({
  action: 'service_account.list',
  input: OrganizationRef.extend(PageInput.shape),
  load: (_db, input, ctx) => findOrganization(ctx, input.org),

  async run({ db, subject: { access }, input }): Promise<Page<ServiceAccount>> {
    const after = decodeCursor(input.cursor, SlugCursor)
    const rows = await db
      .select(columns)
      .from(serviceAccounts)
      .where(
        and(
          eq(serviceAccounts.organizationId, access.organizationId),
          after ? gt(serviceAccounts.slug, after[0]) : undefined,
        ),
      )
      .orderBy(asc(serviceAccounts.slug))
      .limit(input.limit + 1)
    return page(rows, input.limit, view, ({ row }) => [row.slug])
  },
})

const SlugCursor = z.tuple([z.string().max(96)])

/** One service account. Throws not found. */
export const getServiceAccount = query({
  action: 'service_account.list',
  input: ServiceAccountRef,
  load: (db, input, ctx) => findServiceAccount(db, ctx, input),
  run: ({ db, subject: { account } }) => viewServiceAccount(db, account.id),
})

/** Whether the caller makes tokens for a service account of an organization that is theirs. */
export function mayMakeTokens(ctx: Ctx, org: string, { owner }: ServiceAccount): Ability {
  const { organizationId } = findOrganization(ctx, org).access
  return mayMakeToken(ctx, { organizationId, ownerId: owner.id ?? '' })
}

/** The same of one that is found: an admin does, and who answers for it. */
export function mayMakeToken(
  ctx: Ctx,
  { organizationId, ownerId }: Pick<ServiceAccountRow, 'organizationId' | 'ownerId'>,
): Ability {
  const asAdmin = can(ctx, 'service_account.update', { organizationId })
  if (ownerId === personBehind(ctx.actor) || asAdmin.ok) return { ok: true }
  const reason = `Its tokens are made by whoever answers for it, or by an admin. ${asAdmin.reason}`
  return { ok: false, reason }
}

/** The view of a service account that is already found. */
export async function viewServiceAccount(db: ReadDb, id: string): Promise<ServiceAccount> {
  const [found] = await db.select(columns).from(serviceAccounts).where(eq(serviceAccounts.id, id))
  if (!found) throw notFound('This service account is gone.')
  return view(found)
}

// Column names are spelled out inside SQL: Drizzle drops their table where only one is selected from.
const columns = {
  row: serviceAccounts,
  owner: personView(sql`service_accounts.owner_id`),
  roles: sql<Role[]>`array(select g.role::text from role_grants g
    where g.principal_id = service_accounts.id
      and g.scope_id = service_accounts.organization_id order by g.role)`,
  tokens: sql<number>`(select count(*)::int from tokens t
    where t.service_account_id = service_accounts.id and t.revoked_at is null
      and t.expires_at > now())`,
}

interface Row {
  row: ServiceAccountRow
  owner: ActorView
  roles: Role[]
  tokens: number
}

function view({ row, owner, roles, tokens }: Row): ServiceAccount {
  const { id, slug, name, description, createdAt, disabledAt } = row
  return {
    ...{ id, slug, name, description, owner, roles, tokens },
    createdAt: createdAt.toISOString(),
    disabledAt: disabledAt?.toISOString() ?? null,
  }
}
