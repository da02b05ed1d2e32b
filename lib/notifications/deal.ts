import { sql } from 'drizzle-orm'
import type { Tx } from '../door'
import { env } from '../env'
import type { Told } from '../outbox/view'
import { causesOf } from './causes'
import { candidates } from './recipients'
import { seesSql } from './sees'

/** Seconds that a mail waits for others to the same person, to go out as one. */
const gather = 15

/**
 * Puts what happened into the inboxes of those whom it concerns, and down to be mailed to those who want that:
 * members who see it now, and never whoever did it. The same twice tells nobody twice. One statement.
 */
export async function dealNotifications(tx: Tx, told: readonly Told[]): Promise<void> {
  const causes = causesOf(told)
  if (causes.length === 0) return
  const rows = JSON.stringify(causes.map((cause, n) => ({ n, ...cause })))
  await tx.execute(sql`
    with cause as materialized (
      select given.*, given.actor as by, given."actorKind" as by_kind, given.own as not_to
      from jsonb_to_recordset(${rows}::jsonb) as given(n int, id uuid, kind text, organization uuid,
        subject text, thing uuid, model uuid, at timestamptz, caused uuid, actor uuid, "actorKind" text, own uuid,
        people jsonb, teams jsonb, body jsonb, inbox boolean, mail boolean)),
    candidate as (${candidates()}),
    seen as (
      select c.n, k.person_id, k.model_id, k.extra
      from candidate k join cause c using (n)
      where k.person_id is not null and k.person_id is distinct from c.not_to
        and ${seesSql(sql`k.person_id`, sql`c.organization`, sql`k.model_id`)}),
    -- Who is asked themselves and with a team is told once, and of a recall with how many models it reaches.
    once as (
      select n, person_id, (array_agg(model_id order by extra -> 'model', model_id))[1] as model_id,
        (array_agg(extra order by extra))[1] || jsonb_build_object('models', count(distinct model_id)) as extra
      from seen group by n, person_id),
    wanted as (
      select c.*, o.person_id, o.model_id, o.extra,
        coalesce((pr.value -> c.kind ->> 'inbox')::boolean, c.inbox) as to_inbox,
        coalesce((pr.value -> c.kind ->> 'mail')::boolean, c.mail) as to_mail
      from once o join cause c using (n)
      left join preferences pr on pr.organization_id = c.organization and pr.person_id = o.person_id
        and pr.key = 'notifications'),
    -- That latest moves needs no telling to whoever is told of the decision that moved it.
    news as (
      select w.* from wanted w where (w.to_inbox or w.to_mail) and not (w.kind = 'latest' and (exists (
        select 1 from wanted d where d.person_id = w.person_id and d.kind = 'decision' and d.to_inbox
          and d.model = w.model and d.at = w.at)
        or exists (select 1 from notifications d where d.person_id = w.person_id and d.kind = 'decision'
          and d.cause_id = w.caused)))),
    -- What is dealt together is as new; by its id it stays in the order in which it happened.
    made as (
      insert into notifications (id, person_id, organization_id, kind, cause_id, subject, model_id, actor_id,
        actor_kind, body, created_at, read_at)
      select (lpad(to_hex(n), 8, '0') || substr(gen_random_uuid()::text, 9))::uuid, person_id, organization, kind, id, subject, model_id, by, by_kind,
        body || extra || jsonb_build_object('at', to_jsonb(at), 'mailOnly', not to_inbox),
        clock.now, case when to_inbox then null else clock.now end
      from news cross join (select date_trunc('milliseconds', clock_timestamp()) as now offset 0) clock
      on conflict (person_id, cause_id, kind) do nothing
      returning id, person_id, cause_id, kind, created_at)
    insert into mails (id, person_id, notification_id, next_at, created_at)
    select gen_random_uuid(), m.person_id, m.id, m.created_at + ${gather} * interval '1 second', m.created_at
    from made m join news w on w.person_id = m.person_id and w.id = m.cause_id and w.kind = m.kind
    where w.to_mail and ${env().smtp !== null}::boolean`)
}
