import type { TeamMember } from '@/lib/teams/view'
import type { FormAction } from '../action-result'
import { ConfirmForm } from '../confirm-form'
import { Time } from '../time'
import { Cell, type Column, Row, RowHead, Table } from '../ui/table'

interface TeamMembersProps {
  members: readonly TeamMember[]
  /** Takes one out; null for those who may not. */
  remove: ((id: string) => FormAction) | null
  self: string | null
  now: Date
}

export const teamMemberColumns: readonly Column[] = [
  { key: 'name', label: 'Name' },
  { key: 'email', label: 'E-mail' },
  { key: 'by', label: 'Put in by' },
  { key: 'since', label: 'Since', numeric: true, width: '9rem' },
  { key: 'remove', label: <span className="sr-only">Take out</span>, width: '12rem' },
]

/** Who is in a team. */
export function TeamMembers({ members, remove, self, now }: TeamMembersProps) {
  return (
    <Table caption="Members of the team" columns={teamMemberColumns} size="md">
      {members.map(({ id, name, email, givenBy, createdAt }) => (
        <Row key={id}>
          <RowHead>
            <span className="line-clamp-2 max-w-[38vw] font-strong sm:max-w-72">
              {name}
              {id === self && <span className="font-regular text-ink-2"> (you)</span>}
            </span>
          </RowHead>
          <Cell>
            <span className="line-clamp-2 wrap-anywhere">{email}</span>
          </Cell>
          <Cell>{givenBy === 'group' ? 'a group at sign-in' : 'an admin'}</Cell>
          <Cell numeric>
            <span className="text-ink-2">
              <Time at={createdAt} now={now} />
            </span>
          </Cell>
          <Cell>
            {remove && (
              <ConfirmForm
                action={remove(id)}
                label="Take out"
                of={name}
                warning="The roles that they hold through this team end at once. Roles from elsewhere stay."
                confirm="Take out of the team"
              />
            )}
          </Cell>
        </Row>
      ))}
    </Table>
  )
}
