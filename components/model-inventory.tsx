import type { ReactNode } from 'react'
import type { Model } from '@/lib/models/view'
import type { ModelFilters } from '@/lib/paths'
import type { Page } from '@/lib/view'
import { archivedChoice } from './archived-choice'
import type { FilterChoice } from './filter-bar'
import { FilteredList } from './filtered-list'
import { ModelTable } from './model-table'
import { projectChoices } from './project-choices'

interface ModelInventoryProps {
  org: string
  models: Page<Model>
  filters: Pick<ModelFilters, keyof ModelFilters>
  /** The address of this list with other filters. */
  addressOf: (filters: ModelFilters) => string
  /** To choose from; leave them out where the list is of one project. */
  projects?: readonly { slug: string; name: string }[]
  /** What to say where there is no model at all. */
  none: ReactNode
  now: Date
}

/** Models with their filters. */
export function ModelInventory(props: ModelInventoryProps) {
  const { org, models, filters, addressOf, projects = [], none, now } = props
  const { items, nextCursor } = models
  return (
    <FilteredList
      what="models"
      filters={{ ...filters }}
      addressOf={addressOf}
      search={{ placeholder: 'Name or part of it' }}
      choices={[newestState, ...projectChoices(projects), archivedChoice]}
      nextCursor={nextCursor}
      none={none}
    >
      {items.length > 0 && <ModelTable org={org} models={items} now={now} />}
    </FilteredList>
  )
}

const newestState: FilterChoice = {
  name: 'state',
  label: 'Newest version',
  any: 'Any newest version',
  options: [
    { value: 'pending', label: 'Pending' },
    { value: 'approved', label: 'Approved' },
    { value: 'rejected', label: 'Rejected' },
  ],
}
