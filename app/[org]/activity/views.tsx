import { load } from '@/app/load'
import { ActivityViews } from '@/components/activity-views'
import { shippedViews } from '@/lib/activity/views'
import type { Ctx } from '@/lib/actor'
import type { ActivityFilters } from '@/lib/paths'
import { getPreferences } from '@/lib/preferences/queries'
import { queryOf } from '../activity-search'
import { remove, rename, save } from './actions'

interface ViewsProps {
  ctx: Ctx
  org: string
  filters: ActivityFilters
  /** The address of the log without a search. */
  base: string
}

/** The named searches of whoever looks at a log. */
export async function Views({ ctx, org, filters, base }: ViewsProps) {
  const kept = await load(() => getPreferences(ctx, { org }))
  const query = queryOf(filters)
  return (
    <ActivityViews
      shipped={shippedViews}
      own={kept['activity.views'] ?? []}
      query={query}
      addressOf={(of) => (of ? `${base}?${of}` : base)}
      save={save.bind(null, { org, query })}
      rename={(name) => rename.bind(null, { org, name })}
      remove={(name) => remove.bind(null, { org, name })}
    />
  )
}
