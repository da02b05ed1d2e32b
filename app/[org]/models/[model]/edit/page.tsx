import { ModelEditForm } from '@/components/model-edit-form'
import { PageHeader } from '@/components/shell/page-header'
import { NotAllowed } from '@/components/ui/empty'
import { paths } from '@/lib/paths'
import { type ModelParams, modelOf, modelTitle } from '../model'
import { editModel } from './actions'

export function generateMetadata({ params }: { params: ModelParams }) {
  return modelTitle(params, (name) => `Edit · ${name}`)
}

export default async function EditModelPage({ params }: { params: ModelParams }) {
  const { org, model: slug } = await params
  const { model } = await modelOf(org, slug, (at) => paths.modelEdit(org, at))
  const { name, description, tags, abilities } = model
  const modelHref = paths.model(org, slug)
  return (
    <>
      <PageHeader
        title="Edit model"
        trail={[
          { href: paths.models(org), label: 'Models' },
          { href: modelHref, label: name },
        ]}
      />
      {abilities.update.ok ? (
        <ModelEditForm
          model={{ name, description, tags }}
          edit={editModel.bind(null, { org, model: slug })}
          cancelHref={modelHref}
        />
      ) : (
        <NotAllowed
          title="You cannot edit this model"
          reason={abilities.update.reason}
          whoCan="An admin of the organization gives roles."
        />
      )}
    </>
  )
}
