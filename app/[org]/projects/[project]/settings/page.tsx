import { holderOptions } from '@/app/holder-options'
import { fromCursor, loadIfAllowed } from '@/app/load'
import { type SearchParams, search } from '@/app/search'
import { AccessSection } from '@/components/access-section'
import { LifePanel } from '@/components/life-panel'
import { ProjectForm } from '@/components/project-form'
import { ProjectHeader } from '@/components/project-header'
import { NotAllowed } from '@/components/ui/empty'
import { Section } from '@/components/ui/section'
import { WebhooksSection } from '@/components/webhooks/webhooks-section'
import { listProjectAccess } from '@/lib/grants/queries'
import { abilitiesIn } from '@/lib/organizations/abilities'
import { paths } from '@/lib/paths'
import { restore } from '../actions'
import { type ProjectParams, projectOf, projectTitle } from '../project'
import * as actions from './actions'

const settingsSearch = listProjectAccess.input.pick({ cursor: true })

export function generateMetadata({ params }: { params: ProjectParams }) {
  return projectTitle(params, (name) => `Settings · ${name}`)
}

interface Props {
  params: ProjectParams
  searchParams: SearchParams
}

export default async function ProjectSettingsPage({ params, searchParams }: Props) {
  const { org, project: slug } = await params
  const { cursor } = await search(searchParams, settingsSearch)
  const address = (at: string) => paths.projectSettings(org, at, { cursor })
  const { ctx, project } = await projectOf(org, slug, address)
  const [access, holders] = await Promise.all([
    loadIfAllowed(() =>
      fromCursor(cursor, (from) => listProjectAccess(ctx, { org, project: slug, cursor: from })),
    ),
    holderOptions(ctx, org),
  ])
  const { abilities, life } = project
  const ref = { org, project: slug }
  return (
    <>
      <ProjectHeader org={org} project={project} restore={restore.bind(null, ref)} />
      <div className="flex flex-col gap-10">
        {abilities.update.ok ? (
          <Section title="Name and description">
            <ProjectForm project={project} save={actions.edit.bind(null, ref)} />
          </Section>
        ) : (
          <NotAllowed
            title="You cannot change the settings of this project"
            reason={abilities.update.reason}
            whoCan="Its maintainers and admins of the organization give roles."
            why={paths.why(org, 'project.update', `/${org}/projects/${slug}`)}
          />
        )}
        <AccessSection
          {...{ org, access, holders }}
          kind="project"
          self={ctx.actor.id}
          may={abilities.grant}
          why={paths.why(org, 'project.access', `/${org}/projects/${slug}`)}
          whoHref={paths.projectAccess(org, slug)}
          grant={actions.grant.bind(null, ref)}
          revoke={(id) => actions.revoke.bind(null, { ...ref, id })}
          pages={{
            firstHref: cursor ? paths.projectSettings(org, slug) : null,
            nextHref: (next) => paths.projectSettings(org, slug, { cursor: next }),
          }}
        />
        <WebhooksSection
          kind="project"
          may={abilitiesIn(ctx, org, 'webhook.list')['webhook.list']}
          href={paths.webhooks(org, { project: slug })}
          why={paths.why(org, 'webhook.list')}
        />
        {life !== 'deleted' && (
          <LifePanel
            org={org}
            kind="project"
            name={slug}
            uri={`/${org}/projects/${slug}`}
            life={life}
            archive={actions.archive.bind(null, ref)}
            restore={restore.bind(null, ref)}
            remove={actions.remove.bind(null, ref)}
            abilities={abilities}
          />
        )}
      </div>
    </>
  )
}
