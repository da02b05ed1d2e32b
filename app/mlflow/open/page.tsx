import type { Metadata } from 'next'
import { redirect } from 'next/navigation'
import { load } from '@/app/load'
import { type SearchParams, search } from '@/app/search'
import { requireCtx } from '@/app/session'
import { Nowhere } from '@/components/mlflow/nowhere'
import { paths } from '@/lib/paths'
import { followLink, LinkInput } from '@/lib/tracking/follow'

export const metadata: Metadata = { title: 'MLflow' }

export default async function OpenPage({ searchParams }: { searchParams: SearchParams }) {
  const link = await search(searchParams, LinkInput)
  const ctx = await requireCtx(paths.mlflowOpen(link))
  // People are members of few organizations, and mostly of one.
  for (const { slug: org } of ctx.memberships) {
    const page = await load(() => followLink(ctx, { org, ...link }))
    if (page) redirect(page)
  }
  const organizations = ctx.memberships.map(({ slug, name }) => ({ slug, name }))
  return <Nowhere {...{ link, organizations }} />
}
