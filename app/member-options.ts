import 'server-only'
import type { MemberOption } from '@/components/member-field'
import type { Ctx } from '@/lib/actor'
import { listMembers } from '@/lib/members/queries'
import { loadIfAllowed } from './load'

/** The members that a form may offer, 500 at most; none to those who may not list them. */
export async function memberOptions(ctx: Ctx, org: string): Promise<MemberOption[]> {
  const listed = await loadIfAllowed(() => listMembers(ctx, { org, limit: 500 }))
  return listed.ok ? listed.value.items.map(({ email, name }) => ({ email, name })) : []
}
