import { and, desc, eq, ilike, or, type SQL, sql } from 'drizzle-orm'
import { externalJobs, type runStates } from '@/db/schema/tables'
import { likePattern } from '../../like'
import { findOrganization } from '../../organizations/find'
import { decodeCursor, page, TimeCursor } from '../../page'
import { query } from '../../query'
import { OrganizationRef, type Page, PageInput, PlainText } from '../../view'

export interface OutsideJob {
  id: string
  namespace: string
  name: string
  /** ISO 8601 */
  seenAt: string
  /** The run that was heard of last; none where events told of the job alone. */
  latest: { id: string; state: (typeof runStates)[number] } | null
}

/** The jobs of other systems, those heard of last first. */
export const listOutsideJobs = query({
  action: 'lineage.read',
  input: OrganizationRef.extend({ q: PlainText(200).optional(), ...PageInput.shape }),
  load: (_db, input, ctx) => findOrganization(ctx, input.org),

  async run({ db, subject: { access }, input }): Promise<Page<OutsideJob>> {
    const after = decodeCursor(input.cursor, TimeCursor)
    const { id, namespace, name, updatedAt } = externalJobs
    const rows = await db
      .select({ id, namespace, name, updatedAt, latest })
      .from(externalJobs)
      .where(
        and(
          eq(externalJobs.organizationId, access.organizationId),
          ...wordsOf(input.q),
          after
            ? sql`(${updatedAt}, ${id}) < (${after[0]}::timestamptz, ${after[1]}::uuid)`
            : undefined,
        ),
      )
      .orderBy(desc(updatedAt), desc(id))
      .limit(input.limit + 1)
    return page(
      rows,
      input.limit,
      ({ updatedAt, ...job }) => ({ ...job, seenAt: updatedAt.toISOString() }),
      (row) => [row.updatedAt.toISOString(), row.id],
    )
  },
})

const latest = sql<OutsideJob['latest']>`(
  select json_build_object('id', r.id, 'state', r.state) from external_runs r
  where r.job_id = external_jobs.id order by r.event_at desc, r.id desc limit 1)`

/** Every word must stand in the namespace or the name. */
function wordsOf(q: string | undefined): (SQL | undefined)[] {
  const words = q?.split(/\s+/).filter(Boolean).slice(0, 10) ?? []
  return words.map((word) => {
    const pattern = likePattern(word)
    return or(ilike(externalJobs.namespace, pattern), ilike(externalJobs.name, pattern))
  })
}
