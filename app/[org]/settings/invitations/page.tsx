import type { Metadata } from 'next'
import { z } from 'zod'
import { fromCursor, loadIfAllowed } from '@/app/load'
import { type SearchParams, search } from '@/app/search'
import { requireCtx } from '@/app/session'
import { InvitationForm } from '@/components/invitations/invitation-form'
import { InvitationTable } from '@/components/invitations/invitation-table'
import { PageHeader } from '@/components/shell/page-header'
import { ButtonLink } from '@/components/ui/button'
import { NotAllowed, NothingYet } from '@/components/ui/empty'
import { Pager } from '@/components/ui/pager'
import { Section } from '@/components/ui/section'
import { listInvitations } from '@/lib/invitations/queries'
import { paths } from '@/lib/paths'
import { create, revoke } from './actions'

export const metadata: Metadata = { title: 'Invitations' }

const invitationSearch = listInvitations.input.pick({ cursor: true }).extend({ new: z.string() })

interface Props {
  params: Promise<{ org: string }>
  searchParams: SearchParams
}

export default async function InvitationsPage({ params, searchParams }: Props) {
  const { org } = await params
  const { cursor, new: making } = await search(searchParams, invitationSearch)
  const address = paths.invitations(org)
  const ctx = await requireCtx(paths.invitations(org, { cursor, new: making }))
  const found = await loadIfAllowed(() =>
    fromCursor(cursor, (from) => listInvitations(ctx, { org, cursor: from })),
  )
  if (!found.ok) return <Refused org={org} reason={found.reason} />
  const { items, nextCursor } = found.value
  return (
    <>
      <PageHeader
        title="Invitations"
        facts="A link by which one person joins, with the roles and teams that you choose."
        actions={
          <ButtonLink href={paths.invitations(org, { new: 'link' })}>Invite someone</ButtonLink>
        }
      />
      {making && (
        <div className="mb-8">
          <Section title="Invite someone">
            <InvitationForm create={create.bind(null, { org })} doneHref={address} />
          </Section>
        </div>
      )}
      {items.length > 0 ? (
        <InvitationTable
          invitations={items}
          revoke={(id) => revoke.bind(null, { org, id })}
          now={ctx.now()}
        />
      ) : (
        !making && <NothingYet>Invitations appear here, with who joined by them.</NothingYet>
      )}
      <Pager
        label="invitations"
        firstHref={cursor ? address : null}
        nextHref={nextCursor ? paths.invitations(org, { cursor: nextCursor }) : null}
      />
    </>
  )
}

function Refused({ org, reason }: { org: string; reason: string }) {
  return (
    <>
      <PageHeader title="Invitations" />
      <NotAllowed
        title="You cannot see who is invited"
        reason={reason}
        whoCan="Admins of the organization invite people."
        why={paths.why(org, 'invitation.list')}
      />
    </>
  )
}
