import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { load } from '@/app/load'
import { type SearchParams, search } from '@/app/search'
import { requireCtx } from '@/app/session'
import { WhyReport } from '@/components/access-report/why-report'
import { PageHeader } from '@/components/shell/page-header'
import { askedOf } from '@/lib/access-report/askable'
import { whyNot } from '@/lib/access-report/why'
import { paths } from '@/lib/paths'

export const metadata: Metadata = { title: 'Why can’t I?' }

const whySearch = whyNot.input.pick({ can: true, on: true })

interface Props {
  params: Promise<{ org: string }>
  searchParams: SearchParams
}

export default async function WhyPage({ params, searchParams }: Props) {
  const { org } = await params
  const { can: named, on } = await search(searchParams, whySearch)
  const can = askedOf('organization', named)
  if (!can) notFound()
  const ctx = await requireCtx(paths.why(org, can, on))
  const why = await load(() => whyNot(ctx, { org, can, on }))
  const { access } = why
  // For a version, its own makers are told from the others there, too.
  const version = on?.match(/\/v(\d+)$/)?.[1]
  const accessHref =
    access &&
    {
      model: paths.modelAccess(org, access.slug, { can, version }),
      project: paths.projectAccess(org, access.slug, { can }),
      organization: paths.organizationAccess(org, { can }),
    }[access.place]
  return (
    <>
      <PageHeader title="Why can’t I?" {...(on?.includes('://') ? { uri: on } : {})} />
      <WhyReport org={org} why={why} accessHref={accessHref} />
    </>
  )
}
