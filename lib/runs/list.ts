import { and, desc, eq, gte, lt, ne, type SQL, sql } from 'drizzle-orm'
import { projects, runs } from '@/db/schema/tables'
import { personBehind } from '../actor'
import { findOrganization } from '../organizations/find'
import { decodeCursor, NumberCursor, page, TimeCursor } from '../page'
import { given, prepared } from '../prepared'
import { query } from '../query'
import { SortedCursor } from '../search/order'
import { readFilter } from '../search/read'
import { idOfSlug } from '../slugs'
import { OrganizationRef, type Page, PageInput } from '../view'
import { sightOf } from '../visibility'
import { needProjectOf, RunFilters } from './filters'
import { inLists, itemRow, runColumns, runItem } from './load'
import { pageOfRuns } from './search'
import type { RunItem } from './view'

/** The runs of an organization or of one project, newest first; those of archived projects by project only. */
export const listRuns = query({
  action: 'run.read',
  input: OrganizationRef.extend({
    ...RunFilters.shape,
    limit: PageInput.shape.limit,
    cursor: SortedCursor,
  }),
  load: (_db, input, ctx) => findOrganization(ctx, input.org),

  async run({ db, subject, input, ctx }): Promise<Page<RunItem>> {
    const { organizationId } = subject.organization
    const { project, state, step, tag, person, group, alerts, since, until, limit } = input
    needProjectOf(input)
    const filter = readFilter(input.q, 'runs')
    if (filter || input.sort !== undefined)
      return pageOfRuns(db, ctx, organizationId, { ...input, filter })
    const byTime = project === undefined || since !== undefined || until !== undefined
    // Within a project the numbers are the order, and an index holds them.
    const after = byTime ? decodeCursor(input.cursor, TimeCursor) : null
    const below = byTime ? null : decodeCursor(input.cursor, NumberCursor)
    const rows = await newestFirst(db, {
      project: project !== undefined,
      state: state !== undefined,
      step: Boolean(step),
      tag: Boolean(tag),
      person: person !== undefined,
      group: group !== undefined,
      alerts: alerts === true,
      since: since !== undefined,
      until: until !== undefined,
      after: after !== null || below !== null,
    }).execute({
      ...sightOf(ctx, organizationId),
      organizationId,
      project,
      state,
      step,
      tags: tag && [tag],
      person: person === 'me' ? personBehind(ctx.actor) : person,
      group,
      since: since && new Date(since).toISOString(),
      until: until && new Date(until).toISOString(),
      at: after?.[0],
      id: after?.[1],
      number: below?.[0],
      limit: limit + 1,
    })
    return page(rows, limit, runItem, ({ run }) =>
      byTime ? [run.createdAt, run.id] : [run.number],
    )
  },
})

interface Narrowed {
  project: boolean
  state: boolean
  step: boolean
  tag: boolean
  person: boolean
  group: boolean
  alerts: boolean
  since: boolean
  until: boolean
  after: boolean
}

const newestFirst = prepared((db, narrowed: Narrowed) => {
  const { project, after, since, until } = narrowed
  const byNumber = project && !since && !until
  const below = byNumber
    ? lt(runs.number, given('number'))
    : sql`(${runs.createdAt}, ${runs.id}) < (${given('at')}::timestamptz, ${given('id')}::uuid)`
  return db
    .select({ run: itemRow, ...runColumns(inLists) })
    .from(runs)
    .innerJoin(projects, eq(projects.id, runs.projectId))
    .where(
      and(
        eq(runs.organizationId, given('organizationId')),
        project ? sql`${runs.projectId} = ${projectGiven}` : undefined,
        project ? ne(projects.life, 'deleted') : eq(projects.life, 'live'),
        ...conditions(narrowed),
        after ? below : undefined,
      ),
    )
    .orderBy(...(byNumber ? [desc(runs.number)] : [desc(runs.createdAt), desc(runs.id)]))
    .limit(given('limit'))
})

const projectGiven = idOfSlug('project', given('organizationId'), given('project'))

function conditions(narrowed: Narrowed): (SQL | undefined)[] {
  const { state, step, tag, person, group, alerts, since, until } = narrowed
  return [
    state ? eq(runs.state, given('state')) : undefined,
    step ? eq(runs.step, given('step')) : undefined,
    tag ? sql`${runs.tags} @> ${given('tags')}::text[]` : undefined,
    person ? eq(runs.createdBy, given('person')) : undefined,
    group
      ? sql`${runs.groupId} = (select g.id from run_groups g
          where g.project_id = ${projectGiven} and g.number = ${given('group')})`
      : undefined,
    alerts ? sql`jsonb_array_length(${runs.alerts}) > 0` : undefined,
    since ? gte(runs.createdAt, sql`${given('since')}::timestamptz`) : undefined,
    until ? lt(runs.createdAt, sql`${given('until')}::timestamptz`) : undefined,
  ]
}
