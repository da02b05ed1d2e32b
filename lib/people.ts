import { type SQL, sql } from 'drizzle-orm'
import { people, serviceAccounts, tokens } from '@/db/schema/tables'
import type { ActorView } from './view'

/** The person of a column, as the JSON of an `ActorView`; joins nothing into the outer query. */
export function personView(id: SQL | { getSQL(): SQL }): SQL<ActorView> {
  return sql<ActorView>`(select json_build_object('id', p.id, 'kind', 'person', 'name', p.name)
    from ${people} p where p.id = ${id})`
}

/**
 * The token of a column if there is one, else the person: who really did it, and on whose behalf. A token of
 * a service account is shown as that.
 */
export function actorView(
  personId: SQL | { getSQL(): SQL },
  tokenId: SQL | { getSQL(): SQL },
): SQL<ActorView> {
  return sql<ActorView>`coalesce(
    (select case when s.id is null
        then json_build_object('id', t.id, 'kind', 'token', 'name', t.name || ' (token of ' || p.name || ')')
        else json_build_object('id', s.id, 'kind', 'service_account', 'name', s.name) end
      from ${tokens} t join ${people} p on p.id = t.owner_id
      left join ${serviceAccounts} s on s.id = t.service_account_id where t.id = ${tokenId}),
    ${personView(personId)})`
}
