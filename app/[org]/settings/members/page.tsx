import type { Metadata } from 'next'
import { z } from 'zod'
import { fromCursor, load } from '@/app/load'
import { type SearchParams, search } from '@/app/search'
import { requireCtx } from '@/app/session'
import { siteUrl } from '@/app/site-url'
import { MemberTable } from '@/components/member-table'
import { PageHeader } from '@/components/shell/page-header'
import { Button, ButtonLink } from '@/components/ui/button'
import { Pager } from '@/components/ui/pager'
import { listMembers } from '@/lib/members/queries'
import { abilitiesIn } from '@/lib/organizations/abilities'
import { paths, withSearch } from '@/lib/paths'
import { MemberTask } from './task'

export const metadata: Metadata = { title: 'Members' }

const memberSearch = listMembers.input
  .pick({ cursor: true })
  .extend({ add: z.string(), change: z.string() })

interface Props {
  params: Promise<{ org: string }>
  searchParams: SearchParams
}

export default async function MembersPage({ params, searchParams }: Props) {
  const { org } = await params
  const { cursor, add, change } = await search(searchParams, memberSearch)
  const address = paths.members(org)
  const ctx = await requireCtx(withSearch(address, { cursor, add, change }))
  const { items, nextCursor } = await load(() =>
    fromCursor(cursor, (from) => listMembers(ctx, { org, cursor: from })),
  )
  const may = await load(async () =>
    abilitiesIn(ctx, org, 'member.add', 'member.update', 'member.remove'),
  )
  const changed = items.find(({ id }) => id === change)
  const adds = may['member.add']
  return (
    <>
      <PageHeader
        title="Members"
        actions={
          adds.ok ? (
            <ButtonLink href={`${address}?add=member`}>Add member</ButtonLink>
          ) : (
            <Button disabledReason={adds.reason} why={paths.why(org, 'member.add')}>
              Add member
            </Button>
          )
        }
      />
      {adds.ok && (add || changed) && (
        <MemberTask org={org} member={changed} signInUrl={`${await siteUrl()}${paths.signIn()}`} />
      )}
      <MemberTable
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
