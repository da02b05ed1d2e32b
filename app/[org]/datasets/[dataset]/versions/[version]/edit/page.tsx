import { DataEditForm } from '@/components/data-edit-form'
import { PageHeader } from '@/components/shell/page-header'
import { NotAllowed } from '@/components/ui/empty'
import { paths } from '@/lib/paths'
import { type DatasetVersionParams, datasetVersionOf, datasetVersionTitle } from '../version'
import { edit } from './actions'

export function generateMetadata({ params }: { params: DatasetVersionParams }) {
  return datasetVersionTitle(params, (name) => `Edit · ${name}`)
}

export default async function EditDatasetVersionPage({ params }: { params: DatasetVersionParams }) {
  const { org, dataset, version } = await datasetVersionOf(params, paths.datasetVersionEdit)
  const { version: name, uri, description, tags, properties, abilities } = version
  const href = paths.datasetVersion(org, dataset, name)
  return (
    <>
      <PageHeader
        title="Edit version"
        uri={uri}
        trail={[
          { href: paths.datasets(org), label: 'Datasets' },
          { href: paths.dataset(org, dataset), label: dataset },
          { href, label: name },
        ]}
      />
      {abilities.update.ok ? (
        <DataEditForm
          data={{ description, tags, properties }}
          edit={edit.bind(null, { org, dataset, version: name })}
          cancelHref={href}
        />
      ) : (
        <NotAllowed
          title="You cannot edit this version"
          reason={abilities.update.reason}
          whoCan="An admin of the organization gives roles."
          why={paths.why(org, 'dataset_version.update', uri)}
        />
      )}
    </>
  )
}
