import type { Metadata } from 'next'
import { z } from 'zod'
import { fromCursor, load } from '@/app/load'
import { type SearchParams, search } from '@/app/search'
import { requireCtx } from '@/app/session'
import { PageHeader } from '@/components/shell/page-header'
import { TeamForm } from '@/components/teams/team-form'
import { TeamTable } from '@/components/teams/team-table'
import { Button, ButtonLink } from '@/components/ui/button'
import { NothingYet } from '@/components/ui/empty'
import { Pager } from '@/components/ui/pager'
import { Section } from '@/components/ui/section'
import { abilitiesIn } from '@/lib/organizations/abilities'
import { paths, withSearch } from '@/lib/paths'
import { listTeams } from '@/lib/teams/queries'
import { create } from './actions'

export const metadata: Metadata = { title: 'Teams' }

const teamSearch = listTeams.input.pick({ cursor: true }).extend({ add: z.string() })

interface Props {
  params: Promise<{ org: string }>
  searchParams: SearchParams
}

export default async function TeamsPage({ params, searchParams }: Props) {
  const { org } = await params
  const { cursor, add } = await search(searchParams, teamSearch)
  const address = paths.teams(org)
  const ctx = await requireCtx(withSearch(address, { cursor, add }))
  const { items, nextCursor } = await load(() =>
    fromCursor(cursor, (from) => listTeams(ctx, { org, cursor: from })),
  )
  const creates = (await load(async () => abilitiesIn(ctx, org, 'team.create')))['team.create']
  return (
    <>
      <PageHeader
        title="Teams"
        facts="Several people who hold roles together. Policies name teams to say whose approvals count."
        actions={
          creates.ok ? (
            <ButtonLink href={`${address}?add=team`}>New team</ButtonLink>
          ) : (
            <Button disabledReason={creates.reason} why={paths.why(org, 'team.create')}>
              New team
            </Button>
          )
        }
      />
      {add && creates.ok && (
        <div className="mb-8">
          <Section title="New team">
            <TeamForm team={null} save={create.bind(null, { org })} cancelHref={address} />
          </Section>
        </div>
      )}
      {items.length > 0 ? (
        <TeamTable org={org} teams={items} now={ctx.now()} />
      ) : (
        !add && (
          <NothingYet>
            No team yet. One for those who review models of high risk is a good beginning.
          </NothingYet>
        )
      )}
      <Pager
        label="teams"
        firstHref={cursor ? address : null}
        nextHref={nextCursor ? paths.teams(org, { cursor: nextCursor }) : null}
        nextLabel="Next"
      />
    </>
  )
}
