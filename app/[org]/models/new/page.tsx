import type { Metadata } from 'next'
import { load, loadIfThere } from '@/app/load'
import { type SearchParams, search } from '@/app/search'
import { requireCtx } from '@/app/session'
import { NewModelForm } from '@/components/new-model-form'
import { PageHeader } from '@/components/shell/page-header'
import { NotAllowed } from '@/components/ui/empty'
import { Notice } from '@/components/ui/notice'
import { TextLink } from '@/components/ui/text-link'
import { listModels } from '@/lib/models/queries'
import { abilitiesIn } from '@/lib/organizations/abilities'
import { paths } from '@/lib/paths'
import { getProject, listProjectNames } from '@/lib/projects/queries'
import { create } from './actions'

export const metadata: Metadata = { title: 'New model' }

const newModelSearch = listModels.input.pick({ project: true })

interface Props {
  params: Promise<{ org: string }>
  searchParams: SearchParams
}

export default async function NewModelPage({ params, searchParams }: Props) {
  const { org } = await params
  const { project } = await search(searchParams, newModelSearch)
  const ctx = await requireCtx(paths.newModel(org, { project }))
  const creates = (await load(async () => abilitiesIn(ctx, org, 'model.create')))['model.create']
  const [names, asked] = await Promise.all([
    load(() => listProjectNames(ctx, { org })),
    project ? loadIfThere(() => getProject(ctx, { org, project })) : null,
  ])
  const into = asked?.life === 'live' ? asked : null
  // The list of names ends somewhere; the one that was asked for is among the choices all the same.
  const projects = into && !names.some(({ slug }) => slug === into.slug) ? [into, ...names] : names
  const cancelHref = asked ? paths.project(org, asked.slug) : paths.models(org)
  return (
    <>
      <PageHeader title="New model" trail={[{ href: paths.models(org), label: 'Models' }]} />
      {creates.ok ? (
        <>
          {project && !into && (
            <div className="mb-6">
              <Notice kind="warning">
                {asked ? (
                  <>
                    The project{' '}
                    <TextLink href={paths.project(org, asked.slug)} className="wrap-anywhere">
                      {asked.slug}
                    </TextLink>{' '}
                    is archived and takes no new models. Restore it first, or the model will stand
                    outside of it.
                  </>
                ) : (
                  <>
                    There is no project <span className="wrap-anywhere">{project}</span>. The model
                    will belong to those that you choose here.
                  </>
                )}
              </Notice>
            </div>
          )}
          <NewModelForm
            create={create.bind(null, { org })}
            projects={projects}
            project={into?.slug ?? null}
            cancelHref={cancelHref}
          />
        </>
      ) : (
        <NotAllowed
          title="You cannot make a model here"
          reason={creates.reason}
          whoCan="An admin of the organization gives roles."
          why={paths.why(org, 'model.create')}
        />
      )}
    </>
  )
}
