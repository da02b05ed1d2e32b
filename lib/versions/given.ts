import { eq, type SQL, sql } from 'drizzle-orm'
import { versions } from '@/db/schema/tables'
import type { ReadDb } from '../door'
import { projectIds } from '../life/projects'
import { actorView } from '../people'
import { isoTime, given as placeholder, prepared } from '../prepared'
import type { ActorView } from '../view'
import type { CountedDecision } from './count'
import type { VersionTarget } from './find'

/** An approval as it is counted and shown. */
export interface GivenDecision extends CountedDecision {
  by: ActorView
  at: string
}

/** Far more than anyone decides on one version; the count begins anew with each refusal. */
const most = 500

/**
 * The decisions on the row of `versions` of the outer query, oldest first, as they are counted, in one
 * column. What people are now, and made, matters for approvals that are still to lead to something.
 */
export function givenTo(): SQL<GivenDecision[]> {
  return sql<GivenDecision[]>`coalesce((select json_agg(json_build_object(
      'verdict', d.verdict, 'person', d.person_id, 'override', d.override,
      'own', coalesce(d.checks ->> 'own', '') = 'true', 'stale', ${staleDecision},
      'validUntil', ${isoTime(sql`d.valid_until`)},
      'teams', array(select t.slug from teams t where t.id = any(d.team_ids)
        and (not ${matters} or t.removed_at is null and exists (select 1 from team_members tm
          where tm.team_id = t.id and tm.person_id = d.person_id)) order by t.slug),
      'ofMaker', ${matters} and (d.person_id = versions.registered_by
        or coalesce(d.person_id = versions.run_by, false) or d.person_id = any(versions.tokens_by)),
      'byToken', ${matters} and d.token_id is not null,
      'roles', case when ${matters}
        then array(select distinct h.role from held_roles h
          join members m on m.person_id = h.person_id and m.organization_id = h.organization_id
          where h.person_id = d.person_id and h.organization_id = versions.organization_id
            and m.removed_at is null and (h.scope_id in (versions.organization_id, versions.model_id)
              or h.scope_id = any(${projectIds('model', sql`versions.model_id`)}))) end,
      'by', ${actorView(sql`d.person_id`, sql`d.token_id`)}, 'at', ${isoTime(sql`d.at`)}
    ) order by d.at, d.id)
    from (select * from decisions d where d.version_id = versions.id
      order by d.at desc, d.id desc limit ${most}) d), '[]'::json)`
}

/** Whether a row `d` of `decisions` is an approval that is still to lead to something. */
const matters = sql`(d.verdict = 'approve' and d.at > coalesce(versions.decided_at, '-infinity'))`

/** Whether what a row `d` of `decisions` was based on has changed since; `versions` is its version. */
export const staleDecision = sql<boolean>`(d.evidence_digest <> versions.evidence_digest
  or d.card_changed_at is not null)`

/** The decision that the state of a row of `versions` rests on, by one of its columns. */
export function ofStanding<T>(column: SQL<T>, row: SQL = sql`versions`): SQL<T | null> {
  return sql<T | null>`(select ${column} from decisions d where d.version_id = ${row}.id
    and d.at = ${row}.decided_at order by d.id desc limit 1)`
}

/**
 * The decisions on one version, oldest first, and those of the policy's teams that the caller is in, in one
 * query whatever the policy says.
 */
export async function givenAndTeams(
  db: ReadDb,
  { version, organization, of }: Pick<VersionTarget, 'version' | 'organization' | 'of'>,
): Promise<{ given: GivenDecision[]; teams: Team[] }> {
  const mine = `{${(organization.teams ?? []).join(',')}}`
  const [found] = await decidedAndTeams(db, {}).execute({ id: version.id, mine })
  const wanted = of.policy.approvals.value.teams ?? []
  const teams = found?.teams.filter(({ slug }) => wanted.includes(slug)) ?? []
  return { given: found?.given ?? [], teams }
}

const decidedAndTeams = prepared((db, _: object) =>
  db
    .select({
      given: givenTo(),
      teams: sql<Team[]>`coalesce((select json_agg(json_build_object('id', t.id, 'slug', t.slug))
        from teams t where t.id = any(${placeholder('mine')}::uuid[])
          and t.organization_id = versions.organization_id and t.removed_at is null), '[]'::json)`,
    })
    .from(versions)
    .where(eq(versions.id, placeholder('id'))),
)

interface Team {
  id: string
  slug: string
}

/** The decisions on one version, oldest first. */
export async function givenOn(db: ReadDb, versionId: string): Promise<GivenDecision[]> {
  const [found] = await db
    .select({ given: givenTo() })
    .from(versions)
    .where(eq(versions.id, versionId))
  return found?.given ?? []
}
