import { and, desc, eq, gt, inArray, ne, sql } from 'drizzle-orm'
import { projects, runs } from '@/db/schema/tables'
import { personBehind } from '../actor'
import { findModel, ModelRef } from '../models/find'
import { query } from '../query'
import { dayMs } from '../time'

const atMost = 8
const recentDays = 30

export interface OwnRun {
  run: number
  project: string
  step: string | null
  /** How many files it made. */
  outputs: number
  finishedAt: string
}

/**
 * The runs that the caller may register a version of this model from: their own of the last 30 days in the
 * model's projects that completed, newest first, 8 at most.
 */
export const listOwnRuns = query({
  action: 'run.read',
  input: ModelRef,
  load: (db, input, ctx) => findModel(db, ctx, input),

  async run({ db, subject, ctx }): Promise<OwnRun[]> {
    const person = personBehind(ctx.actor)
    const { projectIds } = subject
    if (!person || projectIds.length === 0) return []
    const since = new Date(ctx.now().getTime() - recentDays * dayMs)
    const rows = await db
      .select({
        run: runs.number,
        project: projects.slug,
        step: runs.step,
        outputs: sql<number>`(select count(*)::int from run_outputs o where o.run_id = ${runs.id})`,
        finishedAt: runs.finishedAt,
        createdAt: runs.createdAt,
      })
      .from(runs)
      .innerJoin(projects, eq(projects.id, runs.projectId))
      .where(
        and(
          inArray(runs.projectId, projectIds),
          gt(runs.createdAt, since),
          eq(runs.createdBy, person),
          eq(runs.state, 'completed'),
          ne(projects.life, 'deleted'),
        ),
      )
      .orderBy(desc(runs.createdAt), desc(runs.id))
      .limit(atMost)
    return rows.map(({ finishedAt, createdAt, ...row }) => ({
      ...row,
      finishedAt: (finishedAt ?? createdAt).toISOString(),
    }))
  },
})
