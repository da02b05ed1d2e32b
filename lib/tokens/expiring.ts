import { sql } from 'drizzle-orm'
import { members, outbox, serviceAccounts, tokens, tokenWarnings } from '@/db/schema/tables'
import type { Ctx } from '../actor'
import { system } from '../system'

/**
 * Announces each token that is about to end, once: seven days before, or the day before for one that was made
 * for less than two weeks. One for two days or less ends without a word: whoever made it remembers. A token
 * that was revoked, or that can do nothing any more, is not missed. Answers how many were announced.
 */
export async function announceExpiring(ctx: Ctx): Promise<number> {
  const now = ctx.now().toISOString()
  const lifetime = sql`t.expires_at - t.created_at`
  const ahead = sql`case when ${lifetime} < interval '14 days' then interval '1 day' else interval '7 days' end`
  const told = await system((tx) =>
    // One statement: the warning and what is told of it are there together or not at all.
    tx.execute(sql`
      with due as (
        select t.id, t.organization_id, jsonb_build_object('token', t.id, 'name', t.name, 'owner', t.owner_id,
          'serviceAccount', t.service_account_id, 'scopes', to_jsonb(t.scopes),
          'expiresAt', to_char(t.expires_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')) as body
        from ${tokens} t
        join ${members} m on m.organization_id = t.organization_id and m.person_id = t.owner_id
          and m.removed_at is null
        left join ${serviceAccounts} s on s.id = t.service_account_id
        where t.revoked_at is null and s.disabled_at is null
          and t.expires_at > ${now} and t.expires_at - ${ahead} <= ${now}
          and ${lifetime} > interval '2 days'
          and not exists (select from ${tokenWarnings} w where w.token_id = t.id)),
      warned as (
        insert into ${tokenWarnings} (token_id, at) select id, ${now} from due
        on conflict do nothing returning token_id)
      insert into ${outbox} (id, organization_id, what, order_key, body, at)
      select gen_random_uuid(), due.organization_id, 'token.expiring', due.id, due.body, ${now}
      from due join warned on warned.token_id = due.id`),
  )
  return told.rowCount ?? 0
}
