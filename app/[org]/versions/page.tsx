import type { Metadata } from 'next'
import { loadFiltered } from '@/app/load-filtered'
import type { SearchParams } from '@/app/search'
import { requireCtx } from '@/app/session'
import { ModelsHeader } from '@/components/models-header'
import { NothingYet } from '@/components/ui/empty'
import { TextLink } from '@/components/ui/text-link'
import { VersionList } from '@/components/version-list'
import { paths } from '@/lib/paths'
import { searchVersions } from '@/lib/versions/search'
import { versionFilters, versionsView } from './versions-view'

export const metadata: Metadata = { title: 'Versions' }

interface Props {
  params: Promise<{ org: string }>
  searchParams: SearchParams
}

export default async function AllVersionsPage({ params, searchParams }: Props) {
  const { org } = await params
  // States are asked for by the filter here.
  const { state: _, ...filters } = await versionFilters(searchParams)
  const ctx = await requireCtx(paths.allVersions(org, filters))
  const { q, life } = filters
  const view = await versionsView(ctx, {
    org,
    filters,
    list: paths.allVersions(org, { ...filters, columns: undefined }),
    versions: loadFiltered('versions', filters, (at) =>
      searchVersions(ctx, { org, q, life, ...at }),
    ),
  })
  return (
    <>
      <ModelsHeader org={org} of="versions" q={q} />
      <VersionList
        org={org}
        {...view}
        filters={filters}
        addressOf={(changed) => paths.allVersions(org, changed)}
        usualSort="-created"
        none={
          <NothingYet>
            The versions of all models appear here once a run or a member registers one.{' '}
            <TextLink href={paths.models(org)}>Go to the models</TextLink>
          </NothingYet>
        }
        now={ctx.now()}
      />
    </>
  )
}
