import { type SQL, sql } from 'drizzle-orm'

/** What a revision `dr` of a deployment `d` is by now: the one in force, or one that was. */
export const deploymentState: SQL = sql`case when dr.id = d.current_revision_id then 'serving' else 'past' end`
