import { paths } from '@/lib/paths'
import { Cell, type Column, Row, RowHead, Table } from './ui/table'
import { TextLink } from './ui/text-link'

const columns: readonly Column[] = [
  { key: 'organization', label: 'Organization' },
  { key: 'roles', label: 'Your roles' },
  { key: 'tokens', label: <span className="sr-only">Tokens</span>, numeric: true, width: '4.5rem' },
]

interface MembershipTableProps {
  memberships: readonly { slug: string; name: string; roles: readonly string[] }[]
}

/** Where someone belongs, and as what. */
export function MembershipTable({ memberships }: MembershipTableProps) {
  return (
    <Table caption="Organizations and roles" columns={columns} size="xs">
      {memberships.map(({ slug, name, roles }) => (
        <Row key={slug}>
          <RowHead>
            <TextLink href={paths.organization(slug)} quiet className="line-clamp-2 font-strong">
              {name}
            </TextLink>
          </RowHead>
          <Cell nothing="none in the organization as a whole">
            {roles.length > 0 && roles.join(', ')}
          </Cell>
          <Cell numeric>
            <TextLink href={paths.tokens(slug)}>Tokens</TextLink>
          </Cell>
        </Row>
      ))}
    </Table>
  )
}
