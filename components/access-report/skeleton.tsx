import { Section } from '../ui/section'
import { SkeletonTable } from '../ui/skeleton'
import { whoColumns } from './who-tables'

/** The shape of the access page while it is on its way. */
export function AccessReportSkeleton() {
  return (
    <Section title="People">
      <SkeletonTable caption="People who may" columns={whoColumns} rows={5} />
    </Section>
  )
}
