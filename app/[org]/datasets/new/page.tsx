import type { Metadata } from 'next'
import { load, loadIfThere } from '@/app/load'
import { requireCtx } from '@/app/session'
import { NewDatasetForm } from '@/components/new-dataset-form'
import { PageHeader } from '@/components/shell/page-header'
import { NotAllowed } from '@/components/ui/empty'
import { Notice } from '@/components/ui/notice'
import { TextLink } from '@/components/ui/text-link'
import { getDataset } from '@/lib/datasets/queries'
import { abilitiesIn } from '@/lib/organizations/abilities'
import { paths } from '@/lib/paths'
import { listProjectNames } from '@/lib/projects/queries'
import { create } from './actions'

export const metadata: Metadata = { title: 'New dataset' }

export default async function NewDatasetPage({ params }: { params: Promise<{ org: string }> }) {
  const { org } = await params
  const ctx = await requireCtx(paths.newDataset(org))
  const may = (await load(async () => abilitiesIn(ctx, org, 'dataset.create')))['dataset.create']
  const [projects, namesake] = await Promise.all([
    load(() => listProjectNames(ctx, { org })),
    // A run may call one so; its own page is this one.
    loadIfThere(() => getDataset(ctx, { org, dataset: 'new' })),
  ])
  return (
    <>
      <PageHeader title="New dataset" trail={[{ href: paths.datasets(org), label: 'Datasets' }]} />
      <div className="flex flex-col gap-6">
        {namesake && (
          <Notice>
            A dataset is called <code className="font-mono">new</code>: here are{' '}
            <TextLink href={paths.datasetVersion(org, 'new', 'latest')}>
              its newest version
            </TextLink>{' '}
            and <TextLink href={paths.datasetSettings(org, 'new')}>its settings</TextLink>.
          </Notice>
        )}
        {may.ok ? (
          <NewDatasetForm
            create={create.bind(null, { org })}
            projects={projects}
            cancelHref={paths.datasets(org)}
          />
        ) : (
          <NotAllowed
            title="You cannot make a dataset here"
            reason={may.reason}
            whoCan="An admin of the organization gives roles."
            why={paths.why(org, 'dataset.create')}
          />
        )}
      </div>
    </>
  )
}
