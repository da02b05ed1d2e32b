import { load } from '@/app/load'
import { siteUrl } from '@/app/site-url'
import { DatasetElsewhere, pushingData } from '@/components/dataset-elsewhere'
import { PageHeader } from '@/components/shell/page-header'
import { Columns } from '@/components/ui/columns'
import { NotAllowed } from '@/components/ui/empty'
import { DatasetUploadForm } from '@/components/upload/dataset-upload-form'
import { nextName } from '@/components/upload/next-name'
import { UploadNeedsScript } from '@/components/upload-elsewhere'
import { listDatasetVersions } from '@/lib/datasets/queries'
import { paths } from '@/lib/paths'
import { type DatasetParams, datasetOf, datasetTitle } from '../dataset'

export function generateMetadata({ params }: { params: DatasetParams }) {
  return datasetTitle(params, (slug) => `New version · ${slug}`)
}

export default async function NewDatasetVersionPage({ params }: { params: DatasetParams }) {
  const { org, dataset: slug } = await params
  const { ctx, dataset } = await datasetOf(org, slug, paths.newDatasetVersion(org, slug))
  const { register } = dataset.abilities
  const [versions, baseUrl] = await Promise.all([
    load(() => listDatasetVersions(ctx, { org, dataset: slug })),
    siteUrl(),
  ])
  return (
    <>
      <PageHeader
        title="New version"
        uri={dataset.uri}
        trail={[
          { href: paths.datasets(org), label: 'Datasets' },
          { href: paths.dataset(org, slug), label: slug },
        ]}
      />
      {register.ok ? (
        <Columns
          main={
            <>
              <UploadNeedsScript commands={pushingData(baseUrl, slug)} />
              <DatasetUploadForm
                org={org}
                dataset={slug}
                suggested={nextName(dataset.latest)}
                versions={versions.items.map(({ version }) => version)}
              />
            </>
          }
          aside={<DatasetElsewhere baseUrl={baseUrl} dataset={slug} />}
        />
      ) : (
        <NotAllowed
          title="You cannot make a version here"
          reason={register.reason}
          whoCan={
            dataset.life === 'live'
              ? 'An admin of the organization gives roles.'
              : 'A maintainer can restore the dataset.'
          }
          why={paths.why(org, 'dataset_version.register', `dataset://${dataset.slug}/`)}
        />
      )}
    </>
  )
}
