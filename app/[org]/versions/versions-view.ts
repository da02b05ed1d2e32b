import 'server-only'
import { forgetColumns, keepColumns } from '@/app/columns/actions'
import { columnsAsked } from '@/app/columns-asked'
import { load } from '@/app/load'
import { isAskable } from '@/app/load-filtered'
import { type SearchParams, search } from '@/app/search'
import type { KeptColumns } from '@/components/keep-columns'
import { metricsOf, usualVersionColumns } from '@/components/usual-columns'
import type { VersionsView } from '@/components/version-list'
import type { Ctx } from '@/lib/actor'
import { chooseColumns } from '@/lib/columns/choose'
import { namesOf } from '@/lib/columns/columns'
import { versionCells } from '@/lib/inventory/version-cells'
import { getMeanings } from '@/lib/metrics/queries'
import type { VersionFilters } from '@/lib/paths'
import { getPreferences } from '@/lib/preferences/queries'
import { versionFacets } from '@/lib/versions/facets'
import { listVersions } from '@/lib/versions/queries'
import type { VersionItem } from '@/lib/versions/view'
import type { Page } from '@/lib/view'

const versionsSearch = listVersions.input.pick({
  q: true,
  sort: true,
  state: true,
  life: true,
  cursor: true,
})

/** The search parameters of a list of versions. */
export async function versionFilters(params: SearchParams) {
  const filters = await search(params, versionsSearch)
  const columns = await columnsAsked(params)
  return { ...filters, ...(columns ? { columns } : {}) } satisfies VersionFilters
}

type AskedFilters = Awaited<ReturnType<typeof versionFilters>>

interface Asked {
  org: string
  filters: AskedFilters
  /** The one that all of them are of. */
  model?: string
  /** This list without columns in its address. */
  list: string
  versions: Promise<Page<VersionItem>>
}

/** What a page of versions shows, in as many queries however many versions there are. */
export async function versionsView(
  ctx: Ctx,
  { org, filters, model, list, versions: listed }: Asked,
): Promise<VersionsView & { kept: KeptColumns }> {
  const { q, state, life } = filters
  const whole = { q, model, state, life }
  const [versions, facets, preferences] = await Promise.all([
    listed,
    isAskable('versions', q) ? load(() => versionFacets(ctx, { org, ...whole })) : null,
    load(() => getPreferences(ctx, { org })),
  ])
  const key = 'versions.columns'
  const chosen = chooseColumns('versions', filters.columns, preferences[key])
  const columns = chosen.columns ?? usualVersionColumns(versions.items)
  const shown = versions.items.map(({ model, version }) => ({ model, version }))
  const has = (own: string) => columns.some(({ kind, key }) => kind === 'own' && key === own)
  const params = namesOf(columns, 'param')
  const [cells, meanings] = await Promise.all([
    load(() =>
      versionCells(ctx, { org, shown, params, datasets: has('dataset'), latest: has('aliases') }),
    ),
    load(() => getMeanings(ctx, { org, keys: namesOf(columns, 'metric') })),
  ])
  const ref = { org, key, list } as const
  const kept = {
    isKept: chosen.isKept,
    keepsSome: chosen.keepsSome,
    keep: keepColumns.bind(null, ref),
    forget: forgetColumns.bind(null, ref),
  }
  const metrics = metricsOf(versions.items)
  return { versions, facets, columns, metrics, cells, meanings, whole, kept }
}
