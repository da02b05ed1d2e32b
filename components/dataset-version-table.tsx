import type { DatasetVersionItem } from '@/lib/datasets/view'
import { bytes, count } from '@/lib/format'
import { paths } from '@/lib/paths'
import { Actor } from './actor'
import { AliasChips } from './alias-chips'
import { Time } from './time'
import { Cell, type Column, Row, RowHead, Table } from './ui/table'
import { TextLink } from './ui/text-link'

export const datasetVersionColumns: readonly Column[] = [
  { key: 'version', label: 'Version' },
  { key: 'aliases', label: 'Aliases', width: '26%' },
  { key: 'files', label: 'Files', width: '5rem', numeric: true },
  { key: 'size', label: 'Size', width: '6rem', numeric: true },
  { key: 'by', label: 'Made by', width: '8.5rem' },
  { key: 'when', label: 'When', width: '7rem', numeric: true },
]

interface DatasetVersionTableProps {
  org: string
  versions: readonly DatasetVersionItem[]
  /** The name that `latest` means now. */
  latest: string | null
  now: Date
}

/** The versions of a dataset, newest first. */
export function DatasetVersionTable({ org, versions, latest, now }: DatasetVersionTableProps) {
  return (
    <Table caption="Versions" columns={datasetVersionColumns} size="md" fixed>
      {versions.map(({ dataset, version, aliases, fileCount, size, createdBy, createdAt }) => (
        <Row key={version}>
          <RowHead>
            <TextLink
              href={paths.datasetVersion(org, dataset, version)}
              quiet
              className="line-clamp-2 font-strong wrap-anywhere"
            >
              {version}
            </TextLink>
          </RowHead>
          <Cell>
            <AliasChips names={version === latest ? ['latest', ...aliases] : aliases} />
          </Cell>
          <Cell numeric>{count(fileCount)}</Cell>
          <Cell numeric>{bytes(size)}</Cell>
          <Cell>
            <span className="line-clamp-2" title={createdBy.name}>
              <Actor actor={createdBy} />
            </span>
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
