import type { ExperimentItem } from '@/lib/experiments/view'
import { paths } from '@/lib/paths'
import type { Page } from '@/lib/view'
import type { FilterChoice } from '../filter-bar'
import { FilteredList } from '../filtered-list'
import { NothingYet } from '../ui/empty'
import { TextLink } from '../ui/text-link'
import { ExperimentTable } from './experiment-table'
import { PointHere } from './point-here'

interface ExperimentListProps {
  org: string
  project: string
  experiments: Page<ExperimentItem>
  filters: { life?: string | undefined; cursor?: string | undefined }
  baseUrl: string
  now: Date
}

/** The experiments of a project: what MLflow clients call their groups of runs. */
export function ExperimentList(props: ExperimentListProps) {
  const { org, project, experiments, filters, baseUrl, now } = props
  return (
    <FilteredList
      what="experiments"
      filters={filters}
      addressOf={(changed) => paths.experiments(org, project, changed)}
      choices={[lifeChoice('experiments')]}
      nextCursor={experiments.nextCursor}
      none={
        <NothingYet
          how={
            <>
              <PointHere baseUrl={baseUrl} project={project} />
              <p className="text-ink-2">
                A token is made under <TextLink href={paths.tokens(org)}>Settings, Tokens</TextLink>
                .
              </p>
            </>
          }
        >
          Experiments of MLflow clients appear here with their runs. A training script needs no
          change but where it logs to:
        </NothingYet>
      }
    >
      {experiments.items.length > 0 && (
        <ExperimentTable org={org} project={project} experiments={experiments.items} now={now} />
      )}
    </FilteredList>
  )
}

/** Those in use, or those that a client deleted, which are kept. */
export const lifeChoice = (what: string): FilterChoice => ({
  name: 'life',
  label: 'Deleted in MLflow',
  any: 'In use',
  options: [{ value: 'deleted', label: `Deleted ${what}` }],
})
