import { Columns } from '@/components/ui/columns'
import { Section } from '@/components/ui/section'
import { Bar, SkeletonHeader, SkeletonTable } from '@/components/ui/skeleton'

const metrics = [
  { key: 'metric', label: 'Metric' },
  { key: 'value', label: 'This version', numeric: true },
  { key: 'base', label: 'Approved', numeric: true },
  { key: 'difference', label: 'Difference', numeric: true },
]

const parameters = [
  { key: 'name', label: 'Parameter', width: '34%' },
  { key: 'value', label: 'Value' },
  { key: 'base', label: 'Approved' },
]

/** The shape of a version's page while it is on its way. */
export function VersionSkeleton() {
  return (
    <>
      <SkeletonHeader />
      <Columns
        main={
          <>
            <Section title="Metrics">
              <SkeletonTable caption="Metrics" columns={metrics} rows={6} size="sm" />
            </Section>
            <Section title="Parameters">
              <SkeletonTable caption="Parameters" columns={parameters} rows={5} size="xs" />
            </Section>
          </>
        }
        aside={
          <Section title="Decision">
            <div className="flex h-72 flex-col gap-4 pt-2">
              {['40%', '70%', '35%', '60%'].map((width) => (
                <Bar key={width} width={width} />
              ))}
            </div>
          </Section>
        }
      />
    </>
  )
}
