import { usualColumns } from '@/lib/columns/columns'
import { experimentColumns } from './experiments/experiment-table'
import { trackedColumns } from './experiments/tracked-table'
import { groupColumns } from './group-table'
import { bareModelColumns } from './model-table'
import { runColumns } from './run-table'
import { boxColumn } from './select-box'
import { Columns } from './ui/columns'
import { Bar, SkeletonHeader, SkeletonTable } from './ui/skeleton'
import { bareVersionColumns } from './version-table'

/** The shapes of pages that are on their way. */

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

export function ExperimentsSkeleton() {
  return (
    <>
      <SkeletonHeader />
      <SkeletonFilters />
      <SkeletonTable caption="Experiments" columns={experimentColumns} size="lg" />
    </>
  )
}

export function ExperimentSkeleton() {
  return (
    <>
      <SkeletonHeader />
      <SkeletonFilters />
      <SkeletonTable caption="Runs" columns={trackedColumns()} size="xl" />
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

export function VersionsSkeleton({ withModel = false }: { withModel?: boolean }) {
  return (
    <>
      <SkeletonSearch />
      <SkeletonTable
        caption="Versions"
        columns={[boxColumn(''), ...bareVersionColumns(usualColumns('versions'), withModel)]}
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

export function ModelsSkeleton() {
  return (
    <>
      <SkeletonSearch />
      <SkeletonTable caption="Models" columns={bareModelColumns()} size="lg" />
    </>
  )
}

/** The field of a filter, and what stands between it and the rows. */
function SkeletonSearch() {
  return (
    <div aria-hidden="true" className="mb-3 flex flex-col gap-3">
      <div className="h-8 rounded-md bg-hover" />
      <div className="h-6 w-60 rounded-sm bg-hover" />
      <div className="flex h-8 items-center justify-between">
        <Bar width="4rem" />
        <span className="h-8 w-56 rounded-md bg-hover" />
      </div>
    </div>
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
