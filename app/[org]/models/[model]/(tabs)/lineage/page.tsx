import { load } from '@/app/load'
import { type SearchParams, search } from '@/app/search'
import { LineageView } from '@/components/lineage/lineage-view'
import { VersionPicker } from '@/components/lineage/version-picker'
import { NothingYet } from '@/components/ui/empty'
import { getLineagePage } from '@/lib/lineage/queries'
import { paths } from '@/lib/paths'
import { versionUri } from '@/lib/uri'
import { listVersions } from '@/lib/versions/queries'
import { lineageAsked, mostSteps } from '../../../../lineage/lineage-search'
import { type ModelParams, modelOf, modelTitle } from '../../model'
import { versionSearch } from './version-search'

export function generateMetadata({ params }: { params: ModelParams }) {
  return modelTitle(params, (name) => `Lineage · ${name}`)
}

interface Props {
  params: ModelParams
  searchParams: SearchParams
}

export default async function ModelLineagePage({ params, searchParams }: Props) {
  const { org, model: slug } = await params
  const { version: chosen } = await search(searchParams, versionSearch)
  const asked = await lineageAsked(searchParams)
  const { ctx, model } = await modelOf(org, slug, (at) =>
    paths.modelLineage(org, at, { ...asked, version: chosen }),
  )
  const version = chosen ?? model.latest?.version ?? model.newest?.version
  if (version === undefined)
    return (
      <NothingYet>
        There is no version yet. Once a run has made one, this shows what it was trained on, by
        which code, and what uses it.
      </NothingYet>
    )
  const { direction, depth } = asked
  const uri = versionUri(slug, version)
  const [page, versions] = await Promise.all([
    load(() => getLineagePage(ctx, { org, uri, direction, depth })),
    load(() => listVersions(ctx, { org, model: slug })),
  ])
  return (
    <div className="flex min-w-0 flex-col gap-4">
      <VersionPicker
        action={paths.modelLineage(org, slug)}
        version={version}
        versions={versions.items}
        latest={model.latest?.version ?? null}
        impactHref={paths.impact(org, uri)}
      />
      <LineageView
        {...{ org, page, asked }}
        most={mostSteps}
        hrefOf={(search) => paths.modelLineage(org, slug, { version, ...search })}
      />
    </div>
  )
}
