import { load } from '@/app/load'
import { memberOptions } from '@/app/member-options'
import { ModelFieldsForm } from '@/components/fields/model-fields-form'
import { ModelEditForm } from '@/components/model-edit-form'
import { PageHeader } from '@/components/shell/page-header'
import { NotAllowed } from '@/components/ui/empty'
import { Section } from '@/components/ui/section'
import { TextLink } from '@/components/ui/text-link'
import { listModelFields } from '@/lib/fields/queries'
import { paths } from '@/lib/paths'
import { type ModelParams, modelOf, modelTitle } from '../model'
import { editModel, saveFields } from './actions'

export function generateMetadata({ params }: { params: ModelParams }) {
  return modelTitle(params, (name) => `Edit · ${name}`)
}

export default async function EditModelPage({ params }: { params: ModelParams }) {
  const { org, model: slug } = await params
  const { ctx, model } = await modelOf(org, slug, (at) => paths.modelEdit(org, at))
  const { name, tags, abilities } = model
  const ref = { org, model: slug }
  const [fields, members] = await Promise.all([
    load(() => listModelFields(ctx, ref)),
    memberOptions(ctx, org),
  ])
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
        <div className="flex flex-col gap-10">
          <ModelEditForm
            model={{ name, tags }}
            edit={editModel.bind(null, ref)}
            cancelHref={modelHref}
          />
          {fields.length > 0 && (
            <div id="fields" className="scroll-mt-4">
              <Section title="Properties">
                <ModelFieldsForm
                  fields={fields}
                  members={members}
                  save={saveFields.bind(null, ref)}
                />
              </Section>
            </div>
          )}
          <p className="text-ink-2">
            <TextLink href={paths.card(org, slug)}>The card</TextLink> is written block by block.
            Owner, projects and who sees the model are under{' '}
            <TextLink href={paths.modelSettings(org, slug)}>Settings</TextLink>.
          </p>
        </div>
      ) : (
        <NotAllowed
          title="You cannot edit this model"
          reason={abilities.update.reason}
          whoCan="An admin of the organization gives roles."
          why={paths.why(org, 'model.update', model.uri)}
        />
      )}
    </>
  )
}
