import { and, desc, eq, lt, type SQL, sql } from 'drizzle-orm'
import { policyRevisions } from '@/db/schema/tables'
import type { ReadDb } from '../door'
import { decodeCursor, NumberCursor, page } from '../page'
import { actorView } from '../people'
import { isoTime } from '../prepared'
import type { Page } from '../view'
import { effectivePolicy } from './effective'
import { type PolicyPlace, sourcesAt } from './find'
import type { PolicyRules } from './rules'
import { type Policy, type PolicyRevision, policyView } from './view'
import { warningsOf } from './warnings'

/** What holds in a place, with what was set right there. */
export async function viewPolicy(db: ReadDb, place: PolicyPlace): Promise<Policy> {
  const policy = effectivePolicy(await sourcesAt(db, place), place.organization.fourEyes)
  const newest = policy.sources.find(({ scopeId }) => scopeId === place.scopeId)
  const own = newest ? await findRevision(db, place, newest.revision) : undefined
  return {
    ...policyView(policy),
    own: own ?? null,
    warnings: await warningsOf(db, place, policy),
  }
}

export async function findRevision(
  db: ReadDb,
  { scopeId }: PolicyPlace,
  revision: number,
): Promise<PolicyRevision | undefined> {
  const [found] = await revisions(db, scopeId, eq(policyRevisions.number, revision))
  return found
}

/** Every state that a policy was in, latest first. */
export async function pageOfRevisions(
  db: ReadDb,
  { scopeId }: PolicyPlace,
  { limit, cursor }: { limit: number; cursor?: string | undefined },
): Promise<Page<PolicyRevision>> {
  const after = decodeCursor(cursor, NumberCursor)
  const rows = await revisions(
    db,
    scopeId,
    after ? lt(policyRevisions.number, after[0]) : undefined,
    limit + 1,
  )
  return page(
    rows,
    limit,
    (row): PolicyRevision => row,
    ({ revision }) => [revision],
  )
}

function revisions(db: ReadDb, scopeId: string, which: SQL | undefined, limit = 1) {
  return db
    .select(columns)
    .from(policyRevisions)
    .where(and(eq(policyRevisions.scopeId, scopeId), which))
    .orderBy(desc(policyRevisions.number))
    .limit(limit)
}

// Column names are spelled out inside SQL: Drizzle drops their table where only one is selected from.
const columns = {
  revision: policyRevisions.number,
  rules: sql<PolicyRules>`policy_revisions.rules`,
  digest: sql<string>`'sha256:' || policy_revisions.digest`,
  note: policyRevisions.note,
  setBy: actorView(sql`policy_revisions.set_by`, sql`policy_revisions.token_id`),
  createdAt: isoTime(sql`policy_revisions.created_at`),
}
