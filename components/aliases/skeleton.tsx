import { aliasHistoryColumns } from '../alias-history'
import { Section } from '../ui/section'
import { SkeletonTable } from '../ui/skeleton'
import { modelAliasColumns } from './alias-table'

export function ModelAliasesSkeleton() {
  return (
    <div className="flex flex-col gap-8">
      <Section title="Where they point">
        <SkeletonTable caption="Aliases" columns={modelAliasColumns} rows={3} size="lg" />
      </Section>
      <Section title="History">
        <SkeletonTable caption="History" columns={aliasHistoryColumns} rows={6} size="md" />
      </Section>
    </div>
  )
}
