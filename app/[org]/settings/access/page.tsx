import type { Metadata } from 'next'
import { fromCursor, loadIfAllowed, loadIfThere } from '@/app/load'
import { type SearchParams, search } from '@/app/search'
import { requireCtx } from '@/app/session'
import { AccessReport } from '@/components/access-report/access-report'
import { PageHeader } from '@/components/shell/page-header'
import { askable, askedOf } from '@/lib/access-report/askable'
import { mayDoInOrganization } from '@/lib/access-report/may'
import { whoMayInOrganization } from '@/lib/access-report/who'
import { type AccessSearch, paths } from '@/lib/paths'

export const metadata: Metadata = { title: 'Who may' }

const accessSearch = whoMayInOrganization.input
  .pick({ can: true, cursor: true })
  .extend(mayDoInOrganization.input.pick({ person: true }).shape)

interface Props {
  params: Promise<{ org: string }>
  searchParams: SearchParams
}

export default async function OrganizationAccessPage({ params, searchParams }: Props) {
  const { org } = await params
  const asked = await search(searchParams, accessSearch)
  const { person } = asked
  const can = askedOf('organization', asked.can) ?? 'version.approve'
  const addressOf = (of: AccessSearch) => paths.organizationAccess(org, of)
  const ctx = await requireCtx(addressOf(asked))
  const who = await loadIfAllowed(() =>
    fromCursor(asked.cursor, (cursor) => whoMayInOrganization(ctx, { org, can, cursor })),
  )
  const one =
    who.ok && person ? await loadIfThere(() => mayDoInOrganization(ctx, { org, person })) : null
  return (
    <>
      <PageHeader
        title="Who may"
        facts="Through roles for the whole organization. Those on one project or model are on its own page."
      />
      <AccessReport
        {...{ who, asked, addressOf }}
        actions={askable.organization}
        person={one}
        whyHref={paths.why(org, 'organization.access')}
      />
    </>
  )
}
