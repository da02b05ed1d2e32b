import type { Dataset } from '@/lib/datasets/view'
import { type DatasetFilters, paths } from '@/lib/paths'
import type { Ability, Page } from '@/lib/view'
import { archivedChoice } from './archived-choice'
import { sidecar } from './dataset-elsewhere'
import { DatasetTable } from './dataset-table'
import type { FilterChoice } from './filter-bar'
import { FilteredList } from './filtered-list'
import { projectChoices } from './project-choices'
import { Snippet } from './snippets'
import { NothingYet } from './ui/empty'
import { TextLink } from './ui/text-link'
import { WhyNot } from './why-not'

interface DatasetListProps {
  org: string
  datasets: Page<Dataset>
  filters: Pick<DatasetFilters, keyof DatasetFilters>
  projects: readonly { slug: string; name: string }[]
  may: Ability
  now: Date
}

/** Datasets with their filters. */
export function DatasetList(props: DatasetListProps) {
  const { org, datasets, filters, projects, may, now } = props
  const { items, nextCursor } = datasets
  return (
    <FilteredList
      what="datasets"
      filters={{ ...filters }}
      addressOf={(changed) => paths.datasets(org, changed)}
      search={{ placeholder: 'Name or part of it' }}
      choices={[...projectChoices(projects), ...tagChoice(filters.tag), archivedChoice]}
      nextCursor={nextCursor}
      none={<FirstDataset org={org} may={may} />}
    >
      {items.length > 0 && <DatasetTable org={org} datasets={items} now={now} />}
    </FilteredList>
  )
}

/** A tag is chosen where it stands beside a dataset; here it shows, and is taken off. */
function tagChoice(tag: string | undefined): FilterChoice[] {
  if (!tag) return []
  const options = [{ value: tag, label: tag }]
  return [{ name: 'tag', label: 'Tag', any: 'Any tag', options }]
}

/** What stands in a list without datasets: how the first comes to be. */
function FirstDataset({ org, may }: Pick<DatasetListProps, 'org' | 'may'>) {
  if (!may.ok)
    return (
      <NothingYet
        how={
          <p className="text-ink-2">
            To make one: {may.reason} <WhyNot href={paths.why(org, 'dataset.create')} />
          </p>
        }
      >
        Datasets appear here with their versions.
      </NothingYet>
    )
  return (
    <NothingYet how={<Snippet what="the sidecar" code={sidecar('my-data')} />}>
      Datasets appear here with their versions.{' '}
      <TextLink href={paths.newDataset(org)}>Make one</TextLink>, or let a run make it. Beside its
      output <code className="font-mono">train.csv</code> it writes{' '}
      <code className="font-mono wrap-anywhere">train.csv.metadata.json</code>:
    </NothingYet>
  )
}
