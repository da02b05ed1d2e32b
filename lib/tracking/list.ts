import { eq, type SQL, sql } from 'drizzle-orm'
import { projects, runs, trackedRuns } from '@/db/schema/tables'
import type { Ctx } from '../actor'
import type { ReadDb } from '../door'
import { findExperiment } from '../experiments/find'
import { ExperimentLife } from '../experiments/list'
import { ExperimentRef } from '../experiments/view'
import { definitionsOf } from '../metrics/definitions'
import type { Meanings } from '../metrics/direction'
import { decodeCursor, page, TimeCursor } from '../page'
import { isoTime } from '../prepared'
import { query } from '../query'
import { inLists, itemRow, runColumns, runItem } from '../runs/load'
import { RunState } from '../runs/view'
import { type Page, PageInput } from '../view'
import { uuids, visibleModels } from '../visibility'
import type { TrackedItem } from './view'

/** Runs that stand below one that is nested in none; more of them are counted, up to a bound. */
const nestedAtMost = 10
const countedChildren = 1000

interface ExperimentRuns extends Page<TrackedItem> {
  /** What the metrics of these runs mean. */
  meanings: Meanings
}

/**
 * The runs of an experiment, the last started first, each followed by those that are nested in it, however
 * deep. Narrowed to a state, or to those that were deleted, all stand side by side.
 */
export const listExperimentRuns = query({
  action: 'run.read',
  input: ExperimentRef.extend({
    state: RunState.optional(),
    life: ExperimentLife,
    ...PageInput.shape,
  }),
  load: (db, input, ctx) => findExperiment(db, ctx, input),

  async run({ db, subject, input, ctx }): Promise<ExperimentRuns> {
    const { experiment } = subject
    const after = decodeCursor(input.cursor, TimeCursor)
    const rows = await placesOf(db, { experimentId: experiment.id, ...input, after })
    // The page is cut by the runs that are nested in none.
    const tops = page(
      rows.filter(({ nested }) => !nested),
      input.limit,
      ({ id }) => id,
      ({ startedAt, id }) => [startedAt, id],
    )
    const shown = new Set(tops.items)
    const places = rows.filter(({ id, top }) => shown.has(top ?? id))
    const items = await loadItems(db, ctx, experiment.organizationId, places)
    const keys = new Set(items.flatMap(({ summary }) => Object.keys(summary)))
    return {
      items,
      nextCursor: tops.nextCursor,
      meanings: await definitionsOf(db, experiment.organizationId, [...keys]),
    }
  },
})

interface Place extends Record<string, unknown> {
  id: string
  startedAt: string
  nested: boolean
  /** The run that it stands below. */
  top: string | null
}

interface Asked {
  experimentId: string
  state?: string | undefined
  life: 'live' | 'deleted'
  limit: number
  after: [string, string] | null
}

/** Which runs a page holds, in order, and one run more that tells whether another page follows. */
async function placesOf(db: ReadDb, asked: Asked): Promise<Place[]> {
  const { experimentId, state, life, limit, after } = asked
  const isTree = state === undefined && life === 'live'
  const alive = (alias: SQL) => sql`${alias}.experiment_id = ${experimentId}
    and ${alias}.deleted_at is null`
  const isTop = sql`not exists (select 1 from tracked_runs p
    where p.run_id = t.parent_id and ${alive(sql`p`)})`
  const { rows } = await db.execute<Place>(sql`
    with tops as materialized (
      select t.run_id, t.start_time,
        row_number() over (order by t.start_time desc, t.run_id) as place
      from tracked_runs t ${state ? sql`join runs r on r.id = t.run_id` : sql``}
      where t.experiment_id = ${experimentId}
        and (t.deleted_at is not null) = ${life === 'deleted'}
        and ${isTree ? isTop : sql`true`}
        and ${state ? sql`r.state = ${state}` : sql`true`}
        and ${after ? isAfter(after) : sql`true`}
      order by t.start_time desc, t.run_id limit ${limit + 1})
    select run_id as id, ${isoTime(sql`start_time`)} as "startedAt", nested, top from (
      select run_id, start_time, false as nested, null::uuid as top, place, 0 as below from tops
      ${isTree ? sql`union all ${nestedIn(alive)}` : sql``}) placed
    order by place, below`)
  return rows
}

/**
 * Trees in the order of their branches, each run before those that are nested in it. The path to a run is the
 * places of all that it is in, and its own; as many as they add up to come no later than it.
 */
const nestedIn = (alive: (alias: SQL) => SQL) => sql`
  select c.run_id, c.start_time, true, tops.run_id, tops.place, c.below
  from tops cross join lateral (
    with recursive nested as (
      select tops.run_id, tops.start_time, array[]::bigint[] as path, 0::bigint as before
      union all
      select n.run_id, n.start_time, w.path || n.at, w.before + n.at
      from nested w cross join lateral (
        select run_id, start_time, row_number() over (order by start_time desc, run_id) as at
        from tracked_runs n where n.parent_id = w.run_id and ${alive(sql`n`)}
        order by start_time desc, run_id limit ${nestedAtMost}) n
      where w.before + n.at <= ${nestedAtMost})
    select run_id, start_time, row_number() over (order by path) as below
    from nested where path <> '{}' order by path limit ${nestedAtMost}) c`

/** Later starts come first; of the same moment the ids are in order. */
const isAfter = ([at, id]: [string, string]) => sql`(t.start_time < ${at}::timestamptz
  or (t.start_time = ${at}::timestamptz and t.run_id > ${id}::uuid))`

interface LoadedTracking {
  name: string
  reportedUser: string
  startedAt: string
  endedAt: string | null
  deletedAt: string | null
  params: Record<string, string> | null
  parent: { run: number; name: string } | null
  children: number
}

async function loadItems(
  db: ReadDb,
  ctx: Ctx,
  organizationId: string,
  places: readonly Place[],
): Promise<TrackedItem[]> {
  const ids = places.map(({ id }) => id)
  const found = await db
    .select({
      run: itemRow,
      ...runColumns(inLists, visibleModels(ctx, organizationId)),
      tracking: sql<LoadedTracking>`json_build_object(
        'name', tracked_runs.name,
        'reportedUser', tracked_runs.user_name,
        'startedAt', ${isoTime(sql`tracked_runs.start_time`)},
        'endedAt', ${isoTime(sql`tracked_runs.end_time`)},
        'deletedAt', ${isoTime(sql`tracked_runs.deleted_at`)},
        'params', (select json_object_agg(p.key, left(p.value, 200) order by p.key)
          from (select key, value from run_params where run_id = tracked_runs.run_id
            order by key limit 50) p),
        'parent', (select json_build_object('run', r.number, 'name', p.name)
          from tracked_runs p join runs r on r.id = p.run_id
          where p.run_id = tracked_runs.parent_id and p.deleted_at is null),
        'children', (select count(*) from (select 1 from tracked_runs c
          where c.parent_id = tracked_runs.run_id and c.deleted_at is null
          limit ${countedChildren + 1}) counted))`,
    })
    .from(runs)
    .innerJoin(projects, eq(projects.id, runs.projectId))
    .innerJoin(trackedRuns, eq(trackedRuns.runId, runs.id))
    .where(sql`${runs.id} = any(${uuids(ids)})`)
  const byId = new Map(found.map((one) => [one.run.id, one]))
  return places.flatMap(({ id, nested }) => {
    const one = byId.get(id)
    return one ? [trackedItem(one, nested)] : []
  })
}

function trackedItem(
  found: Parameters<typeof runItem>[0] & { tracking: LoadedTracking },
  nested: boolean,
): TrackedItem {
  const { params, children, ...tracking } = found.tracking
  return {
    ...runItem(found),
    ...tracking,
    params: params ?? {},
    nested,
    children: { count: Math.min(children, countedChildren), more: children > countedChildren },
  }
}
