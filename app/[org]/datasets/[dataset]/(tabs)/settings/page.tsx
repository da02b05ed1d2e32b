import { load } from '@/app/load'
import { LifePanel } from '@/components/life-panel'
import { offeredProjects } from '@/components/offered-projects'
import { ProjectsForm } from '@/components/projects-form'
import { NotAllowed, NothingYet } from '@/components/ui/empty'
import { Section } from '@/components/ui/section'
import { paths } from '@/lib/paths'
import { listProjectNames } from '@/lib/projects/queries'
import { type DatasetParams, datasetOf, datasetTitle } from '../../dataset'
import { restore } from '../actions'
import * as actions from './actions'

export function generateMetadata({ params }: { params: DatasetParams }) {
  return datasetTitle(params, (slug) => `Settings · ${slug}`)
}

export default async function DatasetSettingsPage({ params }: { params: DatasetParams }) {
  const { org, dataset: slug } = await params
  const { ctx, dataset } = await datasetOf(org, slug, paths.datasetSettings(org, slug))
  const projects = await load(() => listProjectNames(ctx, { org }))
  const { abilities, life, uri } = dataset
  const ref = { org, dataset: slug }
  return (
    <div className="flex flex-col gap-10">
      {!abilities.update.ok ? (
        <NotAllowed
          title="You cannot change the settings of this dataset"
          reason={abilities.update.reason}
          whoCan="An admin of the organization gives roles."
          why={paths.why(org, 'dataset.update', uri)}
        />
      ) : (
        <Section title="Projects">
          {projects.length + dataset.projects.length > 0 ? (
            <ProjectsForm
              projects={offeredProjects(projects, dataset.projects)}
              chosen={dataset.projects}
              save={actions.setProjects.bind(null, ref)}
            />
          ) : (
            <NothingYet>There is no project yet that this dataset could belong to.</NothingYet>
          )}
        </Section>
      )}
      {life !== 'deleted' && (
        <LifePanel
          org={org}
          kind="dataset"
          name={slug}
          uri={uri}
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
