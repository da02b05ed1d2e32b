import { eq, type SQL, sql } from 'drizzle-orm'
import type { z } from 'zod'
import { projects, runs } from '@/db/schema/tables'
import { type Ctx, personBehind } from '../actor'
import type { ReadDb } from '../door'
import type { Filter } from '../filter/tree'
import { there } from '../life/there'
import { page } from '../page'
import { runsThat } from '../search/compile'
import { projectIs } from '../search/data'
import {
  afterOf,
  foundIn,
  foundOrder,
  foundValues,
  inOrder,
  orderOf,
  type Sorts,
} from '../search/order'
import { runDuration } from '../search/run-terms'
import type { Scope } from '../search/scope'
import { texts } from '../search/values'
import { idOfSlug } from '../slugs'
import type { Page } from '../view'
import { visibleModels } from '../visibility'
import { needProjectOf, type RunFilters } from './filters'
import { inLists, itemRow, runColumns, runItem } from './load'
import type { RunItem } from './view'

export interface AskedRuns extends Omit<z.output<typeof RunFilters>, 'q'> {
  filter: Filter | null
}

/** One page of the runs that a filter is true of, newest first. */
export async function pageOfRuns(
  db: ReadDb,
  ctx: Ctx,
  organizationId: string,
  asked: AskedRuns & { limit: number; cursor?: string | undefined },
): Promise<Page<RunItem>> {
  const { limit, sort = '-created' } = asked
  const order = orderOf(sort, runSorts)
  const after = afterOf(asked.cursor, order)
  const seen = visibleModels(ctx, organizationId)
  const { from, where } = thoseRuns(ctx, organizationId, asked)
  const rows = await inOrder(order, after, limit + 1, (stretch, after, limit) => {
    const found = foundIn(stretch, { id: sql`runs.id`, from, where, after, limit })
    return db
      .select({ run: itemRow, ...runColumns(inLists, seen), values: foundValues(stretch) })
      .from(runs)
      .innerJoin(found, sql`found.id = runs.id`)
      .innerJoin(projects, eq(projects.id, runs.projectId))
      .orderBy(foundOrder(stretch))
  })
  return page(
    rows,
    limit,
    ({ row }) => runItem(row),
    (row) => row.cursor,
  )
}

/** The rows of `runs` that everything that was asked for is true of; those of archived projects by project only. */
export function thoseRuns(
  ctx: Ctx,
  organizationId: string,
  asked: AskedRuns,
): { from: SQL; where: SQL } {
  const scope: Scope = { ctx, organizationId, meanings: new Map() }
  needProjectOf(asked)
  const { project, filter } = asked
  const all = [
    sql`runs.organization_id = ${organizationId}`,
    runsThat(filter, scope).is,
    ...narrowed(asked, scope),
    project === undefined
      ? sql`exists (select 1 from projects p where p.id = runs.project_id and p.life = 'live')`
      : sql`exists (select 1 from projects p where p.id = runs.project_id and ${there('p')}
          and ${projectIs([project], scope)})`,
  ]
  return { from: sql`runs`, where: sql.join(all, sql` and `) }
}

function narrowed(asked: AskedRuns, { ctx, organizationId }: Scope): SQL[] {
  const { project, state, step, tag, person, group, alerts, since, until } = asked
  const all: SQL[] = []
  if (state) all.push(sql`runs.state = ${state}`)
  if (step) all.push(sql`runs.step = ${step}`)
  if (tag) all.push(sql`runs.tags @> ${texts([tag])}`)
  if (person)
    all.push(sql`runs.created_by = ${person === 'me' ? personBehind(ctx.actor) : person}::uuid`)
  if (group !== undefined)
    all.push(sql`runs.group_id = (select g.id from run_groups g
      where g.project_id = ${idOfSlug('project', organizationId, project ?? '')}
        and g.number = ${group})`)
  if (alerts) all.push(sql`jsonb_array_length(runs.alerts) > 0`)
  if (since) all.push(sql`runs.created_at >= ${new Date(since).toISOString()}::timestamptz`)
  if (until) all.push(sql`runs.created_at < ${new Date(until).toISOString()}::timestamptz`)
  return all
}

const id = { is: sql`runs.id`, type: 'id' } as const

const runSorts: Sorts = {
  id: id.is,
  created: sql`runs.created_at`,
  fields: {
    created: { keys: [{ is: sql`runs.created_at`, type: 'time' }, id] },
    finished: {
      where: sql`runs.finished_at is not null`,
      keys: [{ is: sql`runs.finished_at`, type: 'time' }, id],
      lacks: sql`runs.finished_at is null`,
    },
    duration: {
      where: sql`runs.finished_at is not null`,
      keys: [{ is: runDuration, type: 'float' }, id],
      lacks: sql`runs.finished_at is null`,
    },
  },
  named: {
    metric: (key) => ({
      join: sql`join run_summaries x on x.run_id = runs.id and x.key = ${key}`,
      where: sql`x.value < 'NaN'::float8`,
      keys: [{ is: sql`x.value`, type: 'float' }, id],
      lacks: sql`not exists (select 1 from run_summaries x where x.run_id = runs.id
        and x.key = ${key} and x.value < 'NaN'::float8)`,
    }),
  },
}
