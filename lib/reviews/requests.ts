import { type SQL, sql } from 'drizzle-orm'
import type { ReadDb } from '../door'
import { actorView, personView } from '../people'
import { isoTime } from '../prepared'
import { query } from '../query'
import { findVersion, VersionRef } from '../versions/find'
import type { ReviewRequest } from './view'

/** Who is asked for a review of a version and has not decided yet, first asked first. */
export const listRequests = query({
  action: 'version.read',
  input: VersionRef,
  load: (db, input, ctx) => findVersion(db, ctx, input),
  run: async ({ db, subject }) => ({ items: await openRequests(db, subject.version.id) }),
})

/** The same of a version that was found already. */
export async function openRequests(db: ReadDb, versionId: string): Promise<ReviewRequest[]> {
  const { rows } = await db.execute<{ requests: ReviewRequest[] }>(
    sql`select ${requestsOf(sql`${versionId}::uuid`)} as requests`,
  )
  return rows[0]?.requests ?? []
}

/** Open requests of the version of the outer query, as one column. */
export function requestsOf(versionId: SQL): SQL<ReviewRequest[]> {
  return sql<ReviewRequest[]>`coalesce((select json_agg(json_build_object('id', q.id,
      'person', ${personView(sql`q.person_id`)},
      'team', (select json_build_object('slug', t.slug, 'name', t.name)
        from teams t where t.id = q.team_id),
      'by', ${actorView(sql`q.requested_by`, sql`q.token_id`)},
      'note', q.note, 'at', ${isoTime(sql`q.created_at`)}) order by q.created_at, q.id)
    from review_requests q where q.version_id = ${versionId} and q.closed_at is null), '[]'::json)`
}
