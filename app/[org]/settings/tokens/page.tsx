import type { Metadata } from 'next'
import { z } from 'zod'
import { fromCursor, load } from '@/app/load'
import { type SearchParams, search } from '@/app/search'
import { requireCtx } from '@/app/session'
import { siteUrl } from '@/app/site-url'
import { PageHeader } from '@/components/shell/page-header'
import { TokenForm } from '@/components/token-form'
import { TokenTable } from '@/components/token-table'
import { Button, ButtonLink } from '@/components/ui/button'
import { NothingYet } from '@/components/ui/empty'
import { Pager } from '@/components/ui/pager'
import { Section } from '@/components/ui/section'
import { abilitiesIn } from '@/lib/organizations/abilities'
import { paths, withSearch } from '@/lib/paths'
import { listTokens } from '@/lib/tokens/queries'
import { usableScopes } from '@/lib/tokens/scopes'
import { create, revoke } from './actions'

export const metadata: Metadata = { title: 'Tokens' }

const tokenSearch = listTokens.input.pick({ cursor: true }).extend({ new: z.string() })

interface Props {
  params: Promise<{ org: string }>
  searchParams: SearchParams
}

export default async function TokensPage({ params, searchParams }: Props) {
  const { org } = await params
  const { cursor, new: making } = await search(searchParams, tokenSearch)
  const address = paths.tokens(org)
  const ctx = await requireCtx(withSearch(address, { cursor, new: making }))
  const { items, nextCursor } = await load(() =>
    fromCursor(cursor, (from) => listTokens(ctx, { org, cursor: from })),
  )
  const may = await load(async () => abilitiesIn(ctx, org, 'token.create', 'token.revoke'))
  const creates = may['token.create']
  return (
    <>
      <PageHeader
        title="Tokens"
        facts="For programs: the CLI, jobs, services. A token acts for its owner, within its scopes."
        actions={
          creates.ok ? (
            <ButtonLink href={`${address}?new=token`}>New token</ButtonLink>
          ) : (
            <Button disabledReason={creates.reason} why={paths.why(org, 'token.create')}>
              New token
            </Button>
          )
        }
      />
      {making && creates.ok && (
        <div className="mb-8">
          <Section title="New token">
            <TokenForm
              create={create.bind(null, { org })}
              scopes={usableScopes(ctx, org)}
              baseUrl={await siteUrl()}
              doneHref={address}
            />
          </Section>
        </div>
      )}
      {items.length > 0 ? (
        <TokenTable
          tokens={items}
          withOwner={may['token.revoke'].ok}
          revoke={(id) => revoke.bind(null, { org, id })}
          now={ctx.now()}
        />
      ) : (
        !making && (
          <NothingYet>Your tokens appear here. Make one to use the CLI or the API.</NothingYet>
        )
      )}
      <Pager
        label="tokens"
        firstHref={cursor ? address : null}
        nextHref={nextCursor ? withSearch(address, { cursor: nextCursor }) : null}
      />
    </>
  )
}
