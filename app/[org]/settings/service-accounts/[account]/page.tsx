import type { Metadata } from 'next'
import { z } from 'zod'
import { fromCursor, load } from '@/app/load'
import { memberOptions } from '@/app/member-options'
import { type SearchParams, search } from '@/app/search'
import { currentCtx, requireCtx } from '@/app/session'
import { siteUrl } from '@/app/site-url'
import { HeldRoles } from '@/components/held-roles'
import { ladderRoles } from '@/components/role-choices'
import { RoleForm } from '@/components/role-form'
import { PageHeader } from '@/components/shell/page-header'
import { TokenForm } from '@/components/token-form'
import { TokenTable } from '@/components/token-table'
import { Button, ButtonLink } from '@/components/ui/button'
import { NothingYet } from '@/components/ui/empty'
import { RobotIcon } from '@/components/ui/icons'
import { Notice } from '@/components/ui/notice'
import { Pager } from '@/components/ui/pager'
import { Section } from '@/components/ui/section'
import { longDay } from '@/lib/format'
import { listRolesOfServiceAccount } from '@/lib/grants/of-holder'
import { abilitiesIn } from '@/lib/organizations/abilities'
import { paths, withSearch } from '@/lib/paths'
import { getServiceAccount, mayMakeTokens } from '@/lib/service-accounts/queries'
import { offeredScopes } from '@/lib/service-accounts/token'
import { listTokens } from '@/lib/tokens/queries'
import * as actions from './actions'
import { AccountSettings } from './settings'

const accountSearch = listTokens.input.pick({ cursor: true }).extend({ new: z.string() })

interface Props {
  params: Promise<{ org: string; account: string }>
  searchParams: SearchParams
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const ref = await params
  const ctx = await currentCtx()
  if (!ctx) return {}
  return { title: `${(await load(() => getServiceAccount(ctx, ref))).name} · Service accounts` }
}

export default async function ServiceAccountPage({ params, searchParams }: Props) {
  const ref = await params
  const { org, account: slug } = ref
  const { cursor, new: making } = await search(searchParams, accountSearch)
  const address = paths.serviceAccount(org, slug)
  const ctx = await requireCtx(withSearch(address, { cursor, new: making }))
  const [account, roles, tokens, members] = await Promise.all([
    load(() => getServiceAccount(ctx, ref)),
    load(() => listRolesOfServiceAccount(ctx, ref)),
    load(() =>
      fromCursor(cursor, (from) => listTokens(ctx, { org, serviceAccount: slug, cursor: from })),
    ),
    memberOptions(ctx, org),
  ])
  const may = await load(async () => abilitiesIn(ctx, org, 'service_account.update'))
  const live = account.disabledAt === null
  const changes = may['service_account.update']
  const manages = changes.ok && live
  const makes = mayMakeTokens(ctx, org, account)
  return (
    <>
      <PageHeader
        title={account.name}
        badge={
          <span className="inline-flex items-center gap-1 text-ink-2">
            <RobotIcon /> service account
          </span>
        }
        trail={[{ href: paths.serviceAccounts(org), label: 'Service accounts' }]}
        facts={
          <>
            <code className="font-mono wrap-anywhere">{slug}</code>
            <span>{account.owner.name} answers for it</span>
            {account.description && <span>{account.description}</span>}
          </>
        }
      />
      <div className="flex flex-col gap-10">
        {account.disabledAt && (
          <Notice>
            It was disabled on {longDay(account.disabledAt)}: its tokens and roles are gone. What it
            did stays on record.
          </Notice>
        )}
        <Section title="Roles">
          {roles.items.length > 0 ? (
            <HeldRoles
              org={org}
              roles={roles.items}
              revoke={manages ? (id) => actions.revoke.bind(null, { org, id }) : null}
            />
          ) : (
            <NothingYet>It holds no role{live && ', so its tokens may do nothing yet'}.</NothingYet>
          )}
          {manages && (
            <div className="mt-4">
              <RoleForm
                grant={actions.grant.bind(null, ref)}
                roles={ladderRoles.filter(({ role }) => role !== 'admin')}
              />
            </div>
          )}
        </Section>
        {live && (
          <Section
            title="Tokens"
            aside={
              makes.ok ? (
                <ButtonLink href={`${address}?new=token`}>New token</ButtonLink>
              ) : (
                <Button
                  disabledReason={makes.reason}
                  why={paths.why(org, 'service_account.update')}
                >
                  New token
                </Button>
              )
            }
          >
            {making && makes.ok && (
              <div className="mb-6">
                <TokenForm
                  create={actions.createToken.bind(null, ref)}
                  scopes={offeredScopes}
                  baseUrl={await siteUrl()}
                  doneHref={address}
                />
              </div>
            )}
            {tokens.items.length > 0 ? (
              <TokenTable
                tokens={tokens.items}
                withAccount={false}
                withOwner={false}
                revoke={(id) => actions.endToken.bind(null, { org, id })}
                now={ctx.now()}
              />
            ) : (
              makes.ok &&
              !making && (
                <NothingYet>Its tokens appear here, for the jobs that use them.</NothingYet>
              )
            )}
            <Pager
              label="tokens"
              firstHref={cursor ? address : null}
              nextHref={
                tokens.nextCursor ? withSearch(address, { cursor: tokens.nextCursor }) : null
              }
            />
          </Section>
        )}
        {live && <AccountSettings org={org} account={account} may={changes} members={members} />}
      </div>
    </>
  )
}
