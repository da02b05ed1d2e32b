import type { Member } from '@/lib/members/view'
import type { FormAction } from './action-result'
import { ConfirmForm } from './confirm-form'
import { Time } from './time'
import { Cell, type Column, Nothing, Row, RowHead, Table } from './ui/table'

interface FormerTableProps {
  members: readonly Member[]
  erase: (id: string) => FormAction
  now: Date
}

const columns: readonly Column[] = [
  { key: 'name', label: 'Name' },
  { key: 'email', label: 'E-mail' },
  { key: 'removed', label: 'Removed', numeric: true, width: '9rem' },
  { key: 'erase', label: <span className="sr-only">Erase</span>, width: '16rem' },
]

/** Who was a member, and the way to forget who that was. */
export function FormerTable({ members, erase, now }: FormerTableProps) {
  return (
    <Table caption="Former members" columns={columns} size="md">
      {members.map(({ id, name, email, removedAt, erased }) => (
        <Row key={id}>
          <RowHead>
            <span className="line-clamp-2 max-w-[38vw] font-strong sm:max-w-72">{name}</span>
          </RowHead>
          <Cell>
            {erased ? (
              <Nothing says="erased" />
            ) : (
              <span className="line-clamp-2 wrap-anywhere">{email}</span>
            )}
          </Cell>
          <Cell numeric>
            <span className="text-ink-2">{removedAt && <Time at={removedAt} now={now} />}</span>
          </Cell>
          <Cell>
            {erased ? (
              <span className="text-ink-2">Erased</span>
            ) : (
              <ConfirmForm
                action={erase(id)}
                label="Erase personal data"
                of={name}
                warning="Name, e-mail address, sign-ins, and from where each thing was done are deleted for good. What was done stays on record, under a name that tells nobody who it was. Texts that people wrote, such as comments and cards, are kept as they are."
                confirm="Erase for good"
              />
            )}
          </Cell>
        </Row>
      ))}
    </Table>
  )
}
