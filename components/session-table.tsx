import type { SessionView } from '@/lib/sessions/session'
import type { FormAction } from './action-result'
import { browserOf } from './browser-name'
import { ConfirmForm } from './confirm-form'
import { Time } from './time'
import { Cell, type Column, Row, RowHead, Table } from './ui/table'

export const sessionColumns: readonly Column[] = [
  { key: 'browser', label: 'Browser' },
  { key: 'address', label: 'Address' },
  { key: 'seen', label: 'Last seen', numeric: true, width: '8rem' },
  { key: 'begun', label: 'Signed in', numeric: true, width: '8rem' },
  { key: 'end', label: <span className="sr-only">End</span>, width: '12rem' },
]

const methodWords = { password: 'by password', oidc: 'by provider' } as const satisfies Record<
  SessionView['method'],
  string
>

interface SessionTableProps {
  sessions: readonly SessionView[]
  end: (id: string) => FormAction
  now: Date
}

/** Where someone is signed in. Each session but the present one can be ended. */
export function SessionTable({ sessions, end, now }: SessionTableProps) {
  return (
    <Table caption="Sessions" columns={sessionColumns} size="md">
      {sessions.map(({ id, current, method, ip, userAgent, createdAt, lastSeenAt }) => (
        <Row key={id}>
          <RowHead>
            <span className="line-clamp-2 min-w-24" title={userAgent ?? undefined}>
              {browserOf(userAgent)}
            </span>
          </RowHead>
          <Cell nothing="not known">
            {ip && <code className="font-mono whitespace-nowrap">{ip}</code>}
          </Cell>
          <Cell numeric>
            <span className="text-ink-2">
              <Time at={lastSeenAt} now={now} />
            </span>
          </Cell>
          <Cell numeric>
            <span className="text-ink-2">
              <Time at={createdAt} now={now} />
              <br />
              {methodWords[method]}
            </span>
          </Cell>
          <Cell>
            {current ? (
              <span className="font-strong">This session</span>
            ) : (
              <ConfirmForm
                action={end(id)}
                label="End"
                of={`the session of ${browserOf(userAgent)}`}
                warning="Whoever uses it has to sign in again."
                confirm="End session"
              />
            )}
          </Cell>
        </Row>
      ))}
    </Table>
  )
}
