import type { Metadata } from 'next'
import { load } from '@/app/load'
import { type SearchParams, search } from '@/app/search'
import { requireCtx } from '@/app/session'
import { FindForm, FoundList } from '@/components/found-list'
import { PageHeader } from '@/components/shell/page-header'
import { find } from '@/lib/find/find'
import { paths } from '@/lib/paths'

export const metadata: Metadata = { title: 'Find' }

interface Props {
  params: Promise<{ org: string }>
  searchParams: SearchParams
}

export default async function FindPage({ params, searchParams }: Props) {
  const { org } = await params
  const { q = '' } = await search(searchParams, find.input.pick({ q: true }))
  const ctx = await requireCtx(paths.find(org, { q }))
  const { items } = await load(() => find(ctx, { org, q }))
  return (
    <>
      <PageHeader title="Find" />
      <div className="flex max-w-3xl flex-col gap-6">
        <FindForm org={org} q={q} />
        <FoundList org={org} q={q} found={items} />
      </div>
    </>
  )
}
