import { SkeletonHeader, SkeletonTable } from '../ui/skeleton'
import { decideColumns } from './decide-table'

/** Apart from the other shapes: its columns bring the fields of decisions, which other pages need not send. */
export function BulkSkeleton() {
  return (
    <>
      <SkeletonHeader />
      <SkeletonTable caption="Versions" columns={decideColumns([])} size="lg" />
    </>
  )
}
