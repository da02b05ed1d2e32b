import { PageHeader } from '../shell/page-header'
import { Lines, SkeletonFilters } from '../skeletons'
import { Columns } from '../ui/columns'
import { Section } from '../ui/section'
import { SkeletonHeader, SkeletonTable } from '../ui/skeleton'
import { deploymentColumns } from './deployment-table'
import { variantColumns } from './variant-table'

/** The shapes of the pages of deployments while they are on their way. */

export function DeploymentsSkeleton() {
  return (
    <>
      <PageHeader title="Deployments" actions={<span className="h-8" />} />
      <SkeletonFilters />
      <SkeletonTable caption="Deployments" columns={deploymentColumns} size="lg" />
    </>
  )
}

export function TrafficSkeleton() {
  return (
    <Columns
      main={
        <Section title="Serves now">
          <SkeletonTable caption="Variants" columns={variantColumns} rows={2} size="md" />
        </Section>
      }
      aside={<Lines count={6} />}
    />
  )
}

export function RevisionSkeleton() {
  return (
    <>
      <SkeletonHeader />
      <TrafficSkeleton />
    </>
  )
}

export function DeploymentSettingsSkeleton() {
  return (
    <Section title="About">
      <Lines count={4} />
    </Section>
  )
}
