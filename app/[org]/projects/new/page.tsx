import type { Metadata } from 'next'
import { load } from '@/app/load'
import { requireCtx } from '@/app/session'
import { NewProjectForm } from '@/components/new-project-form'
import { PageHeader } from '@/components/shell/page-header'
import { NotAllowed } from '@/components/ui/empty'
import { Notice } from '@/components/ui/notice'
import { TextLink } from '@/components/ui/text-link'
import { abilitiesIn } from '@/lib/organizations/abilities'
import { paths } from '@/lib/paths'
import { listProjectNames } from '@/lib/projects/queries'
import { create } from './actions'

export const metadata: Metadata = { title: 'New project' }

export default async function NewProjectPage({ params }: { params: Promise<{ org: string }> }) {
  const { org } = await params
  const ctx = await requireCtx(paths.newProject(org))
  const may = (await load(async () => abilitiesIn(ctx, org, 'project.create')))['project.create']
  // From before the name was reserved: its own page is this one.
  const [namesake] = await load(() => listProjectNames(ctx, { org, slug: 'new' }))
  return (
    <>
      <PageHeader title="New project" trail={[{ href: paths.projects(org), label: 'Projects' }]} />
      <div className="flex flex-col gap-6">
        {namesake && (
          <Notice>
            A project has the slug <code className="font-mono">new</code>: here are{' '}
            <TextLink href={paths.runs(org, 'new')}>its runs</TextLink> and{' '}
            <TextLink href={paths.projectSettings(org, 'new')}>its settings</TextLink>, where it can
            get another.
          </Notice>
        )}
        {may.ok ? (
          <NewProjectForm create={create.bind(null, { org })} cancelHref={paths.projects(org)} />
        ) : (
          <NotAllowed
            title="You cannot make a project here"
            reason={may.reason}
            whoCan="An admin of the organization gives roles."
            why={paths.why(org, 'project.create')}
          />
        )}
      </div>
    </>
  )
}
