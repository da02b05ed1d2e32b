import { z } from 'zod'
import { listActivity } from '@/lib/activity/queries'
import { type ActivityFilters, paths, withSearch } from '@/lib/paths'
import { dayMs } from '@/lib/time'

/** The search parameters of an activity page. Days are of UTC, the last one included. */
export const activitySearch = listActivity.input
  .pick({ actor: true, action: true, subject: true, via: true, outcome: true, cursor: true })
  .extend({ from: z.iso.date(), to: z.iso.date() })

type Search = Partial<z.output<typeof activitySearch>>

/** What the query is asked for these. */
export function activityInput({ from, to, ...rest }: Search) {
  return {
    ...rest,
    ...(from && { from: startOf(from) }),
    ...(to && { to: startOf(to, 1) }),
  }
}

/** Where a whole search is had as a file. `fixed` is what the page is about. */
export function exportHref(org: string, filters: Search, fixed: ActivityFilters = {}) {
  const { cursor: _page, ...search } = activityInput(filters)
  return (format: 'csv' | 'jsonl' | 'ocsf') =>
    paths.activityExport(org, { ...search, ...fixed, format })
}

/** A search as it stands in the address, without the page of it. */
export function queryOf(filters: ActivityFilters): string {
  return withSearch('', { ...filters, cursor: undefined }).slice(1)
}

function startOf(day: string, later = 0): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + later * dayMs).toISOString()
}
