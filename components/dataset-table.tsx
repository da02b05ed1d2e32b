import type { Dataset } from '@/lib/datasets/view'
import { paths } from '@/lib/paths'
import { LifeBadge } from './life-badge'
import { ProjectLinks } from './project-links'
import { TagList } from './tag-list'
import { Time } from './time'
import { Cell, type Column, Row, RowHead, Table } from './ui/table'
import { TextLink } from './ui/text-link'

export const datasetColumns: readonly Column[] = [
  { key: 'name', label: 'Name' },
  { key: 'newest', label: 'Newest version', width: '12rem' },
  { key: 'tags', label: 'Tags', width: '11rem' },
  { key: 'projects', label: 'Projects', width: '9rem' },
  { key: 'by', label: 'Made by', width: '8rem' },
  { key: 'made', label: 'Made', width: '6.5rem', numeric: true },
]

interface DatasetTableProps {
  org: string
  datasets: readonly Dataset[]
  now: Date
}

/** The datasets of an organization: what there is, its newest version, and where it belongs. */
export function DatasetTable({ org, datasets, now }: DatasetTableProps) {
  return (
    <Table caption="Datasets" columns={datasetColumns} size="lg" fixed>
      {datasets.map(({ slug, description, latest, life, tags, projects, createdBy, createdAt }) => (
        <Row key={slug}>
          <RowHead>
            <div className="flex flex-wrap items-baseline gap-x-2.5">
              <TextLink
                href={paths.dataset(org, slug)}
                quiet
                className="line-clamp-2 font-strong wrap-anywhere"
              >
                {slug}
              </TextLink>
              <LifeBadge life={life} />
            </div>
            {description && <span className="block truncate text-ink-2">{plain(description)}</span>}
          </RowHead>
          <Cell nothing="no version">
            {latest !== null && (
              <TextLink
                href={paths.datasetVersion(org, slug, latest)}
                quiet
                className="line-clamp-2 wrap-anywhere"
              >
                {latest}
              </TextLink>
            )}
          </Cell>
          <Cell nothing="no tag">{tags.length > 0 && <TagList tags={tags} />}</Cell>
          <Cell>
            <ProjectLinks org={org} projects={projects} />
          </Cell>
          <Cell>
            <span className="line-clamp-2">{createdBy.name}</span>
          </Cell>
          <Cell numeric>
            <span className="text-ink-2">
              <Time at={createdAt} now={now} />
            </span>
          </Cell>
        </Row>
      ))}
    </Table>
  )
}

/** The first line of a description that says something, without the marks of a heading or a list. */
function plain(description: string): string {
  const line = description.split('\n').find((one) => /\w/.test(one)) ?? ''
  return line.replace(/^[\s#>*-]+/, '')
}
