import { duration, plural } from '@/lib/format'
import type { GroupItem } from '@/lib/groups/view'
import { paths } from '@/lib/paths'
import { Actor } from './actor'
import { RunState } from './run-state'
import { Time } from './time'
import { Cell, type Column, Row, RowHead, Table } from './ui/table'
import { TextLink } from './ui/text-link'

export const groupColumns: readonly Column[] = [
  { key: 'group', label: 'Name' },
  { key: 'kind', label: 'Kind', width: '7rem' },
  { key: 'state', label: 'State', width: '7.5rem' },
  { key: 'runs', label: 'Runs', width: '14rem' },
  { key: 'by', label: 'Started by', width: '10rem' },
  { key: 'took', label: 'Took', numeric: true, width: '6.5rem' },
  { key: 'when', label: 'Started', numeric: true, width: '7.5rem' },
]

interface GroupTableProps {
  org: string
  groups: readonly GroupItem[]
  now: Date
  caption?: string
}

/** Tasks and pipelines: what was started, how far it is, how its runs fared. */
export function GroupTable({ org, groups, now, caption = 'Tasks and pipelines' }: GroupTableProps) {
  return (
    <Table caption={caption} columns={groupColumns} size="lg">
      {groups.map((group) => (
        <Row key={group.group}>
          <RowHead>
            <span className="flex max-w-[38vw] flex-wrap items-baseline gap-x-2 sm:max-w-88">
              <TextLink
                href={paths.group(org, group.project, group.group)}
                quiet
                className="font-strong wrap-anywhere"
              >
                {group.group} {group.name}
              </TextLink>
              {group.node && <span className="text-ink-2 wrap-anywhere">as {group.node}</span>}
            </span>
          </RowHead>
          <Cell>{kindWord[group.kind]}</Cell>
          <Cell>
            <RunState state={group.state} />
          </Cell>
          <Cell nothing="no run">{countsOf(group)}</Cell>
          <Cell>
            <span className="line-clamp-1" title={group.createdBy.name}>
              <Actor actor={group.createdBy} />
            </span>
          </Cell>
          <Cell numeric nothing="not finished">
            {group.finishedAt &&
              duration(Date.parse(group.finishedAt) - Date.parse(group.createdAt))}
          </Cell>
          <Cell numeric>
            <span className="text-ink-2">
              <Time at={group.createdAt} now={now} />
            </span>
          </Cell>
        </Row>
      ))}
    </Table>
  )
}

export const kindWord = { task: 'Task', pipeline: 'Pipeline' } as const

const stateWords = {
  queued: 'queued',
  running: 'running',
  completed: 'completed',
  error: 'failed',
  stopped: 'stopped',
} as const

/** "12 runs: 10 completed, 2 failed" */
export function countsOf({ counts }: Pick<GroupItem, 'counts'>): string | null {
  const states = Object.keys(stateWords) as (keyof typeof stateWords)[]
  const known = states.flatMap((state) => {
    const count = counts[state] ?? 0
    return count > 0 ? [{ count, words: `${count} ${stateWords[state]}` }] : []
  })
  const total = known.reduce((sum, { count }) => sum + count, 0)
  if (total === 0) return null
  return `${plural(total, 'run')}: ${known.map(({ words }) => words).join(', ')}`
}
