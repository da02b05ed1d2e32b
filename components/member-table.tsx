import type { Member } from '@/lib/members/view'
import { Time } from './time'
import { Cell, type Column, Nothing, Row, RowHead, Table } from './ui/table'
import { TextLink } from './ui/text-link'

interface MemberTableProps {
  members: readonly Member[]
  /** The id of who looks. */
  self: string | null
  /** Leads to the form for a member; null for those who may not change any. */
  editHref: ((id: string) => string) | null
  now: Date
}

/** Who belongs to the organization, and as what. */
export function MemberTable({ members, self, editHref, now }: MemberTableProps) {
  return (
    <Table
      caption="Members"
      columns={editHref ? [...memberColumns, changing] : memberColumns}
      size="md"
    >
      {members.map(({ id, name, email, roles, createdAt }) => (
        <Row key={id}>
          <RowHead>
            <span
              id={`member-${id}`}
              className="line-clamp-2 max-w-[38vw] scroll-mt-40 font-strong sm:max-w-72"
            >
              {name}
              {id === self && <span className="font-regular text-ink-2"> (you)</span>}
            </span>
          </RowHead>
          <Cell>
            <span className="line-clamp-2 wrap-anywhere">{email}</span>
          </Cell>
          <Cell>{roles.length > 0 ? roles.join(', ') : <Nothing says="no role" />}</Cell>
          <Cell numeric>
            <span className="text-ink-2">
              <Time at={createdAt} now={now} />
            </span>
          </Cell>
          {editHref && (
            <Cell numeric>
              <TextLink href={editHref(id)}>
                Change<span className="sr-only"> {name}</span>
              </TextLink>
            </Cell>
          )}
        </Row>
      ))}
    </Table>
  )
}

export const memberColumns: readonly Column[] = [
  { key: 'name', label: 'Name' },
  { key: 'email', label: 'E-mail' },
  { key: 'roles', label: 'Roles' },
  { key: 'since', label: 'Member since', numeric: true, width: '9rem' },
]

const changing: Column = {
  key: 'change',
  label: <span className="sr-only">Change</span>,
  numeric: true,
  width: '5rem',
}
