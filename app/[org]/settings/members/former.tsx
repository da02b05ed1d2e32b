import { fromCursor, loadIfAllowed } from '@/app/load'
import { FormerTable } from '@/components/former-table'
import { PageHeader } from '@/components/shell/page-header'
import { NotAllowed, NothingYet } from '@/components/ui/empty'
import { Pager } from '@/components/ui/pager'
import type { Ctx } from '@/lib/actor'
import { listMembers } from '@/lib/members/queries'
import { paths, withSearch } from '@/lib/paths'
import { erase } from './actions'

interface FormerMembersProps {
  ctx: Ctx
  org: string
  cursor: string | undefined
}

/** Who was removed, for admins, who may erase what is still known of them. */
export async function FormerMembers({ ctx, org, cursor }: FormerMembersProps) {
  const state = 'removed'
  const address = withSearch(paths.members(org), { state })
  const left = await loadIfAllowed(() =>
    fromCursor(cursor, (from) => listMembers(ctx, { org, state, cursor: from })),
  )
  return (
    <>
      <PageHeader
        title="Former members"
        trail={[{ href: paths.members(org), label: 'Members' }]}
        facts="What they did stays on record. To take one back, add them by their e-mail address."
      />
      {!left.ok ? (
        <NotAllowed
          reason={left.reason}
          whoCan="Admins of the organization see who was a member."
          why={paths.why(org, 'member.erase')}
        />
      ) : left.value.items.length === 0 ? (
        <NothingYet>Nobody has been removed.</NothingYet>
      ) : (
        <>
          <FormerTable
            members={left.value.items}
            erase={(id) => erase.bind(null, { org, id })}
            now={ctx.now()}
          />
          <Pager
            label="former members"
            firstHref={cursor ? address : null}
            nextHref={
              left.value.nextCursor
                ? withSearch(paths.members(org), { state, cursor: left.value.nextCursor })
                : null
            }
            nextLabel="Next"
          />
        </>
      )}
    </>
  )
}
