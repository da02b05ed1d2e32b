import 'server-only'
import type { HolderOptions } from '@/components/grant-form'
import type { Ctx } from '@/lib/actor'
import { listServiceAccounts } from '@/lib/service-accounts/queries'
import { listTeams } from '@/lib/teams/queries'
import { loadIfAllowed } from './load'
import { memberOptions } from './member-options'

/** Who a form may offer a role to, 500 of each at most; none to those who may not list them. */
export async function holderOptions(ctx: Ctx, org: string): Promise<HolderOptions> {
  const [members, teams, accounts] = await Promise.all([
    memberOptions(ctx, org),
    loadIfAllowed(() => listTeams(ctx, { org, limit: 500 })),
    loadIfAllowed(() => listServiceAccounts(ctx, { org, limit: 500 })),
  ])
  const named = ({ slug, name }: { slug: string; name: string }) => ({ slug, name })
  return {
    members,
    teams: teams.ok ? teams.value.items.map(named) : [],
    serviceAccounts: accounts.ok
      ? accounts.value.items.filter(({ disabledAt }) => !disabledAt).map(named)
      : [],
  }
}
