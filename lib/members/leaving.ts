import { and, eq, isNull, sql } from 'drizzle-orm'
import { members, people } from '@/db/schema/tables'
import { notFound } from '../errors'
import { isId } from '../ids'
import { findOrganization } from '../organizations/find'
import { query } from '../query'
import { MemberRef } from './find'

/** What ends, or passes to somebody else, when a member is removed. */
export interface Leaving {
  tokens: number
  /** They pass to whoever removes the member, and their tokens are revoked. */
  serviceAccounts: { slug: string; name: string }[]
  /** Requests for their review that are open. */
  requests: number
  /** Made by them and still open. */
  invitations: number
}

/** Told before a member is removed. Throws not found for who is none. */
export const whatEndsWith = query({
  action: 'member.remove',
  input: MemberRef,
  load: (_db, input, ctx) => findOrganization(ctx, input.org),

  async run({ db, subject: { access }, input }): Promise<Leaving> {
    const { organizationId } = access
    const id = isId(input.id) ? input.id : organizationId
    const [found] = await db
      .select({
        tokens: sql<number>`(select count(*)::int from tokens t
          where t.owner_id = people.id and t.organization_id = ${organizationId}
            and t.service_account_id is null and t.revoked_at is null and t.expires_at > now())`,
        serviceAccounts: sql<Leaving['serviceAccounts']>`coalesce((
          select json_agg(json_build_object('slug', s.slug, 'name', s.name) order by s.slug)
          from service_accounts s where s.owner_id = people.id
            and s.organization_id = ${organizationId} and s.disabled_at is null), '[]'::json)`,
        requests: sql<number>`(select count(*)::int from review_requests r
          where r.person_id = people.id and r.organization_id = ${organizationId}
            and r.closed_at is null)`,
        invitations: sql<number>`(select count(*)::int from invitations i
          where i.invited_by = people.id and i.organization_id = ${organizationId}
            and i.accepted_at is null and i.revoked_at is null and i.expires_at > now())`,
      })
      .from(people)
      .innerJoin(members, eq(members.personId, people.id))
      .where(
        and(
          eq(people.id, id),
          eq(members.organizationId, organizationId),
          isNull(members.removedAt),
        ),
      )
    if (!found) throw notFound(`There is no such member of ${input.org}.`)
    return found
  },
})
