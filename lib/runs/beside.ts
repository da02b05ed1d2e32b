import { and, eq, sql } from 'drizzle-orm'
import { z } from 'zod'
import { projects, runs } from '@/db/schema/tables'
import { definitionsOf } from '../metrics/definitions'
import type { Meanings } from '../metrics/direction'
import { findProject, ProjectRef } from '../projects/find'
import { query } from '../query'
import { paramValue } from '../tracking/params'
import type { Json } from '../view'
import { visibleModels } from '../visibility'
import { alone, type FoundRun, itemRow, runColumns, runItem } from './load'
import type { RunItem } from './view'

/** Runs that stand side by side: more of them are no help to anybody. */
export const mostBeside = 10

export interface RunBeside extends RunItem {
  /** What an MLflow client calls it; null for other runs. */
  name: string | null
  params: Record<string, Json>
}

/** Some runs of a project with all their parameters and latest values, in the order asked for. */
export const runsBeside = query({
  action: 'run.read',
  input: ProjectRef.extend({
    runs: z
      .array(
        z
          .int()
          .min(1)
          .max(2 ** 31 - 1),
      )
      .max(mostBeside),
  }),
  load: (db, input, ctx) => findProject(db, ctx, input),

  async run({ db, subject, input, ctx }): Promise<{ runs: RunBeside[]; meanings: Meanings }> {
    const { organizationId, id: projectId } = subject.project
    const found = await db
      .select({
        run: itemRow,
        ...runColumns(alone, visibleModels(ctx, organizationId)),
        name: sql<string | null>`(select t.name from tracked_runs t where t.run_id = runs.id)`,
        params: runs.params,
        logged: sql<Record<string, string> | null>`(select json_object_agg(p.key, p.value)
          from run_params p where p.run_id = runs.id)`,
      })
      .from(runs)
      .innerJoin(projects, eq(projects.id, runs.projectId))
      .where(
        and(
          eq(runs.projectId, projectId),
          sql`runs.number in (select jsonb_array_elements_text(${JSON.stringify(input.runs)}::jsonb)::int)`,
        ),
      )
    const byNumber = new Map(found.map((one) => [one.run.number, besideView(one)]))
    const rows = [...new Set(input.runs)].flatMap((number) => byNumber.get(number) ?? [])
    const keys = new Set(rows.flatMap(({ summary }) => Object.keys(summary)))
    return { runs: rows, meanings: await definitionsOf(db, organizationId, [...keys]) }
  },
})

interface FoundBeside extends FoundRun {
  name: string | null
  params: Record<string, Json>
  logged: Record<string, string> | null
}

/** Parameters that a client logs are in the run's row once it has ended, and beside it all the while. */
function besideView({ name, params, logged, ...found }: FoundBeside): RunBeside {
  const texts = Object.entries(logged ?? {}).map(([key, text]) => [key, paramValue(text)])
  return { ...runItem(found), name, params: { ...Object.fromEntries(texts), ...params } }
}
