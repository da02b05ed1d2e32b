import type { ReactNode } from 'react'
import type { Event } from '@/lib/activity/view'
import type { ActivityFilters } from '@/lib/paths'
import type { Page } from '@/lib/view'
import {
  actionChoice,
  actorChoice,
  outcomeChoice,
  placeChoice,
  viaChoice,
} from './activity-choices'
import { ActivityExports } from './activity-exports'
import { AuditList } from './audit-list'
import { FilteredList } from './filtered-list'

interface ActivityLogProps {
  org: string
  events: Page<Event>
  filters: ActivityFilters
  /** The address of this log with other filters. */
  addressOf: (filters: ActivityFilters) => string
  /** Where all of it is had as a file. */
  exportHref: (format: 'csv' | 'jsonl' | 'ocsf') => string
  /** Who may have acted; left out where the log is of one person. */
  actors?: readonly { id: string | null; name: string }[]
  /** To choose from, where the log is of more than one. */
  models?: readonly { slug: string; name: string }[]
  projects?: readonly { slug: string; name: string }[]
  /** The slug of the model whose log this is, or of whose version. */
  withinModel?: string
  /** The log of one version has one subject. */
  ofVersion?: boolean
  /** Searches that have names. */
  views?: ReactNode
  none: ReactNode
}

/** The audit log with its filters: who, which action, on what, through which door, how it ended, when. */
export function ActivityLog(props: ActivityLogProps) {
  const { org, events, filters, addressOf, exportHref, actors, withinModel, none } = props
  const { models = [], projects = [], ofVersion = false } = props
  const { items, nextCursor } = events
  const recorded = items.some(({ origin }) => origin !== null)
  return (
    <div className="flex flex-col gap-3">
      {props.views}
      <FilteredList
        what="events"
        filters={{ ...filters }}
        addressOf={addressOf}
        choices={[
          ...(actors ? [actorChoice(actors, filters.actor)] : []),
          actionChoice(withinModel !== undefined, filters.action),
          ...placeChoice('model', 'Model', models, filters.model),
          ...placeChoice('project', 'Project', projects, filters.project),
          viaChoice,
          outcomeChoice,
        ]}
        texts={ofVersion ? [] : [subjectText]}
        dates={[
          { name: 'from', label: 'From' },
          { name: 'to', label: 'To' },
        ]}
        nextCursor={nextCursor}
        tools={<ActivityExports hrefOf={exportHref} recorded={recorded} />}
        none={none}
      >
        {items.length > 0 && (
          <div data-rows="">
            <AuditList org={org} events={items} withinModel={withinModel} />
          </div>
        )}
      </FilteredList>
    </div>
  )
}

const subjectText = { name: 'subject', label: 'On', placeholder: 'On: model://churn/v3' }
