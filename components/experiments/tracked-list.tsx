import type { Experiment } from '@/lib/experiments/view'
import type { Meanings } from '@/lib/metrics/direction'
import { type ExperimentSearch, paths } from '@/lib/paths'
import type { TrackedItem } from '@/lib/tracking/view'
import type { Page } from '@/lib/view'
import { FilteredList } from '../filtered-list'
import { stateChoice } from '../run-list'
import { selectionForm } from '../selection'
import { SelectionCount } from '../selection-count'
import { Button } from '../ui/button'
import { NothingYet } from '../ui/empty'
import { lifeChoice } from './experiment-list'
import { PointHere } from './point-here'
import { TrackedTable } from './tracked-table'

interface TrackedListProps {
  org: string
  experiment: Experiment
  runs: Page<TrackedItem> & { meanings: Meanings }
  filters: ExperimentSearch
  baseUrl: string
  now: Date
}

/** The runs of an experiment, and what can be done with several of them. */
export function TrackedList({ org, experiment, runs, filters, baseUrl, now }: TrackedListProps) {
  const { project, experiment: number, name } = experiment
  return (
    <FilteredList
      what="runs"
      filters={{ ...filters }}
      addressOf={(changed) => paths.experiment(org, project, number, changed)}
      choices={[stateChoice, lifeChoice('runs')]}
      nextCursor={runs.nextCursor}
      none={
        <NothingYet how={<PointHere baseUrl={baseUrl} project={project} />}>
          Nothing has run in this experiment yet. Runs appear here once a client that logs to this
          project calls <code className="font-mono">mlflow.set_experiment({pythonText(name)})</code>{' '}
          and starts one:
        </NothingYet>
      }
    >
      {runs.items.length > 0 && (
        <>
          <TrackedTable {...{ org, project, now }} runs={runs.items} meanings={runs.meanings} />
          <form
            id={selectionForm}
            method="get"
            action={paths.compareRuns(org, project)}
            aria-label="With the selected runs"
            data-selection=""
            className="flex flex-wrap items-center gap-x-4 gap-y-2 border-y border-line bg-paper py-2"
          >
            <span data-scripted="">
              <SelectionCount />
            </span>
            <Button data-compare="">Compare</Button>
          </form>
        </>
      )}
    </FilteredList>
  )
}

/** A text as a script writes it. */
const pythonText = (text: string) => JSON.stringify(text)
