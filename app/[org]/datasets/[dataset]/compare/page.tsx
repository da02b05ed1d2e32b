import { z } from 'zod'
import { type SearchParams, search } from '@/app/search'
import { DatasetCompareForm } from '@/components/dataset-compare-form'
import { DatasetDiffView } from '@/components/dataset-diff-view'
import { PageHeader } from '@/components/shell/page-header'
import { NothingYet } from '@/components/ui/empty'
import { Notice } from '@/components/ui/notice'
import { paths } from '@/lib/paths'
import { type DatasetParams, datasetOf, datasetTitle } from '../dataset'
import { comparedOf } from './compared'

const version = z.string().max(200)
const compareSearch = z.object({ from: version, to: version, cursor: z.string().max(6000) })

export function generateMetadata({ params }: { params: DatasetParams }) {
  return datasetTitle(params, (slug) => `Compare · ${slug}`)
}

interface Props {
  params: DatasetParams
  searchParams: SearchParams
}

export default async function DatasetComparePage({ params, searchParams }: Props) {
  const { org, dataset: slug } = await params
  const asked = await search(searchParams, compareSearch)
  const { ctx } = await datasetOf(org, slug, paths.datasetCompare(org, slug, asked))
  const { names, from, to, both } = await comparedOf(ctx, { org, dataset: slug }, asked)
  return (
    <>
      <PageHeader
        title="Compare versions"
        trail={[
          { href: paths.datasets(org), label: 'Datasets' },
          { href: paths.dataset(org, slug), label: slug },
        ]}
      />
      {names.length < 2 ? (
        <NothingYet>Two versions are compared here, once {slug} has two.</NothingYet>
      ) : (
        <div className="flex flex-col gap-6">
          <DatasetCompareForm
            action={paths.datasetCompare(org, slug)}
            names={names}
            from={from}
            to={to}
          />
          {both ? (
            <DatasetDiffView
              {...{ org, ...both }}
              firstHref={asked.cursor ? paths.datasetCompare(org, slug, { from, to }) : null}
              addressOf={(cursor) => paths.datasetCompare(org, slug, { from, to, cursor })}
            />
          ) : (
            <Notice kind="error">
              {slug} has no version or alias called{' '}
              {[from, to].filter(Boolean).join(', or none called ')}. Choose two that are there.
            </Notice>
          )}
        </div>
      )}
    </>
  )
}
