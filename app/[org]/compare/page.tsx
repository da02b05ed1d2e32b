import type { Metadata } from 'next'
import { loadIfFound } from '@/app/load'
import type { SearchParams } from '@/app/search'
import { requireCtx } from '@/app/session'
import { AddForm } from '@/components/compare/add-form'
import { organizationAddress } from '@/components/compare/address'
import { CompareView } from '@/components/compare/compare-view'
import { PageHeader } from '@/components/shell/page-header'
import { NothingYet } from '@/components/ui/empty'
import { compareVersions } from '@/lib/compare/queries'
import { paths } from '@/lib/paths'
import { compareAsked, searchAsked, withBase } from '../compare-search'

export const metadata: Metadata = { title: 'Compare versions' }

interface Props {
  params: Promise<{ org: string }>
  searchParams: SearchParams
}

export default async function ComparePage({ params, searchParams }: Props) {
  const { org } = await params
  const asked = await compareAsked(searchParams)
  const { v, base } = asked
  const ctx = await requireCtx(paths.compare(org, searchAsked(asked)))
  const address = organizationAddress(org)
  const found = await loadIfFound(() =>
    withBase(base, (against) => compareVersions(ctx, { org, v, base: against })),
  )
  return (
    <>
      <PageHeader title="Compare versions" trail={[{ href: paths.models(org), label: 'Models' }]} />
      {found.ok ? (
        <CompareView
          {...{ org, asked, address }}
          comparison={found.value}
          picker={<AddForm address={address} search={searchAsked(asked)} />}
          now={ctx.now()}
        />
      ) : (
        <div className="flex flex-col gap-6">
          {v.length === 0 && (
            <NothingYet>
              Versions of any models stand side by side here: metrics, parameters, data, code and
              files. Name at least two, or choose them in a list of versions.
            </NothingYet>
          )}
          <AddForm
            address={address}
            search={searchAsked({ ...asked, v: [] })}
            written={v.join(', ')}
            error={v.length > 0 ? found.reason.replace(/^v: /, '') : undefined}
          />
        </div>
      )}
    </>
  )
}
