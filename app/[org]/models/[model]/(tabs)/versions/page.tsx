import { versionFilters, versionsView } from '@/app/[org]/versions/versions-view'
import { loadFiltered } from '@/app/load-filtered'
import type { SearchParams } from '@/app/search'
import { NothingYet } from '@/components/ui/empty'
import { TextLink } from '@/components/ui/text-link'
import { VersionList } from '@/components/version-list'
import { paths } from '@/lib/paths'
import { listVersions } from '@/lib/versions/queries'
import { type ModelParams, modelOf, modelTitle } from '../../model'

export function generateMetadata({ params }: { params: ModelParams }) {
  return modelTitle(params, (name) => `Versions · ${name}`)
}

interface Props {
  params: ModelParams
  searchParams: SearchParams
}

export default async function VersionsPage({ params, searchParams }: Props) {
  const { org, model: slug } = await params
  const filters = await versionFilters(searchParams)
  const { ctx, model } = await modelOf(org, slug, (at) => paths.versions(org, at, filters))
  const { q, state, life } = filters
  const view = await versionsView(ctx, {
    org,
    filters,
    model: slug,
    list: paths.versions(org, slug, { ...filters, columns: undefined }),
    versions: loadFiltered('versions', filters, (at) =>
      listVersions(ctx, { org, model: slug, q, state, life, ...at }),
    ),
  })
  return (
    <VersionList
      org={org}
      {...view}
      filters={filters}
      addressOf={(changed) => paths.versions(org, slug, changed)}
      ofModel
      usualSort="-number"
      none={
        <NothingYet>
          Versions appear here once a run or a member registers one.{' '}
          {model.abilities.register.ok && (
            <TextLink href={paths.newVersion(org, slug)}>Upload the first</TextLink>
          )}
        </NothingYet>
      }
      now={ctx.now()}
    />
  )
}
