import { fromCursor, load } from '@/app/load'
import { type SearchParams, search } from '@/app/search'
import { VersionList } from '@/components/version-list'
import { paths } from '@/lib/paths'
import { listVersions } from '@/lib/versions/queries'
import { type ModelParams, modelOf, modelTitle } from '../../model'

const versionsSearch = listVersions.input.pick({ state: true, life: true, cursor: true })

export function generateMetadata({ params }: { params: ModelParams }) {
  return modelTitle(params, (name) => `Versions · ${name}`)
}

interface Props {
  params: ModelParams
  searchParams: SearchParams
}

export default async function VersionsPage({ params, searchParams }: Props) {
  const { org, model: slug } = await params
  const filters = await search(searchParams, versionsSearch)
  const { ctx, model } = await modelOf(org, slug, (at) => paths.versions(org, at, filters))
  const versions = await load(() =>
    fromCursor(filters.cursor, (cursor) =>
      listVersions(ctx, { ...filters, org, model: slug, cursor }),
    ),
  )
  return (
    <VersionList org={org} model={model} versions={versions} filters={filters} now={ctx.now()} />
  )
}
