import { fromCursor, load } from '@/app/load'
import { type SearchParams, search } from '@/app/search'
import { usedOf } from '@/app/used'
import { DatasetFileList } from '@/components/dataset-file-list'
import { DatasetVersionFacts } from '@/components/dataset-version-facts'
import { DatasetVersionHeader } from '@/components/dataset-version-header'
import { Dependents } from '@/components/dependents'
import { DescriptionSection } from '@/components/description-section'
import { PropertySection } from '@/components/property-section'
import { RecallBanner } from '@/components/recall-banner'
import { Columns } from '@/components/ui/columns'
import { listDatasetAliases } from '@/lib/aliases/datasets'
import { listDatasetFiles } from '@/lib/datasets/files'
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
  const [files, aliases, used] = await Promise.all([
    load(() =>
      fromCursor(filters.cursor, (cursor) => listDatasetFiles(ctx, { ...ref, ...filters, cursor })),
    ),
    load(() => listDatasetAliases(ctx, { org, dataset })),
    usedOf(ctx, org, version.uri),
  ])
  const now = ctx.now()
  return (
    <>
      <DatasetVersionHeader org={org} version={version} />
      <RecallBanner org={org} recalls={used.recalls} now={now} />
      <Columns
        main={
          <>
            <DescriptionSection org={org} text={version.description} />
            <Dependents org={org} uri={version.uri} impact={used.impact} uses={used.uses} />
            <DatasetFileList {...{ org, version, files, filters }} />
          </>
        }
        aside={
          <>
            <DatasetVersionFacts
              {...{ org, version }}
              aliases={aliases.items.map(({ alias }) => alias)}
              point={point.bind(null, ref)}
              now={now}
            />
            <PropertySection properties={version.properties} />
          </>
        }
      />
    </>
  )
}
