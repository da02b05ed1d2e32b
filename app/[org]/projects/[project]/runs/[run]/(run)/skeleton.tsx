import { Columns } from '@/components/ui/columns'
import { Section } from '@/components/ui/section'
import { Bar, SkeletonHeader, SkeletonTable } from '@/components/ui/skeleton'

const facts = [
  { key: 'label', label: '', width: '7.5rem' },
  { key: 'value', label: '' },
]

const values = [
  { key: 'name', label: 'Name' },
  { key: 'value', label: 'Value', numeric: true },
]

/** The shape of a run's page while it is on its way. */
export function RunSkeleton() {
  return (
    <>
      <SkeletonHeader />
      <div className="flex flex-col gap-8">
        <SkeletonTable caption="The run" columns={facts} rows={5} size="xs" />
        <Columns
          main={
            <Section title="Curves">
              <div className="flex h-52 flex-col justify-end gap-4 border-b border-line pb-4">
                <Bar width="60%" />
                <Bar width="35%" />
              </div>
            </Section>
          }
          aside={
            <Section title="Latest values">
              <SkeletonTable caption="Latest values" columns={values} rows={5} size="xs" />
            </Section>
          }
        />
      </div>
    </>
  )
}
