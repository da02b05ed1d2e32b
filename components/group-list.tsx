import type { GroupItem } from '@/lib/groups/view'
import { paths } from '@/lib/paths'
import type { Page } from '@/lib/view'
import type { FilterChoice } from './filter-bar'
import { FilteredList } from './filtered-list'
import { GroupTable } from './group-table'
import { Snippet } from './snippets'
import { NothingYet } from './ui/empty'

interface GroupListProps {
  org: string
  project: string
  groups: Page<GroupItem>
  filters: { kind?: string | undefined; state?: string | undefined; cursor?: string | undefined }
  now: Date
}

/** The tasks and pipelines of a project. */
export function GroupList({ org, project, groups, filters, now }: GroupListProps) {
  return (
    <FilteredList
      what="tasks and pipelines"
      filters={filters}
      addressOf={(changed) => paths.groups(org, project, changed)}
      choices={[kindChoice, stateChoice]}
      nextCursor={groups.nextCursor}
      none={
        <NothingYet
          how={
            <Snippet
              what="the commands"
              code={'hub task run sweep -j 4\nhub pipeline run train-all'}
            />
          }
        >
          What starts several runs at once appears here: a task is one step many times, a pipeline
          is several steps in order. Both are written in a valohai.yaml and started from its folder:
        </NothingYet>
      }
    >
      {groups.items.length > 0 && <GroupTable org={org} groups={groups.items} now={now} />}
    </FilteredList>
  )
}

const kindChoice: FilterChoice = {
  name: 'kind',
  label: 'Kind',
  any: 'Tasks and pipelines',
  options: [
    { value: 'task', label: 'Tasks' },
    { value: 'pipeline', label: 'Pipelines' },
  ],
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
  ],
}
