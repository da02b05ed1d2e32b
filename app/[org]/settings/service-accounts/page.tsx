import type { Metadata } from 'next'
import { z } from 'zod'
import { fromCursor, load } from '@/app/load'
import { memberOptions } from '@/app/member-options'
import { type SearchParams, search } from '@/app/search'
import { requireCtx } from '@/app/session'
import { AccountForm } from '@/components/service-accounts/account-form'
import { AccountTable } from '@/components/service-accounts/account-table'
import { PageHeader } from '@/components/shell/page-header'
import { Button, ButtonLink } from '@/components/ui/button'
import { NothingYet } from '@/components/ui/empty'
import { Pager } from '@/components/ui/pager'
import { Section } from '@/components/ui/section'
import { abilitiesIn } from '@/lib/organizations/abilities'
import { paths, withSearch } from '@/lib/paths'
import { listServiceAccounts } from '@/lib/service-accounts/queries'
import { create } from './actions'

export const metadata: Metadata = { title: 'Service accounts' }

const accountSearch = listServiceAccounts.input.pick({ cursor: true }).extend({ add: z.string() })

interface Props {
  params: Promise<{ org: string }>
  searchParams: SearchParams
}

export default async function ServiceAccountsPage({ params, searchParams }: Props) {
  const { org } = await params
  const { cursor, add } = await search(searchParams, accountSearch)
  const address = paths.serviceAccounts(org)
  const ctx = await requireCtx(withSearch(address, { cursor, add }))
  const { items, nextCursor } = await load(() =>
    fromCursor(cursor, (from) => listServiceAccounts(ctx, { org, cursor: from })),
  )
  const may = await load(async () => abilitiesIn(ctx, org, 'service_account.create'))
  const creates = may['service_account.create']
  const making = add && creates.ok
  return (
    <>
      <PageHeader
        title="Service accounts"
        facts="For jobs and services that outlast the people who set them up. They act by roles of their own, and never decide."
        actions={
          creates.ok ? (
            <ButtonLink href={`${address}?add=account`}>New service account</ButtonLink>
          ) : (
            <Button disabledReason={creates.reason} why={paths.why(org, 'service_account.create')}>
              New service account
            </Button>
          )
        }
      />
      {making && (
        <div className="mb-8">
          <Section title="New service account">
            <AccountForm
              account={null}
              save={create.bind(null, { org })}
              members={await memberOptions(ctx, org)}
              self={ctx.actor.kind === 'person' ? ctx.actor.email : undefined}
              cancelHref={address}
            />
          </Section>
        </div>
      )}
      {items.length > 0 ? (
        <AccountTable org={org} accounts={items} now={ctx.now()} />
      ) : (
        !making && (
          <NothingYet>
            No service account yet. A training cluster or a deployment that fetches models is a good
            beginning.
          </NothingYet>
        )
      )}
      <Pager
        label="service accounts"
        firstHref={cursor ? address : null}
        nextHref={nextCursor ? paths.serviceAccounts(org, { cursor: nextCursor }) : null}
        nextLabel="Next"
      />
    </>
  )
}
