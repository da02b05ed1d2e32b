import type { Member } from '@/lib/members/view'
import { paths } from '@/lib/paths'
import { Time } from './time'
import { Cell, type Column, Nothing, Row, RowHead, Table } from './ui/table'
import { TextLink } from './ui/text-link'

interface MemberTableProps {
  org: string
  members: readonly Member[]
  /** The id of who looks. */
  self: string | null
  /** Leads to the form for a member; null for those who may not change any. */
  editHref: ((id: string) => string) | null
  now: Date
}

/** Who belongs to the organization, and as what. */
export function MemberTable({ org, members, self, editHref, now }: MemberTableProps) {
  return (
    <Table
      caption="Members"
      columns={editHref ? [...memberColumns, changing] : memberColumns}
      size="md"
    >
      {members.map(({ id, name, email, roles, teams, createdAt }) => (
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
          <Cell>
            {roles.length > 0 ? roles.join(', ') : teams.length === 0 && <Nothing says="no role" />}
            {teams.map((team) => (
              <span key={team.slug} className="block text-ink-2">
                {team.roles.length > 0 && `${team.roles.join(', ')} through `}
                {team.roles.length === 0 && 'in '}
                <TextLink href={paths.team(org, team.slug)}>
                  <span className="wrap-anywhere">{team.name}</span>
                </TextLink>
              </span>
            ))}
          </Cell>
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
