import 'server-only'
import { z } from 'zod'
import { load, loadIfAllowed } from '@/app/load'
import { isAskable } from '@/app/load-filtered'
import type { Ctx } from '@/lib/actor'
import { listMembers } from '@/lib/members/queries'
import { runFacets } from '@/lib/runs/facets'
import { RunFilters } from '@/lib/runs/filters'
import type { listRuns } from '@/lib/runs/list'
import { listSteps } from '@/lib/runs/steps'
import { dayMs } from '@/lib/time'
import { PageInput } from '@/lib/view'

/** The search parameters of a list of runs. Days are of UTC, the last one included. */
export const runsSearch = RunFilters.extend({
  alerts: z.literal('true'),
  since: z.iso.date(),
  until: z.iso.date(),
  cursor: PageInput.shape.cursor,
})

/** What the query is asked for these, beside the place in the list. */
export function runsInput({
  until,
  cursor: _,
  sort: __,
  ...filters
}: Partial<z.output<typeof runsSearch>>): Omit<Parameters<typeof listRuns>[1], 'org'> {
  const end = until && new Date(Date.parse(until) + dayMs).toISOString()
  return { ...filters, ...(end && { until: end }) }
}

/** What there is among the runs of a list, counted; null while the filter cannot be read. */
export function runFacetsOf(ctx: Ctx, asked: Parameters<typeof runFacets>[1]) {
  return isAskable('runs', asked.q) ? load(() => runFacets(ctx, asked)) : null
}

/** What the filters offer to choose from. */
export async function runChoices(ctx: Ctx, org: string) {
  const [steps, members] = await Promise.all([
    load(() => listSteps(ctx, { org })),
    loadIfAllowed(() => listMembers(ctx, { org, limit: 500 })),
  ])
  const people = members.ok ? members.value.items.map(({ id, name }) => ({ id, name })) : []
  return { steps, people }
}
