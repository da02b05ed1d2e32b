import type { Invitation } from '@/lib/invitations/view'
import type { FormAction } from '../action-result'
import { ConfirmForm } from '../confirm-form'
import { Time } from '../time'
import { Cell, type Column, Row, RowHead, Table } from '../ui/table'

export const invitationColumns: readonly Column[] = [
  { key: 'who', label: 'For' },
  { key: 'gives', label: 'As' },
  { key: 'by', label: 'Invited by' },
  { key: 'state', label: 'State', numeric: true, width: '11rem' },
  { key: 'revoke', label: <span className="sr-only">Take back</span>, width: '11rem' },
]

interface InvitationTableProps {
  invitations: readonly Invitation[]
  revoke: (id: string) => FormAction
  now: Date
}

/** Who was invited as what, and what became of it. */
export function InvitationTable({ invitations, revoke, now }: InvitationTableProps) {
  return (
    <Table caption="Invitations" columns={invitationColumns} size="lg">
      {invitations.map((invitation) => {
        const { id, email, state, invitedBy, createdAt } = invitation
        return (
          <Row key={id}>
            <RowHead>
              <span className="line-clamp-2 max-w-[38vw] wrap-anywhere sm:max-w-72">
                {email ?? 'whoever has the link'}
              </span>
            </RowHead>
            <Cell>{givenBy(invitation)}</Cell>
            <Cell>
              <span className="line-clamp-2 wrap-anywhere">{invitedBy.name}</span>
              <span className="block text-ink-2">
                <Time at={createdAt} now={now} />
              </span>
            </Cell>
            <Cell numeric>
              <State invitation={invitation} now={now} />
            </Cell>
            <Cell>
              {state === 'open' && (
                <ConfirmForm
                  action={revoke(id)}
                  label="Take back"
                  of={`the invitation for ${email ?? 'whoever has the link'}`}
                  warning="The link leads nowhere from now on."
                  confirm="Take the invitation back"
                />
              )}
            </Cell>
          </Row>
        )
      })}
    </Table>
  )
}

function givenBy({ roles, teams }: Invitation): string {
  return [...roles, ...teams.map(({ name }) => `team ${name}`)].join(', ')
}

function State({ invitation, now }: { invitation: Invitation; now: Date }) {
  const { state, expiresAt, acceptedAt, acceptedBy } = invitation
  if (state === 'open')
    return (
      <>
        Open until <Time at={expiresAt} now={now} />
      </>
    )
  if (state === 'used' && acceptedAt)
    return (
      <>
        {acceptedBy?.name ?? 'Someone'} joined <Time at={acceptedAt} now={now} />
      </>
    )
  return <span className="text-ink-2">{state === 'expired' ? 'Expired' : 'Taken back'}</span>
}
