import type { Metadata } from 'next'
import { fromCursor, load } from '@/app/load'
import { type SearchParams, search } from '@/app/search'
import { requireCtx } from '@/app/session'
import { DatasetList } from '@/components/dataset-list'
import { MayLink } from '@/components/may-link'
import { PageHeader } from '@/components/shell/page-header'
import { listDatasets } from '@/lib/datasets/queries'
import { abilitiesIn } from '@/lib/organizations/abilities'
import { paths } from '@/lib/paths'
import { listProjectNames } from '@/lib/projects/queries'

export const metadata: Metadata = { title: 'Datasets' }

const datasetsSearch = listDatasets.input.pick({
  q: true,
  tag: true,
  project: true,
  life: true,
  cursor: true,
})

interface Props {
  params: Promise<{ org: string }>
  searchParams: SearchParams
}

export default async function DatasetsPage({ params, searchParams }: Props) {
  const { org } = await params
  const filters = await search(searchParams, datasetsSearch)
  const ctx = await requireCtx(paths.datasets(org, filters))
  const [datasets, projects] = await Promise.all([
    load(() =>
      fromCursor(filters.cursor, (cursor) => listDatasets(ctx, { ...filters, org, cursor })),
    ),
    load(() => listProjectNames(ctx, { org })),
  ])
  const may = abilitiesIn(ctx, org, 'dataset.create')['dataset.create']
  return (
    <>
      <PageHeader
        title="Datasets"
        actions={
          <MayLink
            href={paths.newDataset(org)}
            label="New dataset"
            may={may}
            why={paths.why(org, 'dataset.create')}
            kind="primary"
          />
        }
      />
      <DatasetList {...{ org, datasets, filters, projects, may }} now={ctx.now()} />
    </>
  )
}
