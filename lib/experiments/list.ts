import { sql } from 'drizzle-orm'
import { z } from 'zod'
import { decodeCursor, page } from '../page'
import { isoTime } from '../prepared'
import { findProject, ProjectRef } from '../projects/find'
import { query } from '../query'
import type { RunItem } from '../runs/view'
import { type Page, PageInput } from '../view'
import type { ExperimentItem } from './view'

/** Runs are counted up to this many, so that a list costs the same whatever was logged. */
const countedRuns = 1000

/** Which experiments a list holds: those in use, or those that were deleted. */
export const ExperimentLife = z.enum(['live', 'deleted']).default('live')

/** The experiments of a project, the newest first. */
export const listExperiments = query({
  action: 'experiment.read',
  input: ProjectRef.extend({ life: ExperimentLife, ...PageInput.shape }),
  load: (db, input, ctx) => findProject(db, ctx, input),

  async run({ db, subject, input }): Promise<Page<ExperimentItem>> {
    const below = decodeCursor(input.cursor, ExperimentCursor)
    const isDeleted = input.life === 'deleted'
    // Deleting an experiment deletes its runs, so that its own list counts all of them.
    const there = isDeleted ? sql`true` : sql`t.deleted_at is null`
    const { rows } = await db.execute<ExperimentRowView>(sql`
      select e.number, e.name, ${isoTime(sql`e.created_at`)} as "createdAt",
        ${isoTime(sql`e.deleted_at`)} as "deletedAt",
        (select count(*)::int from (select 1 from tracked_runs t
          where t.experiment_id = e.id and ${there} limit ${countedRuns + 1}) counted) as runs,
        (select json_build_object('run', r.number, 'name', t.name, 'state', r.state,
            'startedAt', ${isoTime(sql`t.start_time`)})
          from tracked_runs t join runs r on r.id = t.run_id
          where t.experiment_id = e.id and ${there}
          order by t.start_time desc, t.run_id limit 1) as latest
      from experiments e
      where e.project_id = ${subject.project.id}
        and (e.deleted_at is not null) = ${isDeleted}
        and ${below ? sql`e.number < ${below[0]}` : sql`true`}
      order by e.number desc limit ${input.limit + 1}`)
    return page(rows, input.limit, experimentItem, ({ number }) => [number])
  },
})

const ExperimentCursor = z.tuple([z.int().nonnegative()])

interface ExperimentRowView extends Record<string, unknown> {
  number: number
  name: string
  createdAt: string
  deletedAt: string | null
  runs: number
  latest: { run: number; name: string; state: RunItem['state']; startedAt: string } | null
}

function experimentItem({ number, runs, ...rest }: ExperimentRowView): ExperimentItem {
  const { name, latest, createdAt, deletedAt } = rest
  const more = runs > countedRuns
  return {
    experiment: number,
    ...{ name, latest, createdAt, deletedAt },
    runs: { count: Math.min(runs, countedRuns), more },
  }
}
