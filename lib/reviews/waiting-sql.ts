import { type SQL, sql } from 'drizzle-orm'
import type { Membership } from '../actor'
import { isDueSql } from '../versions/due'
import { uuids } from '../visibility'

/**
 * What decides whether a version waits for somebody, as SQL over a row of `versions` with its model beside
 * it: the parts of `effectivePolicy()` and `mayApprove()` that a list cannot leave to its page.
 */

/** The policies that bear on the model of the row. */
const policiesHere = sql`policies pol
  where pol.scope_id = any(array[models.organization_id, models.id]
    || array(select mp.project_id from model_projects mp where mp.model_id = models.id))`

const nearest = sql`case pol.scope_kind when 'model' then 0 when 'project' then 1 else 2 end`

/** What is said of approvals in the nearest place that says something; of several projects each holds. */
const approvals = sql`(select said.says from (
    select pol.rules -> 'approvals' as says, rank() over (order by ${nearest}) as place
    from ${policiesHere} and pol.rules ? 'approvals') said where said.place = 1) rule`

/** Whether four eyes hold, where any policy says so. */
const fourEyes = sql`(select (pol.rules ->> 'fourEyes')::boolean from ${policiesHere} and pol.rules ? 'fourEyes'
  order by ${nearest}, (pol.rules ->> 'fourEyes')::boolean desc limit 1)`

/** Neither made by the person nor by their run, unless the policy does not mind. */
export function isOfOthers(person: string, organization: Membership): SQL {
  const own = sql`(versions.registered_by = ${person}
    or coalesce(versions.run_by = ${person}, false) or ${person} = any(versions.tokens_by))`
  return sql`(not ${own} or not coalesce(${fourEyes}, ${organization.fourEyes}))`
}

/** The policy counts approvals of the person: by its teams, or by roles that they hold on the model. */
export function countsFor(person: string, { organizationId, teams = [] }: Membership): SQL {
  return sql`(not exists (select 1 from ${approvals} where rule.says ? 'roles'
      and not rule.says -> 'roles' ? 'approver' and not exists (select 1 from held_roles h
        where h.person_id = ${person} and h.organization_id = ${organizationId}
          and (h.scope_id in (models.organization_id, models.id) or h.scope_id in (
            select mp.project_id from model_projects mp join projects p on p.id = mp.project_id
            where mp.model_id = models.id and p.life <> 'deleted'))
          and (rule.says -> 'roles' ? h.role::text or exists (
            select 1 from jsonb_array_elements_text(rule.says -> 'roles') as wanted(role)
            where array_position(${ladder}, wanted.role) < array_position(${ladder}, h.role::text)))))
    and (not exists (select 1 from ${approvals} where rule.says ? 'teams')
      or exists (select 1 from ${approvals}, teams t where rule.says -> 'teams' ? t.slug
        and t.id = any(${uuids(teams)}) and t.removed_at is null)))`
}

const ladder = sql`array['reader', 'contributor', 'maintainer', 'admin']`

/** They have not approved since the last refusal, or what they approved has changed, runs out soon or has. */
export function hasNotApproved(person: string, now: Date): SQL {
  // One look into the index for each version: as an anti-join, every decision there is would be read.
  return sql`(select true from decisions d
    where d.version_id = versions.id and d.person_id = ${person} and d.verdict = 'approve'
      and not d.override and d.evidence_digest = versions.evidence_digest
      and d.card_changed_at is null and not coalesce(${isDueSql(sql`d.valid_until`, sql`d.at`, now)}, false)
      and not exists (select 1 from decisions r
        where r.version_id = versions.id and (r.at, r.id) > (d.at, d.id)
          and (r.verdict = 'reject' or r.override
            or (r.verdict = 'withdraw' and (r.checks ->> 'own' is distinct from 'true'
              or r.person_id = ${person})))) limit 1) is null`
}
