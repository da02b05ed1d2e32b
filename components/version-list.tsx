import type { ModelWithAbilities } from '@/lib/models/view'
import { paths } from '@/lib/paths'
import type { VersionItem } from '@/lib/versions/view'
import type { Page } from '@/lib/view'
import { archivedChoice } from './archived-choice'
import type { FilterChoice } from './filter-bar'
import { FilteredList } from './filtered-list'
import { SelectionBar } from './selection-bar'
import { NothingYet } from './ui/empty'
import { TextLink } from './ui/text-link'
import { usualVersionColumns } from './usual-columns'
import { VersionTable } from './version-table'

interface VersionListProps {
  org: string
  model: Pick<ModelWithAbilities, 'slug' | 'latest' | 'abilities'>
  versions: Page<VersionItem>
  filters: { state?: string; life?: string; cursor?: string }
  now: Date
}

/** Every version of a model with the metrics that most of them have, by state if wished. */
export function VersionList({ org, model, versions, filters, now }: VersionListProps) {
  const { slug, latest, abilities } = model
  const { items, nextCursor } = versions
  return (
    <FilteredList
      what="versions"
      filters={filters}
      addressOf={(changed) => paths.versions(org, slug, changed)}
      choices={[stateChoice, archivedChoice]}
      nextCursor={nextCursor}
      none={
        <NothingYet>
          Versions appear here once a run or a member registers one.{' '}
          {abilities.register.ok && (
            <TextLink href={paths.newVersion(org, slug)}>Upload the first</TextLink>
          )}
        </NothingYet>
      }
    >
      {items.length > 0 && (
        <div className="flex flex-col gap-3">
          <VersionTable
            org={org}
            versions={items}
            now={now}
            latest={latest?.version ?? null}
            columns={usualVersionColumns(items)}
            selectable
          />
          <SelectionBar org={org} q={filterOf(slug, filters)} />
        </div>
      )}
    </FilteredList>
  )
}

/** What the list shows, as a filter over all versions. */
function filterOf(model: string, { state, life }: VersionListProps['filters']): string {
  return [`model:${model}`, state && `state:${state}`, life === 'archived' && 'is:archived']
    .filter(Boolean)
    .join(' ')
}

const stateChoice: FilterChoice = {
  name: 'state',
  label: 'State',
  any: 'Any state',
  options: [
    { value: 'pending', label: 'Pending' },
    { value: 'approved', label: 'Approved' },
    { value: 'rejected', label: 'Rejected' },
  ],
}
