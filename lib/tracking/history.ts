import { and, eq, inArray, sql } from 'drizzle-orm'
import { z } from 'zod'
import { projects, runs, trackedRuns } from '@/db/schema/tables'
import type { ReadDb } from '../door'
import { isAppError } from '../errors'
import { findOrganization } from '../organizations/find'
import { decodeCursor, page } from '../page'
import { ProjectRef } from '../projects/find'
import { query } from '../query'
import { idOfSlug } from '../slugs'
import { MetricValue } from '../view'
import { uuids } from '../visibility'
import { findTrackedRun, TrackedRunRef } from './find'
import { uuidOf } from './ids'
import { epochMs, instantOf, type LoggedNumber, type TrackedMetric } from './load'

/** Points of one answer, whatever was asked for; the rest is on the next page. */
const maxPage = 100_000

export interface History {
  points: TrackedMetric[]
  next: string | null
}

const Cursor = z.tuple([z.number(), z.number(), MetricValue])

/**
 * One metric of a run over its life, by time, then step, then value. A run or a key that is not there has
 * none: that is what clients of MLflow take from it.
 */
export const getHistory = query({
  action: 'run.read',
  input: TrackedRunRef.extend({
    key: z.string(),
    limit: z.int().min(1).default(maxPage),
    cursor: z.string().max(500).optional(),
  }),
  async load(db, input, ctx) {
    try {
      const { access, run } = await findTrackedRun(db, ctx, input)
      return { access, runId: run.id }
    } catch (error) {
      if (!isAppError(error) || error.kind !== 'not_found') throw error
      return { access: findOrganization(ctx, input.org).access, runId: null }
    }
  },

  async run({ db, subject: { runId }, input: { key, limit, cursor } }): Promise<History> {
    const after = decodeCursor(cursor, Cursor)
    if (!runId) return { points: [], next: null }
    const most = Math.min(limit, maxPage)
    const isAfter = after
      ? sql`and (m.time, m.step, m.value)
          > (${instantOf(sql`${after[0]}::float8`)}, ${after[1]}::float8, ${String(after[2])}::float8)`
      : sql``
    const { rows } = await db.execute<TrackedMetric & Record<string, unknown>>(sql`
      select ${epochMs(sql`m.time`)} as time, m.step, m.value from run_metrics m
      where m.once and m.run_id = ${runId} and m.key = ${key} ${isAfter}
      order by m.time, m.step, m.value limit ${most + 1}`)
    const points = rows.map((row) => pointOf(key, row))
    const shown = page(
      points,
      most,
      (point) => point,
      ({ time, step, value }) => [time, step, value],
    )
    return { points: shown.items, next: shown.nextCursor }
  },
})

export type RunPoint = TrackedMetric & { runId: string }

const ManyRuns = ProjectRef.extend({ runs: z.array(z.string()).max(100), key: z.string() })

/** One metric of several runs, run by run; of each as `getHistory` has it, up to so many points in all. */
export const getHistories = query({
  action: 'run.read',
  input: ManyRuns.extend({ limit: z.int().min(0).max(25_000) }),
  load: (_db, input, ctx) => findOrganization(ctx, input.org),

  async run({ db, subject: { access }, input }): Promise<RunPoint[]> {
    const ids = await known(db, access.organizationId, input)
    const { rows } = await db.execute<RunPoint & Record<string, unknown>>(sql`
      select m.* from unnest(${uuids(ids)}) as asked(id) cross join lateral (
        select m.run_id as "runId", ${epochMs(sql`m.time`)} as time, m.step, m.value
        from run_metrics m where m.once and m.run_id = asked.id and m.key = ${input.key}
        order by m.time, m.step, m.value limit ${input.limit}) m
      order by m."runId", m.time, m.step, m.value limit ${input.limit}`)
    return rows.map((row) => ({ ...pointOf(input.key, row), runId: row.runId }))
  },
})

/**
 * One metric of several runs, run by run and by step, thinned to so many points of each: evenly over the
 * points, the last one always among them. `between` are the first and the last step.
 */
export const getThinned = query({
  action: 'run.read',
  input: ManyRuns.extend({
    limit: z.int().min(1).max(2500),
    between: z.tuple([z.int(), z.int()]).optional(),
  }),
  load: (_db, input, ctx) => findOrganization(ctx, input.org),

  async run({ db, subject: { access }, input }): Promise<RunPoint[]> {
    const { key, limit, between } = input
    const ids = await known(db, access.organizationId, input)
    const within = between ? sql`and m.step between ${between[0]} and ${between[1]}` : sql``
    const { rows } = await db.execute<RunPoint & Record<string, unknown>>(sql`
      with points as (
        select m.run_id, m.time, m.step, m.value,
          row_number() over (partition by m.run_id order by m.step, m.time, m.value) - 1 as place,
          count(*) over (partition by m.run_id) as total
        from unnest(${uuids(ids)}) as asked(id)
        join run_metrics m on m.once and m.run_id = asked.id and m.key = ${key} ${within}
      )
      select run_id as "runId", ${epochMs(sql`time`)} as time, step, value from points
      where total <= ${limit} or place = total - 1
        or (${limit} > 1 and (place = 0
          or place * (${limit} - 1) / nullif(total - 1, 0)
            > (place - 1) * (${limit} - 1) / nullif(total - 1, 0)))
      order by run_id, place`)
    return rows.map((row) => ({ ...pointOf(key, row), runId: row.runId }))
  },
})

/** Those of the runs that the project has. */
async function known(
  db: ReadDb,
  organizationId: string,
  input: z.output<typeof ManyRuns>,
): Promise<string[]> {
  const asked = input.runs.flatMap((run) => uuidOf(run) ?? [])
  if (asked.length === 0) return []
  const rows = await db
    .select({ id: runs.id })
    .from(runs)
    .innerJoin(trackedRuns, eq(trackedRuns.runId, runs.id))
    .innerJoin(projects, eq(projects.id, runs.projectId))
    .where(
      and(
        inArray(runs.id, asked),
        sql`${projects.id} = ${idOfSlug('project', organizationId, input.project)}`,
        sql`${projects.life} <> 'deleted'`,
      ),
    )
  return rows.map(({ id }) => id)
}

/** The driver says NaN and the infinities as numbers. */
function pointOf(
  key: string,
  { time, step, value }: { time: number; step: number; value: unknown },
) {
  const number = Number(value)
  const told = Number.isFinite(number) ? number : (String(number) as LoggedNumber)
  return { key, time, step, value: told }
}
