import type { Deleted } from '@/lib/life/deleted'
import { paths } from '@/lib/paths'
import type { FormAction } from './action-result'
import { Actor } from './actor'
import { RestoreForm } from './restore-form'
import { Time } from './time'
import { Notice } from './ui/notice'
import { Cell, type Column, Row, RowHead, Table } from './ui/table'
import { WhyNot } from './why-not'

export const deletedColumns: readonly Column[] = [
  { key: 'name', label: 'Name' },
  { key: 'kind', label: 'Kind', width: '6rem' },
  { key: 'by', label: 'Deleted by', width: '9rem' },
  { key: 'at', label: 'Deleted', width: '7rem', numeric: true },
  { key: 'until', label: 'Gone for good', width: '8rem', numeric: true },
  { key: 'restore', label: <span className="sr-only">Restore</span>, width: '11rem' },
]

interface DeletedTableProps {
  org: string
  deleted: readonly Deleted[]
  restore: (thing: Deleted) => FormAction
  now: Date
}

/** What was deleted, by whom, how long it can still come back, and the way to have it do so. */
export function DeletedTable({ org, deleted, restore, now }: DeletedTableProps) {
  const refusal = sharedRefusal(deleted)
  return (
    <div className="flex flex-col gap-4">
      {refusal && deleted[0] && (
        <Notice>
          You cannot restore any of these. {refusal} <WhyNot href={whyOf(org, deleted[0])} />
        </Notice>
      )}
      <Table caption="Deleted things" columns={deletedColumns} size="lg" fixed>
        {deleted.map((thing) => (
          <Row key={thing.uri}>
            <RowHead>
              <span className="line-clamp-2 font-strong wrap-anywhere">{thing.name}</span>
              <code className="block max-w-full truncate font-mono text-ink-3">{thing.uri}</code>
            </RowHead>
            <Cell>{words[thing.kind]}</Cell>
            <Cell nothing="the hub itself">
              {thing.deletedBy && <Actor actor={thing.deletedBy} />}
            </Cell>
            <Cell numeric>
              <span className="text-ink-2">
                <Time at={thing.deletedAt} now={now} />
              </span>
            </Cell>
            <Cell numeric>
              <Time at={thing.restorableUntil} now={now} />
            </Cell>
            <Cell>
              {refusal === null && (
                <RestoreForm
                  restore={restore(thing)}
                  ability={thing.abilities.restore}
                  why={whyOf(org, thing)}
                  of={`${thing.kind} ${thing.name}`}
                />
              )}
            </Cell>
          </Row>
        ))}
      </Table>
    </div>
  )
}

const whyOf = (org: string, { kind, uri }: Deleted) => paths.why(org, `${kind}.restore`, uri)

/** The one reason when nothing here may be restored; it then stands above the list once. */
function sharedRefusal(deleted: readonly Deleted[]): string | null {
  const reasons = deleted.map(({ abilities: { restore } }) => (restore.ok ? null : restore.reason))
  const [first = null] = reasons
  return reasons.every((reason) => reason === first) ? first : null
}

const words = {
  model: 'Model',
  version: 'Version',
  project: 'Project',
  dataset: 'Dataset',
} as const satisfies Record<Deleted['kind'], string>
