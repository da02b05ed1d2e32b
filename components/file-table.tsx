import { bytes, plural } from '@/lib/format'
import type { FileView } from '@/lib/view'
import { Digest } from './digest'
import { FileNameLink } from './file-name-link'
import { ButtonLink } from './ui/button'
import { DownloadIcon } from './ui/icons'
import { Cell, type Column, Row, RowHead, Table } from './ui/table'

const columns: readonly Column[] = [
  { key: 'name', label: 'Name' },
  { key: 'size', label: 'Size', numeric: true, width: '7rem' },
  { key: 'sha256', label: 'SHA-256', width: '12rem' },
]

// More would make a page that no browser likes; a link leads to the rest.
export const shownAtMost = 100

interface FileTableProps {
  /** Those with a `datum://` URI have a page that their name leads to; of the others it downloads. */
  files: readonly (FileView & { uri?: string })[]
  org: string
  /** Where a program, or someone patient, finds them all. */
  listHref: string
  /** Where all of them come as one zip. */
  archiveHref?: string
  caption?: string
}

/** Files with their sizes and digests. */
export function FileTable({
  files,
  org,
  listHref,
  archiveHref,
  caption = 'Files',
}: FileTableProps) {
  const total = files.reduce((sum, { size }) => sum + size, 0)
  return (
    <div className="flex flex-col gap-3">
      <Table caption={caption} columns={columns} size="sm">
        {files.slice(0, shownAtMost).map(({ name, size, sha256, url, uri }) => (
          <Row key={name}>
            <RowHead>
              <FileNameLink {...{ org, name, url, uri }} />
            </RowHead>
            <Cell numeric>{bytes(size)}</Cell>
            <Cell>
              <Digest digest={sha256} what={`the SHA-256 of ${name}`} />
            </Cell>
          </Row>
        ))}
      </Table>
      {files.length > shownAtMost && (
        <p className="text-ink-2">
          The first {shownAtMost} of {plural(files.length, 'file')}.{' '}
          <a href={listHref} className="link">
            All of them, as JSON
          </a>
        </p>
      )}
      {archiveHref && files.length > 0 && (
        <div className="flex flex-wrap items-center gap-3">
          <ButtonLink href={archiveHref} download>
            <DownloadIcon />
            Download all
          </ButtonLink>
          <span className="text-ink-2">
            {plural(files.length, 'file')}, {bytes(total)}, as a zip
          </span>
        </div>
      )}
    </div>
  )
}
