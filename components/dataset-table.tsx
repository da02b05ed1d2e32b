import type { Dataset } from '@/lib/datasets/view'
import { paths } from '@/lib/paths'
import { gist } from './gist'
import { LifeBadge } from './life-badge'
import { ProjectLinks } from './project-links'
import { TagList } from './tag-list'
import { Time } from './time'
import { Cell, type Column, Row, RowHead, Table } from './ui/table'
import { TextLink } from './ui/text-link'

export const datasetColumns: readonly Column[] = [
  { key: 'name', label: 'Name' },
  { key: 'newest', label: 'Newest version', width: '8.5rem' },
  { key: 'tags', label: 'Tags', width: '8.5rem' },
  { key: 'projects', label: 'Projects', width: '7.5rem' },
  { key: 'by', label: 'Made by', width: '7rem' },
  { key: 'made', label: 'Made', width: '5.75rem', numeric: true },
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
            {description && <span className="block truncate text-ink-2">{gist(description)}</span>}
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
          <Cell nothing="no tag">
            {tags.length > 0 && (
              <TagList tags={tags} hrefOf={(tag) => paths.datasets(org, { tag })} />
            )}
          </Cell>
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
