import { holderOptions } from '@/app/holder-options'
import { fromCursor, load, loadIfAllowed } from '@/app/load'
import { type SearchParams, search } from '@/app/search'
import { AccessSection } from '@/components/access-section'
import { LifePanel } from '@/components/life-panel'
import { AccessModeForm } from '@/components/model-settings/access-mode-form'
import { NameForm } from '@/components/model-settings/name-form'
import { OwnerForm } from '@/components/model-settings/owner-form'
import { offeredProjects } from '@/components/offered-projects'
import { ProjectsForm } from '@/components/projects-form'
import { NotAllowed, NothingYet } from '@/components/ui/empty'
import { Section } from '@/components/ui/section'
import { WebhooksSection } from '@/components/webhooks/webhooks-section'
import { listModelAccess } from '@/lib/grants/queries'
import { abilitiesIn } from '@/lib/organizations/abilities'
import { paths } from '@/lib/paths'
import { listProjectNames } from '@/lib/projects/queries'
import { type ModelParams, modelOf, modelTitle } from '../../model'
import { restore } from '../actions'
import * as actions from './actions'

const settingsSearch = listModelAccess.input.pick({ cursor: true })

export function generateMetadata({ params }: { params: ModelParams }) {
  return modelTitle(params, (name) => `Settings · ${name}`)
}

interface Props {
  params: ModelParams
  searchParams: SearchParams
}

export default async function ModelSettingsPage({ params, searchParams }: Props) {
  const { org, model: slug } = await params
  const { cursor } = await search(searchParams, settingsSearch)
  const { ctx, model } = await modelOf(org, slug, (at) => paths.modelSettings(org, at, { cursor }))
  const address = paths.modelSettings(org, slug)
  const [access, projects, holders] = await Promise.all([
    loadIfAllowed(() =>
      fromCursor(cursor, (from) => listModelAccess(ctx, { org, model: slug, cursor: from })),
    ),
    load(() => listProjectNames(ctx, { org })),
    holderOptions(ctx, org),
  ])
  const { abilities, life } = model
  const ref = { org, model: slug }
  return (
    <div className="flex flex-col gap-10">
      {abilities.configure.ok ? (
        <>
          <Section title="Name and URI">
            <NameForm name={model.name} slug={slug} save={actions.rename.bind(null, ref)} />
          </Section>
          <Section title="Access mode">
            <AccessModeForm
              restricted={model.accessMode === 'restricted'}
              save={actions.setAccessMode.bind(null, ref)}
            />
          </Section>
        </>
      ) : (
        <NotAllowed
          title="You cannot change the settings of this model"
          reason={abilities.configure.reason}
          whoCan={`${model.owner.name} owns this model; its maintainers and admins of the organization give roles.`}
          why={paths.why(org, 'model.configure', model.uri)}
        />
      )}
      <AccessSection
        {...{ org, access, holders }}
        kind="model"
        self={ctx.actor.id}
        may={abilities.configure}
        why={paths.why(org, 'model.access', model.uri)}
        whoHref={paths.modelAccess(org, slug)}
        grant={actions.grant.bind(null, ref)}
        revoke={(id) => actions.revoke.bind(null, { ...ref, id })}
        pages={{
          firstHref: cursor ? address : null,
          nextHref: (next) => paths.modelSettings(org, slug, { cursor: next }),
        }}
      />
      {abilities.configure.ok && (
        <>
          <Section title="Projects">
            {projects.length + model.projects.length > 0 ? (
              <ProjectsForm
                projects={offeredProjects(projects, model.projects)}
                chosen={model.projects}
                save={actions.setProjects.bind(null, ref)}
              />
            ) : (
              <NothingYet>There is no project yet that this model could belong to.</NothingYet>
            )}
          </Section>
          <Section title="Owner">
            <OwnerForm
              owner={model.owner.name}
              members={holders.members}
              save={actions.setOwner.bind(null, ref)}
            />
          </Section>
        </>
      )}
      <WebhooksSection
        kind="model"
        may={abilitiesIn(ctx, org, 'webhook.list')['webhook.list']}
        href={paths.webhooks(org, { model: slug })}
        why={paths.why(org, 'webhook.list')}
      />
      {life !== 'deleted' && (
        <LifePanel
          org={org}
          kind="model"
          name={slug}
          uri={model.uri}
          life={life}
          archive={actions.archive.bind(null, ref)}
          restore={restore.bind(null, ref)}
          remove={actions.remove.bind(null, ref)}
          abilities={abilities}
        />
      )}
    </div>
  )
}
