import { DataEditForm } from '@/components/data-edit-form'
import { PageHeader } from '@/components/shell/page-header'
import { NotAllowed } from '@/components/ui/empty'
import { paths } from '@/lib/paths'
import { type DatasetParams, datasetOf, datasetTitle } from '../dataset'
import { edit } from './actions'

export function generateMetadata({ params }: { params: DatasetParams }) {
  return datasetTitle(params, (slug) => `Edit · ${slug}`)
}

export default async function EditDatasetPage({ params }: { params: DatasetParams }) {
  const { org, dataset: slug } = await params
  const { dataset } = await datasetOf(org, slug, paths.datasetEdit(org, slug))
  const { description, tags, properties, abilities } = dataset
  const href = paths.dataset(org, slug)
  return (
    <>
      <PageHeader
        title="Edit dataset"
        trail={[
          { href: paths.datasets(org), label: 'Datasets' },
          { href, label: slug },
        ]}
      />
      {abilities.update.ok ? (
        <DataEditForm
          data={{ description, tags, properties }}
          edit={edit.bind(null, { org, dataset: slug })}
          cancelHref={href}
        />
      ) : (
        <NotAllowed
          title="You cannot edit this dataset"
          reason={abilities.update.reason}
          whoCan="An admin of the organization gives roles."
          why={paths.why(org, 'dataset.update', `dataset://${slug}/`)}
        />
      )}
    </>
  )
}
