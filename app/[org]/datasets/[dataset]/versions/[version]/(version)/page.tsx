import { fromCursor, load } from '@/app/load'
import { type SearchParams, search } from '@/app/search'
import { DatasetFileList } from '@/components/dataset-file-list'
import { DatasetVersionFacts } from '@/components/dataset-version-facts'
import { DatasetVersionHeader } from '@/components/dataset-version-header'
import { DescriptionSection } from '@/components/description-section'
import { PropertySection } from '@/components/property-section'
import { RecallBanner } from '@/components/recall-banner'
import { Columns } from '@/components/ui/columns'
import { listDatasetAliases } from '@/lib/aliases/datasets'
import { listDatasetFiles } from '@/lib/datasets/files'
import { getRecallNotices } from '@/lib/lineage/recalls'
import { getUses } from '@/lib/lineage/uses'
import { paths } from '@/lib/paths'
import { type DatasetVersionParams, datasetVersionOf, datasetVersionTitle } from '../version'
import { point } from './actions'

const filesSearch = listDatasetFiles.input.pick({ q: true, cursor: true })

export function generateMetadata({ params }: { params: DatasetVersionParams }) {
  return datasetVersionTitle(params, (name) => `${name} · Datasets`)
}

interface Props {
  params: DatasetVersionParams
  searchParams: SearchParams
}

export default async function DatasetVersionPage({ params, searchParams }: Props) {
  const filters = await search(searchParams, filesSearch)
  const { org, dataset, ctx, version } = await datasetVersionOf(params, (...at) =>
    paths.datasetVersion(...at, filters),
  )
  const ref = { org, dataset, version: version.version }
  const { uri } = version
  const [files, aliases, uses, recalls] = await Promise.all([
    load(() =>
      fromCursor(filters.cursor, (cursor) => listDatasetFiles(ctx, { ...ref, ...filters, cursor })),
    ),
    load(() => listDatasetAliases(ctx, { org, dataset })),
    load(() => getUses(ctx, { org, uri })),
    load(() => getRecallNotices(ctx, { org, uri })),
  ])
  const now = ctx.now()
  return (
    <>
      <DatasetVersionHeader org={org} version={version} />
      <RecallBanner org={org} recalls={recalls} now={now} />
      <Columns
        main={
          <>
            <DescriptionSection org={org} text={version.description} />
            <DatasetFileList {...{ org, version, files, filters }} />
          </>
        }
        aside={
          <>
            <DatasetVersionFacts
              {...{ org, version, uses, now }}
              aliases={aliases.items.map(({ alias }) => alias)}
              point={point.bind(null, ref)}
            />
            <PropertySection properties={version.properties} />
          </>
        }
      />
    </>
  )
}
