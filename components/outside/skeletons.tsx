import { PageHeader } from '../shell/page-header'
import { Columns } from '../ui/columns'
import { Bar, SkeletonHeader, SkeletonTable } from '../ui/skeleton'
import { jobColumns } from './job-list'

export function JobsSkeleton() {
  return (
    <>
      <PageHeader title="Outside jobs" />
      <div aria-hidden="true" className="mb-3 h-8 max-w-160 rounded-md bg-hover" />
      <SkeletonTable caption="Outside jobs" columns={jobColumns} />
    </>
  )
}

/** A run or data of another system, on its way. */
export function OutsideSkeleton() {
  return (
    <>
      <SkeletonHeader />
      <p role="status" className="sr-only">
        Loading what was heard of it
      </p>
      <Columns main={<Lines count={8} />} aside={<Lines count={6} />} />
    </>
  )
}

function Lines({ count }: { count: number }) {
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
