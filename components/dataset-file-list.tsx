import type { DatasetFile, DatasetVersionItem } from '@/lib/datasets/view'
import { bytes } from '@/lib/format'
import { paths } from '@/lib/paths'
import type { Page } from '@/lib/view'
import { Digest } from './digest'
import { FileNameLink } from './file-name-link'
import { FilteredList } from './filtered-list'
import { jsonText } from './json-text'
import { Section } from './ui/section'
import { Cell, type Column, Row, RowHead, Table } from './ui/table'

export const datasetFileColumns: readonly Column[] = [
  { key: 'name', label: 'Name' },
  { key: 'size', label: 'Size', width: '6rem', numeric: true },
  { key: 'sha256', label: 'SHA-256', width: '11rem' },
]

interface DatasetFileListProps {
  org: string
  version: Pick<DatasetVersionItem, 'dataset' | 'version' | 'fileCount' | 'source'>
  files: Page<DatasetFile>
  filters: { q?: string; cursor?: string }
}

/** The files of a dataset version, by name; a file's name leads to its page. */
export function DatasetFileList({ org, version, files, filters }: DatasetFileListProps) {
  const { dataset, version: name, fileCount, source } = version
  const table = files.items.length > 0 && (
    <Table caption="Files" columns={datasetFileColumns} size="sm" fixed>
      {files.items.map((file) => (
        <FileRow key={file.name} org={org} file={file} />
      ))}
    </Table>
  )
  return (
    <Section
      title="Files"
      aside={
        <a href={paths.datasetVersionJson(org, dataset, name)} className="link">
          All as JSON
        </a>
      }
    >
      {fileCount <= seenAtOnce && !filters.q ? (
        table || <NoFiles source={source} />
      ) : (
        <FilteredList
          what="files"
          filters={filters}
          addressOf={(changed) => paths.datasetVersion(org, dataset, name, changed)}
          search={{ placeholder: 'Part of the name' }}
          nextCursor={files.nextCursor}
          nextLabel="Next"
          none={null}
        >
          {table || null}
        </FilteredList>
      )}
    </Section>
  )
}

function NoFiles({ source }: Pick<DatasetVersionItem, 'source'>) {
  if (!source) return <p className="text-ink-2">This version has no files.</p>
  const { type, place } = source
  return (
    <p className="text-ink-2 wrap-anywhere">
      The bytes of this version are not here: an MLflow client logged it.{' '}
      {type === 'code' ? 'It was made by ' : 'It lies at '}
      {place ? <code className="font-mono">{place}</code> : 'a place that the client did not say'}
      {type && type !== 'code' && ` (${type})`}.
    </p>
  )
}

// Among so few nobody searches.
const seenAtOnce = 10

function FileRow({ org, file }: { org: string; file: DatasetFile }) {
  const { name, size, sha256, url, uri, properties } = file
  const said = inShort(properties)
  return (
    <Row>
      <RowHead>
        <FileNameLink {...{ org, name, url, uri }} />
        {said && (
          <span className="block truncate pl-6 font-mono text-ink-2" title={said}>
            {said}
          </span>
        )}
      </RowHead>
      <Cell numeric>{bytes(size)}</Cell>
      <Cell>
        <Digest digest={sha256} what={`the SHA-256 of ${name}`} />
      </Cell>
    </Row>
  )
}

/** Properties on one line, for a glance: the file's page has them whole. What the hub itself reads is left out. */
function inShort(properties: DatasetFile['properties']): string {
  return Object.entries(properties)
    .filter(([key]) => !key.startsWith('valohai.'))
    .map(([key, value]) => `${key}: ${jsonText(value)}`)
    .join(', ')
    .slice(0, 500)
}
