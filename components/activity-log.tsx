import type { ReactNode } from 'react'
import type { Event } from '@/lib/activity/view'
import type { ActivityFilters } from '@/lib/paths'
import type { Page } from '@/lib/view'
import { AuditList } from './audit-list'
import { spokenActions } from './audit-words'
import type { FilterChoice } from './filter-bar'
import { FilteredList } from './filtered-list'

interface ActivityLogProps {
  org: string
  events: Page<Event>
  filters: ActivityFilters
  /** The address of this log with other filters. */
  addressOf: (filters: ActivityFilters) => string
  /** Who may have acted. */
  actors: readonly { id: string | null; name: string }[]
  /** To choose from, where the log is of more than one. */
  models?: readonly { slug: string; name: string }[]
  projects?: readonly { slug: string; name: string }[]
  /** The slug of the model whose log this is. */
  withinModel?: string
  none: ReactNode
}

/** The audit log with its filters: who, which action, how it ended, when. */
export function ActivityLog(props: ActivityLogProps) {
  const { org, events, filters, addressOf, actors, withinModel, none } = props
  const { models = [], projects = [] } = props
  const { items, nextCursor } = events
  return (
    <FilteredList
      what="events"
      filters={{ ...filters }}
      addressOf={addressOf}
      choices={[
        actorChoice(actors),
        actionChoice(withinModel !== undefined),
        ...placeChoice('model', 'Model', models),
        ...placeChoice('project', 'Project', projects),
        outcomeChoice,
      ]}
      dates={[
        { name: 'from', label: 'From' },
        { name: 'to', label: 'To' },
      ]}
      nextCursor={nextCursor}
      none={none}
    >
      {items.length > 0 && (
        <div data-rows="" className="pt-3">
          <AuditList org={org} events={items} {...(withinModel ? { withinModel } : {})} />
        </div>
      )}
    </FilteredList>
  )
}

function actorChoice(actors: ActivityLogProps['actors']): FilterChoice {
  const options = actors.flatMap(({ id, name }) => (id ? [{ value: id, label: name }] : []))
  return { name: 'actor', label: 'Who', any: 'Anyone', options }
}

function placeChoice(
  name: string,
  label: string,
  places: readonly { slug: string; name: string }[],
): FilterChoice[] {
  if (places.length === 0) return []
  const options = places.map((place) => ({ value: place.slug, label: place.name }))
  return [{ name, label, any: `Any ${name}`, options }]
}

/** Reading is never recorded, so it is nothing to look for. */
function actionChoice(ofModel: boolean): FilterChoice {
  const recorded = spokenActions
    .filter((action) => !/\.(read|list|activity)$/.test(action))
    .filter((action) => !ofModel || /^(model|version|alias)\./.test(action))
  const options = recorded.map((action) => ({ value: action, label: action }))
  return { name: 'action', label: 'Action', any: 'Any action', options }
}

const outcomeChoice: FilterChoice = {
  name: 'outcome',
  label: 'Outcome',
  any: 'Done or refused',
  options: [
    { value: 'done', label: 'Done' },
    { value: 'refused', label: 'Refused' },
  ],
}
