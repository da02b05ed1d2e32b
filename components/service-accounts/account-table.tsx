import { paths } from '@/lib/paths'
import type { ServiceAccount } from '@/lib/service-accounts/view'
import { Time } from '../time'
import { RobotIcon } from '../ui/icons'
import { Cell, type Column, Row, RowHead, Table } from '../ui/table'
import { TextLink } from '../ui/text-link'

interface AccountTableProps {
  org: string
  accounts: readonly ServiceAccount[]
  now: Date
}

export const accountColumns: readonly Column[] = [
  { key: 'name', label: 'Name' },
  { key: 'owner', label: 'Answers for it' },
  { key: 'roles', label: 'Roles in the organization' },
  { key: 'tokens', label: 'Tokens', numeric: true, width: '5rem' },
  { key: 'created', label: 'Created', numeric: true, width: '9rem' },
]

/** The service accounts, with who answers for each and what it may do. */
export function AccountTable({ org, accounts, now }: AccountTableProps) {
  return (
    <Table caption="Service accounts" columns={accountColumns} size="md">
      {accounts.map(({ slug, name, owner, roles, tokens, createdAt, disabledAt }) => (
        <Row key={slug}>
          <RowHead>
            <span className="flex max-w-[38vw] flex-col sm:max-w-72">
              <TextLink
                href={paths.serviceAccount(org, slug)}
                quiet
                className={`line-clamp-2 ${disabledAt ? 'text-ink-2' : 'font-strong'}`}
              >
                <RobotIcon className="mr-1 inline-block align-[-0.2em] text-ink-3" />
                {name}
              </TextLink>
              <code className="font-mono wrap-anywhere text-ink-2">{slug}</code>
            </span>
          </RowHead>
          <Cell>{owner.name}</Cell>
          <Cell nothing="none">
            {disabledAt ? (
              <>
                Disabled <Time at={disabledAt} now={now} />
              </>
            ) : (
              roles.length > 0 && roles.join(', ')
            )}
          </Cell>
          <Cell numeric>{tokens}</Cell>
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
