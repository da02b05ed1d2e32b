import { PageHeader } from '../shell/page-header'
import { Section } from '../ui/section'
import { SkeletonTable } from '../ui/skeleton'

const columns = [
  { key: 'compared', label: 'Compared', width: '13rem' },
  { key: 'base', label: 'Base' },
  { key: 'other', label: 'Other' },
]

/** The shape of a comparison while it is on its way. */
export function CompareSkeleton() {
  return (
    <div className="flex flex-col gap-8">
      <SkeletonTable caption="Versions side by side" columns={columns} rows={14} size="sm" />
      <Section title="Scatter">
        <div aria-hidden="true" className="h-80 max-w-220 rounded-sm bg-hover" />
      </Section>
    </div>
  )
}

export function ComparePageSkeleton() {
  return (
    <>
      <PageHeader title="Compare versions" />
      <CompareSkeleton />
    </>
  )
}
