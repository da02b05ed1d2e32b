import type { FileChange } from '@/lib/datasets/view'
import { bytes } from '@/lib/format'
import { pathOfUri } from '@/lib/paths'
import { Digest } from './digest'
import { Cell, type Column, Row, RowHead, Table } from './ui/table'
import { TextLink } from './ui/text-link'

export const fileChangeColumns: readonly Column[] = [
  { key: 'name', label: 'Name' },
  { key: 'change', label: 'Change', width: '6.5rem' },
  { key: 'before', label: 'Before', width: '12.5rem' },
  { key: 'after', label: 'After', width: '12.5rem' },
]

/** Files that are in one version only, or hold other bytes; a sign and a word say which. */
export function FileChangeTable({ org, changes }: { org: string; changes: readonly FileChange[] }) {
  return (
    <Table caption="Changed files" columns={fileChangeColumns} size="lg" fixed>
      {changes.map(({ name, change, before, after }) => (
        <Row key={name}>
          <RowHead>
            <span className="line-clamp-3 font-mono wrap-anywhere">{name}</span>
          </RowHead>
          <Cell>
            <Change change={change} />
          </Cell>
          <Cell nothing="not there">{before && <Side org={org} name={name} side={before} />}</Cell>
          <Cell nothing="not there">{after && <Side org={org} name={name} side={after} />}</Cell>
        </Row>
      ))}
    </Table>
  )
}

const looks = {
  added: { sign: '+', word: 'Added', look: 'text-approved' },
  removed: { sign: '−', word: 'Removed', look: 'text-rejected' },
  changed: { sign: '±', word: 'Changed', look: '' },
} as const satisfies Record<FileChange['change'], unknown>

function Change({ change }: Pick<FileChange, 'change'>) {
  const { sign, word, look } = looks[change]
  return (
    <span className={look}>
      <span aria-hidden="true" className="inline-block w-4 font-mono">
        {sign}
      </span>
      {word}
    </span>
  )
}

interface SideProps {
  org: string
  name: string
  side: NonNullable<FileChange['before']>
}

/** A file as one of the versions has it: its size leads to its page. */
function Side({ org, name, side: { uri, size, sha256 } }: SideProps) {
  const href = pathOfUri(org, uri)
  return (
    <span className="flex flex-wrap items-center justify-between gap-x-3">
      {href ? (
        <TextLink href={href} quiet>
          {bytes(size)}
        </TextLink>
      ) : (
        bytes(size)
      )}
      <Digest digest={sha256} what={`the SHA-256 of ${name}`} />
    </span>
  )
}
