import { load, loadIfFound } from '@/app/load'
import type { SearchParams } from '@/app/search'
import { modelAddress, searchOf } from '@/components/compare/address'
import { CompareView } from '@/components/compare/compare-view'
import { HistorySection } from '@/components/compare/history'
import { VersionPicker } from '@/components/compare/version-picker'
import { NothingYet } from '@/components/ui/empty'
import { Notice } from '@/components/ui/notice'
import { compareVersions } from '@/lib/compare/queries'
import { paths } from '@/lib/paths'
import { listVersions } from '@/lib/versions/queries'
import { compareAsked, searchAsked, withBase } from '../../../../compare-search'
import { type ModelParams, modelOf, modelTitle } from '../../model'
import { chosenOf, uriOf } from './chosen'
import { historyOf } from './history'

export function generateMetadata({ params }: { params: ModelParams }) {
  return modelTitle(params, (name) => `Compare · ${name}`)
}

interface Props {
  params: ModelParams
  searchParams: SearchParams
}

export default async function ModelComparePage({ params, searchParams }: Props) {
  const { org, model: slug } = await params
  const asked = await compareAsked(searchParams)
  const { ctx, model } = await modelOf(org, slug, (at) =>
    paths.modelCompare(org, at, searchAsked(asked)),
  )
  const { items } = await load(() => listVersions(ctx, { org, model: slug }))
  const v = chosenOf(slug, asked, model, items)
  if (v.length < 2 && items.length < 2)
    return (
      <NothingYet>Versions stand side by side here, once {model.name} has two of them.</NothingYet>
    )
  const base = asked.base && uriOf(slug, asked.base)
  const found = await loadIfFound(() =>
    withBase(base, (against) => compareVersions(ctx, { org, v, base: against })),
  )
  const address = modelAddress(org, slug)
  const elsewhereHref = paths.compare(org, { v })
  const latest = model.latest?.version ?? null
  const picker = { address, versions: items, latest, elsewhereHref }
  if (!found.ok)
    return (
      <div className="flex flex-col gap-6">
        <Notice kind="error">{found.reason.replace(/^v: /, '')}</Notice>
        <VersionPicker {...picker} search={searchAsked({ ...asked, v })} open />
      </div>
    )
  const comparison = found.value
  const shown = { v: comparison.versions.map(({ uri }) => uri), base: comparison.base }
  const search = searchOf(asked, shown)
  const history = await historyOf(ctx, { org, model: slug }, comparison, asked.metric)
  return (
    <CompareView
      {...{ org, comparison, asked, address }}
      picker={<VersionPicker {...picker} search={search} open={false} />}
      now={ctx.now()}
    >
      {history && <HistorySection {...{ org, address, search, ...history }} model={slug} />}
    </CompareView>
  )
}
