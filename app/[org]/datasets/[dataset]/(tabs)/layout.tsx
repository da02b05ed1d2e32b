import type { ReactNode } from 'react'
import { ArchivedNotice } from '@/components/archived-notice'
import { DatasetHeader } from '@/components/dataset-header'
import { paths } from '@/lib/paths'
import { type DatasetParams, datasetIfSignedIn } from '../dataset'
import { restore } from './actions'

interface Props {
  params: DatasetParams
  children: ReactNode
}

/** What the pages of one dataset have in common. Its versions' own pages stand beside this, not in it. */
export default async function DatasetLayout({ params, children }: Props) {
  const { org, dataset: slug } = await params
  const dataset = await datasetIfSignedIn(org, slug)
  return (
    <>
      {dataset && <DatasetHeader org={org} dataset={dataset} />}
      {dataset?.life === 'archived' && (
        <ArchivedNotice
          called={slug}
          means="It takes no new versions or aliases."
          restore={restore.bind(null, { org, dataset: slug })}
          ability={dataset.abilities.restore}
          why={paths.why(org, 'dataset.restore', dataset.uri)}
        />
      )}
      {children}
    </>
  )
}
