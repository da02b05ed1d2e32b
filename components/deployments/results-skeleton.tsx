import { Section } from '../ui/section'
import { SkeletonTable } from '../ui/skeleton'
import { outcomeColumns } from './outcome-table'

/** The shape of the results while they are on their way. */
export function ResultsSkeleton() {
  return (
    <Section title="Results">
      <SkeletonTable caption="Results" columns={outcomeColumns} rows={2} size="lg" />
    </Section>
  )
}
