import { fromCursor, load } from '@/app/load'
import { type SearchParams, search } from '@/app/search'
import { DatasetFacts } from '@/components/dataset-facts'
import { DatasetVersions } from '@/components/dataset-versions'
import { DescriptionSection } from '@/components/description-section'
import { PropertySection } from '@/components/property-section'
import { Columns } from '@/components/ui/columns'
import { listDatasetVersions } from '@/lib/datasets/queries'
import { getDatasetUses } from '@/lib/lineage/uses'
import { paths } from '@/lib/paths'
import { type DatasetParams, datasetOf, datasetTitle } from '../../dataset'

const versionsSearch = listDatasetVersions.input.pick({ cursor: true })

export function generateMetadata({ params }: { params: DatasetParams }) {
  return datasetTitle(params, (slug) => `${slug} · Datasets`)
}

interface Props {
  params: DatasetParams
  searchParams: SearchParams
}

export default async function DatasetPage({ params, searchParams }: Props) {
  const { org, dataset: slug } = await params
  const { cursor } = await search(searchParams, versionsSearch)
  const { ctx, dataset } = await datasetOf(org, slug, paths.dataset(org, slug, { cursor }))
  const [versions, uses] = await Promise.all([
    load(() =>
      fromCursor(cursor, (from) =>
        listDatasetVersions(ctx, { org, dataset: slug, cursor: from, limit: 20 }),
      ),
    ),
    load(() => getDatasetUses(ctx, { org, dataset: slug })),
  ])
  const now = ctx.now()
  const edit = {
    href: paths.datasetEdit(org, slug),
    may: dataset.abilities.update,
    why: paths.why(org, 'dataset.update', dataset.uri),
  }
  return (
    <Columns
      main={
        <>
          <DescriptionSection org={org} text={dataset.description} edit={edit}>
            What is in this dataset, where it comes from, and what it must not be used for stands
            here.
          </DescriptionSection>
          <DatasetVersions {...{ org, dataset, versions, cursor, now }} />
        </>
      }
      aside={
        <>
          <DatasetFacts {...{ org, dataset, uses, now }} />
          <PropertySection properties={dataset.properties} edit={edit} />
        </>
      }
    />
  )
}
