import { usualColumns } from '@/lib/columns/columns'
import { groupColumns } from './group-table'
import { bareModelColumns } from './model-table'
import { runColumns } from './run-table'
import { boxColumn } from './select-box'
import { PageHeader } from './shell/page-header'
import { Columns } from './ui/columns'
import { Bar, SkeletonHeader, SkeletonTable } from './ui/skeleton'
import { bareVersionColumns } from './version-table'

/** The shapes of pages that are on their way. */

export function InventorySkeleton() {
  return (
    <>
      <PageHeader title="Models" actions={<span className="h-8" />} />
      <ModelsSkeleton />
    </>
  )
}

export function ProjectSkeleton() {
  return (
    <>
      <SkeletonHeader />
      <ModelsSkeleton />
    </>
  )
}

export function RunsSkeleton() {
  return (
    <>
      <SkeletonHeader />
      <RunRowsSkeleton />
    </>
  )
}

export function GroupsSkeleton() {
  return (
    <>
      <SkeletonHeader />
      <SkeletonFilters />
      <SkeletonTable caption="Tasks and pipelines" columns={groupColumns} size="lg" />
    </>
  )
}

export function RunRowsSkeleton() {
  return (
    <>
      <SkeletonFilters />
      <SkeletonTable caption="Runs" columns={runColumns()} size="lg" />
    </>
  )
}

export function VersionsSkeleton() {
  return (
    <>
      <SkeletonFilters />
      <SkeletonTable
        caption="Versions"
        columns={[boxColumn(''), ...bareVersionColumns(usualColumns('versions'))]}
        size="lg"
      />
    </>
  )
}

export function ActivitySkeleton() {
  return (
    <>
      <SkeletonFilters />
      <p role="status" className="sr-only">
        Loading activity
      </p>
      <Lines count={12} />
    </>
  )
}

export function OverviewSkeleton() {
  return (
    <>
      <p role="status" className="sr-only">
        Loading the model
      </p>
      <Columns main={<Lines count={8} />} aside={<Lines count={6} />} />
    </>
  )
}

function ModelsSkeleton() {
  return (
    <>
      <SkeletonFilters />
      <SkeletonTable caption="Models" columns={bareModelColumns()} size="lg" />
    </>
  )
}

export function SkeletonFilters() {
  return <div aria-hidden="true" className="mb-3 h-8 max-w-160 rounded-md bg-hover" />
}

export function Lines({ count }: { count: number }) {
  return (
    <div aria-hidden="true" className="flex flex-col">
      {Array.from({ length: count }, (_, line) => line).map((line) => (
        <div key={line} className="flex h-9 items-center border-b border-line">
          <Bar width={`${90 - ((line * 17) % 45)}%`} />
        </div>
      ))}
    </div>
  )
}
