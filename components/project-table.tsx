import { count } from '@/lib/format'
import { paths } from '@/lib/paths'
import type { Project } from '@/lib/projects/view'
import { Time } from './time'
import { Cell, type Column, Row, RowHead, Table } from './ui/table'
import { TextLink } from './ui/text-link'

export const projectColumns: readonly Column[] = [
  { key: 'name', label: 'Name' },
  { key: 'models', label: 'Models', numeric: true, width: '6rem' },
  { key: 'runs', label: 'Runs', numeric: true, width: '6rem' },
  { key: 'last', label: 'Last run', numeric: true, width: '9rem' },
]

interface ProjectTableProps {
  org: string
  projects: readonly Project[]
  now: Date
}

/** Projects with what is in them. */
export function ProjectTable({ org, projects, now }: ProjectTableProps) {
  return (
    <Table caption="Projects" columns={projectColumns} size="sm">
      {projects.map(({ slug, name, description, models, runs, lastRunAt }) => (
        <Row key={slug}>
          <RowHead>
            <span className="flex max-w-[50vw] flex-col sm:max-w-xl">
              <TextLink href={paths.project(org, slug)} quiet className="line-clamp-2 font-strong">
                {name}
              </TextLink>
              {description && <span className="truncate text-ink-2">{description}</span>}
            </span>
          </RowHead>
          <Cell numeric>{models < 100 ? models : '100+'}</Cell>
          <Cell numeric>
            <TextLink href={paths.runs(org, slug)} quiet>
              {count(runs)}
            </TextLink>
          </Cell>
          <Cell numeric nothing="no run yet">
            {lastRunAt && (
              <span className="text-ink-2">
                <Time at={lastRunAt} now={now} />
              </span>
            )}
          </Cell>
        </Row>
      ))}
    </Table>
  )
}
