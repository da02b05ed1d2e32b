import { paths } from '@/lib/paths'
import type { RunItem } from '@/lib/runs/view'
import type { Page } from '@/lib/view'
import { commonMetrics } from './common-metrics'
import type { FilterChoice } from './filter-bar'
import { FilteredList } from './filtered-list'
import { RunTable } from './run-table'
import { Snippet } from './snippets'
import { NothingYet } from './ui/empty'

interface RunListProps {
  org: string
  /** The slug of the project. */
  project: string
  runs: Page<RunItem>
  filters: { state?: string; cursor?: string }
  baseUrl: string
  now: Date
}

/** The runs of a project with the figures that most of them report, by state if wished. */
export function RunList({ org, project, runs, filters, baseUrl, now }: RunListProps) {
  const { items, nextCursor } = runs
  return (
    <FilteredList
      what="runs"
      filters={filters}
      addressOf={(changed) => paths.runs(org, project, changed)}
      choices={[stateChoice]}
      nextCursor={nextCursor}
      none={<FirstRun baseUrl={baseUrl} project={project} />}
    >
      {items.length > 0 && (
        <RunTable
          org={org}
          runs={items}
          now={now}
          metricKeys={commonMetrics(
            items.map(({ summary }) => summary),
            2,
          )}
        />
      )}
    </FilteredList>
  )
}

function FirstRun({ baseUrl, project }: { baseUrl: string; project: string }) {
  const code = [
    `curl -fO ${baseUrl}${paths.cli()}`,
    `node hub.mjs login ${baseUrl}`,
    `node hub.mjs run train --project ${project}`,
  ].join('\n')
  return (
    <NothingYet how={<Snippet what="the commands" code={code} />}>
      Runs of this project appear here. Start a step of a valohai.yaml from its folder:
    </NothingYet>
  )
}

const stateChoice: FilterChoice = {
  name: 'state',
  label: 'State',
  any: 'Any state',
  options: [
    { value: 'running', label: 'Running' },
    { value: 'completed', label: 'Completed' },
    { value: 'error', label: 'Error' },
    { value: 'stopped', label: 'Stopped' },
    { value: 'queued', label: 'Queued' },
  ],
}
