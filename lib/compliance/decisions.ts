import { sql } from 'drizzle-orm'
import type { ReadDb } from '../door'
import { actorView } from '../people'
import { isoTime } from '../prepared'
import { isOver } from '../versions/count'
import { madeBy, type VersionTarget } from '../versions/find'
import { staleDecision } from '../versions/given'
import type { Json } from '../view'
import type { ComplianceDecision, EventRef, PolicyRef } from './view'

interface Row extends Record<string, unknown> {
  verdict: ComplianceDecision['verdict']
  person: string
  by: ComplianceDecision['by']
  at: string
  note: string
  digest: string
  bound: string | null
  teams: string[]
  override: boolean
  stale: boolean
  validUntil: string | null
  policy: PolicyRef[] | null
  checks: { [key: string]: Json } | null
  eventId: string | null
}

/** Every decision on a version with what it rested on, newest first; `eventOf` finds where it is recorded. */
export async function decisionsOn(
  db: ReadDb,
  { version }: VersionTarget,
  now: Date,
  eventOf: (decision: { eventId: string | null; action: string; at: string }) => EventRef | null,
): Promise<ComplianceDecision[]> {
  const { rows } = await db.execute<Row>(sql`
    select d.verdict, d.person_id as person, ${actorView(sql`d.person_id`, sql`d.token_id`)} as by,
      ${isoTime(sql`d.at`)} as at, d.note, d.manifest_digest as digest, d.bound_digest as bound,
      array(select t.slug from teams t where t.id = any(d.team_ids) order by t.slug) as teams,
      d.override, ${staleDecision} as stale, ${isoTime(sql`d.valid_until`)} as "validUntil",
      d.policy, d.checks, d.event_id as "eventId"
    from decisions d join versions on versions.id = d.version_id
    where d.version_id = ${version.id} order by d.at desc, d.id desc limit 200`)
  const makers = madeBy(version)
  return rows.map(({ person, eventId, checks, digest, bound, ...row }) => ({
    ...row,
    digest: `sha256:${digest}`,
    bound: bound && `sha256:${bound}`,
    expired: row.verdict === 'approve' && isOver(row.validUntil, now),
    ownWork: makers.includes(person),
    policy: row.policy?.map((one) => ({ ...one, digest: one.digest ?? null })) ?? null,
    ...readChecks(checks),
    event: eventOf({ eventId, action: actionOf(row), at: row.at }),
  }))
}

function actionOf({ verdict, override }: Row | Omit<Row, 'person'>): string {
  return override ? 'version.override' : `version.${verdict}`
}

type Checks = Pick<ComplianceDecision, 'base' | 'gates' | 'evidence'>

/** What was kept of the checks; `runChecks()` alone writes it. Decisions from before then have none. */
function readChecks(checks: Row['checks']): Checks {
  if (!checks || !('gates' in checks)) return { base: null, gates: null, evidence: null }
  const { base, gates, evidence } = checks as unknown as {
    base: { version: number } | null
    gates: Checks['gates']
    evidence: Checks['evidence']
  }
  return { base: base && `v${base.version}`, gates, evidence }
}
