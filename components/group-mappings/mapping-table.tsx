import type { GroupMapping } from '@/lib/group-mappings/view'
import { Cell, type Column, Row, RowHead, Table } from '../ui/table'
import { TextLink } from '../ui/text-link'

export const mappingColumns: readonly Column[] = [
  { key: 'group', label: 'Group' },
  { key: 'roles', label: 'Roles' },
  { key: 'teams', label: 'Teams' },
  {
    key: 'change',
    label: <span className="sr-only">Change</span>,
    numeric: true,
    width: '5rem',
  },
]

interface MappingTableProps {
  mappings: readonly GroupMapping[]
  changeHref: (group: string) => string
}

/** What each group gives. */
export function MappingTable({ mappings, changeHref }: MappingTableProps) {
  return (
    <Table caption="Groups" columns={mappingColumns} size="sm">
      {mappings.map(({ group, roles, teams }) => (
        <Row key={group}>
          <RowHead>
            <code className="line-clamp-3 max-w-[38vw] font-mono wrap-anywhere sm:max-w-96">
              {group}
            </code>
          </RowHead>
          <Cell nothing="none">{roles.length > 0 && roles.join(', ')}</Cell>
          <Cell nothing="none">{teams.length > 0 && teams.map(({ name }) => name).join(', ')}</Cell>
          <Cell numeric>
            <TextLink href={changeHref(group)}>
              Change<span className="sr-only"> {group}</span>
            </TextLink>
          </Cell>
        </Row>
      ))}
    </Table>
  )
}
