import { aliasHistoryColumns } from './alias-history'
import { datasetAliasColumns } from './dataset-alias-table'
import { datasetFileColumns } from './dataset-file-list'
import { datasetColumns } from './dataset-table'
import { datasetVersionColumns } from './dataset-version-table'
import { fileChangeColumns } from './file-change-table'
import { PageHeader } from './shell/page-header'
import { Lines, SkeletonFilters } from './skeletons'
import { Columns } from './ui/columns'
import { Section } from './ui/section'
import { SkeletonHeader, SkeletonTable } from './ui/skeleton'

/** The shapes of the pages of datasets and files while they are on their way. */

export function DatasetsSkeleton() {
  return (
    <>
      <PageHeader title="Datasets" actions={<span className="h-8" />} />
      <SkeletonFilters />
      <SkeletonTable caption="Datasets" columns={datasetColumns} size="lg" />
    </>
  )
}

export function DatasetSkeleton() {
  return (
    <Columns
      main={
        <Section title="Versions">
          <SkeletonTable caption="Versions" columns={datasetVersionColumns} rows={8} size="md" />
        </Section>
      }
      aside={<Lines count={8} />}
    />
  )
}

export function DatasetAliasesSkeleton() {
  return (
    <div className="flex flex-col gap-8">
      <Section title="Where they point">
        <SkeletonTable caption="Aliases" columns={datasetAliasColumns(false)} rows={3} size="md" />
      </Section>
      <Section title="History">
        <SkeletonTable caption="History" columns={aliasHistoryColumns} rows={6} size="md" />
      </Section>
    </div>
  )
}

export function DatasetSettingsSkeleton() {
  return (
    <Section title="Projects">
      <Lines count={4} />
    </Section>
  )
}

export function DatasetVersionSkeleton() {
  return (
    <>
      <SkeletonHeader />
      <Columns
        main={
          <Section title="Files">
            <SkeletonTable caption="Files" columns={datasetFileColumns} rows={8} size="sm" />
          </Section>
        }
        aside={<Lines count={8} />}
      />
    </>
  )
}

export function DatasetCompareSkeleton() {
  return (
    <>
      <PageHeader title="Compare versions" />
      <SkeletonFilters />
      <SkeletonTable caption="Changed files" columns={fileChangeColumns} rows={8} size="lg" />
    </>
  )
}

export function FileSkeleton() {
  return (
    <>
      <SkeletonHeader />
      <Columns main={<Lines count={6} />} aside={<Lines count={5} />} />
    </>
  )
}
