import type { DatasetVersionItem } from '@/lib/datasets/view'
import { bytes, count } from '@/lib/format'
import { paths } from '@/lib/paths'
import { AliasChips } from './alias-chips'
import { TagList } from './tag-list'
import { Time } from './time'
import { Cell, type Column, Row, RowHead, Table } from './ui/table'
import { TextLink } from './ui/text-link'

export const datasetVersionColumns: readonly Column[] = [
  { key: 'version', label: 'Version' },
  { key: 'files', label: 'Files', width: '5rem', numeric: true },
  { key: 'size', label: 'Size', width: '6rem', numeric: true },
  { key: 'when', label: 'Made', width: '7rem', numeric: true },
]

interface DatasetVersionTableProps {
  org: string
  versions: readonly DatasetVersionItem[]
  /** The name that `latest` means now. */
  latest: string | null
  now: Date
}

/** The versions of a dataset with the names that lead to them, newest first. */
export function DatasetVersionTable({ org, versions, latest, now }: DatasetVersionTableProps) {
  return (
    <Table caption="Versions" columns={datasetVersionColumns} size="sm" fixed>
      {versions.map(({ dataset, version, aliases, tags, fileCount, size, createdAt }) => (
        <Row key={version}>
          <RowHead>
            <div className="flex flex-wrap items-baseline gap-x-2.5 gap-y-1">
              <TextLink
                href={paths.datasetVersion(org, dataset, version)}
                quiet
                className="line-clamp-2 font-strong wrap-anywhere"
              >
                {version}
              </TextLink>
              <AliasChips names={version === latest ? ['latest', ...aliases] : aliases} />
              {tags.length > 0 && <TagList tags={tags} />}
            </div>
          </RowHead>
          <Cell numeric>{count(fileCount)}</Cell>
          <Cell numeric>{bytes(size)}</Cell>
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
