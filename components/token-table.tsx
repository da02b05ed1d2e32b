import type { Token } from '@/lib/tokens/view'
import type { FormAction } from './action-result'
import { ConfirmForm } from './confirm-form'
import { Time } from './time'
import { RobotIcon } from './ui/icons'
import { Cell, type Column, Nothing, Row, RowHead, Table } from './ui/table'

interface TokenTableProps {
  /** What the table is called where there are several. */
  caption?: string
  tokens: readonly Token[]
  /** Names the owner of each, where they are not all the same person's. */
  withOwner: boolean
  /** Names the service account of each that is of one. */
  withAccount?: boolean
  revoke: (id: string) => FormAction
  now: Date
}

/** Tokens with what they may do, when they were last used and when they end. */
export function TokenTable(props: TokenTableProps) {
  const { caption = 'Tokens', tokens, withOwner, withAccount = true, revoke, now } = props
  return (
    <Table caption={caption} columns={tokenColumns(withOwner)} size={withOwner ? 'lg' : 'md'}>
      {tokens.map((token) => (
        <Row key={token.id}>
          <RowHead>
            <span className="flex max-w-[38vw] min-w-24 flex-col sm:max-w-72">
              <span className={`line-clamp-2 ${isLive(token, now) ? 'font-strong' : 'text-ink-2'}`}>
                {token.name}
              </span>
              <code className="font-mono whitespace-nowrap text-ink-3">{token.prefix}…</code>
              {withAccount && token.serviceAccount && (
                <span className="line-clamp-2 text-ink-2">
                  <RobotIcon className="mr-1 inline-block align-[-0.2em]" />
                  of the service account {token.serviceAccount.name}
                </span>
              )}
            </span>
          </RowHead>
          {withOwner && <Cell>{token.owner.name}</Cell>}
          <Cell>
            {token.scopes.join(', ')}
            {token.models && (
              <span className="block text-ink-2">only {token.models.join(', ') || 'no model'}</span>
            )}
          </Cell>
          <Cell numeric>
            {token.lastUsedAt ? (
              <span className="text-ink-2">
                <Time at={token.lastUsedAt} now={now} />
              </span>
            ) : (
              <Nothing says="never used" />
            )}
          </Cell>
          <Cell numeric>
            <span className="text-ink-2">
              <Ends token={token} now={now} />
            </span>
          </Cell>
          <Cell>
            {isLive(token, now) && (
              <ConfirmForm
                action={revoke(token.id)}
                label="Revoke"
                of={token.name}
                warning="Whatever uses it stops working at once."
                confirm="Revoke token"
              />
            )}
          </Cell>
        </Row>
      ))}
    </Table>
  )
}

function Ends({ token: { revokedAt, expiresAt }, now }: { token: Token; now: Date }) {
  if (revokedAt)
    return (
      <>
        Revoked <Time at={revokedAt} now={now} />
      </>
    )
  return (
    <>
      {Date.parse(expiresAt) <= now.getTime() && 'Expired '}
      <Time at={expiresAt} now={now} />
    </>
  )
}

function isLive({ revokedAt, expiresAt }: Token, now: Date): boolean {
  return revokedAt === null && Date.parse(expiresAt) > now.getTime()
}

/** The columns, so that a skeleton can have the same. */
export function tokenColumns(withOwner: boolean): Column[] {
  return [
    { key: 'name', label: 'Name' },
    ...(withOwner ? [{ key: 'owner', label: 'Owner' }] : []),
    { key: 'scopes', label: 'Scopes' },
    { key: 'used', label: 'Last used', numeric: true, width: '8rem' },
    { key: 'ends', label: 'Expires', numeric: true, width: '10rem' },
    { key: 'revoke', label: <span className="sr-only">Revoke</span>, width: '12rem' },
  ]
}
