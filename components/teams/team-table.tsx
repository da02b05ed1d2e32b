import { paths } from '@/lib/paths'
import type { Team } from '@/lib/teams/view'
import { Time } from '../time'
import { Cell, type Column, Row, RowHead, Table } from '../ui/table'
import { TextLink } from '../ui/text-link'

interface TeamTableProps {
  org: string
  teams: readonly Team[]
  now: Date
}

export const teamColumns: readonly Column[] = [
  { key: 'name', label: 'Name' },
  { key: 'slug', label: 'Slug' },
  { key: 'members', label: 'Members', numeric: true, width: '6rem' },
  { key: 'roles', label: 'Roles in the organization' },
  { key: 'created', label: 'Created', numeric: true, width: '9rem' },
]

/** The teams, how many are in each, and what each holds in the organization as a whole. */
export function TeamTable({ org, teams, now }: TeamTableProps) {
  return (
    <Table caption="Teams" columns={teamColumns} size="md">
      {teams.map(({ slug, name, description, members, roles, createdAt }) => (
        <Row key={slug}>
          <RowHead>
            <span className="flex max-w-[38vw] flex-col sm:max-w-72">
              <TextLink href={paths.team(org, slug)} quiet className="line-clamp-2 font-strong">
                {name}
              </TextLink>
              {description && <span className="line-clamp-2 text-ink-2">{description}</span>}
            </span>
          </RowHead>
          <Cell>
            <code className="font-mono wrap-anywhere">{slug}</code>
          </Cell>
          <Cell numeric>{members}</Cell>
          <Cell nothing="none">{roles.length > 0 && roles.join(', ')}</Cell>
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
