import type { Metadata } from 'next'
import { z } from 'zod'
import { fromCursor, load, loadIfAllowed } from '@/app/load'
import { type SearchParams, search } from '@/app/search'
import { requireCtx } from '@/app/session'
import { siteUrl } from '@/app/site-url'
import { MemberTable } from '@/components/member-table'
import { PageHeader } from '@/components/shell/page-header'
import { Button, ButtonLink } from '@/components/ui/button'
import { Pager } from '@/components/ui/pager'
import { whatEndsWith } from '@/lib/members/leaving'
import { listMembers } from '@/lib/members/queries'
import { abilitiesIn } from '@/lib/organizations/abilities'
import { paths, withSearch } from '@/lib/paths'
import { FormerMembers } from './former'
import { MemberTask } from './task'

export const metadata: Metadata = { title: 'Members' }

const memberSearch = listMembers.input
  .pick({ cursor: true })
  .extend({ add: z.string(), change: z.string(), state: z.literal('removed') })

interface Props {
  params: Promise<{ org: string }>
  searchParams: SearchParams
}

export default async function MembersPage({ params, searchParams }: Props) {
  const { org } = await params
  const { cursor, add, change, state } = await search(searchParams, memberSearch)
  const address = paths.members(org)
  const ctx = await requireCtx(withSearch(address, { cursor, add, change, state }))
  if (state) return <FormerMembers ctx={ctx} org={org} cursor={cursor} />
  const { items, nextCursor } = await load(() =>
    fromCursor(cursor, (from) => listMembers(ctx, { org, cursor: from })),
  )
  const may = await load(async () =>
    abilitiesIn(ctx, org, 'member.add', 'member.update', 'member.remove', 'member.erase'),
  )
  const changed = items.find(({ id }) => id === change)
  const adds = may['member.add']
  const ends = changed
    ? await loadIfAllowed(() => whatEndsWith(ctx, { org, id: changed.id }))
    : null
  return (
    <>
      <PageHeader
        title="Members"
        actions={
          <div className="flex flex-wrap gap-2">
            {may['member.erase'].ok && (
              <ButtonLink href={withSearch(address, { state: 'removed' })}>
                Former members
              </ButtonLink>
            )}
            {adds.ok ? (
              <>
                <ButtonLink href={paths.groupMappings(org)}>Groups</ButtonLink>
                <ButtonLink href={paths.invitations(org)}>Invitations</ButtonLink>
                <ButtonLink href={`${address}?add=member`}>Add member</ButtonLink>
              </>
            ) : (
              <Button disabledReason={adds.reason} why={paths.why(org, 'member.add')}>
                Add member
              </Button>
            )}
          </div>
        }
      />
      {adds.ok && (add || changed) && (
        <MemberTask
          org={org}
          member={changed}
          ends={ends?.ok ? ends.value : null}
          signInUrl={`${await siteUrl()}${paths.signIn()}`}
        />
      )}
      <MemberTable
        org={org}
        members={items}
        self={ctx.actor.id}
        editHref={
          may['member.update'].ok ? (id) => withSearch(address, { cursor, change: id }) : null
        }
        now={ctx.now()}
      />
      <Pager
        label="members"
        firstHref={cursor ? address : null}
        nextHref={nextCursor ? withSearch(address, { cursor: nextCursor }) : null}
        nextLabel="Next"
      />
    </>
  )
}
