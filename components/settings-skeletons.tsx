import { accessColumns } from './access-table'
import { deletedColumns } from './deleted-table'
import { fieldColumns } from './fields/field-table'
import { mappingColumns } from './group-mappings/mapping-table'
import { invitationColumns } from './invitations/invitation-table'
import { memberColumns } from './member-table'
import { metricColumns } from './metric-list'
import { projectColumns } from './project-table'
import { accountColumns } from './service-accounts/account-table'
import { sessionColumns } from './session-table'
import { PageHeader } from './shell/page-header'
import { teamColumns } from './teams/team-table'
import { tokenColumns } from './token-table'
import { Section } from './ui/section'
import { SkeletonHeader, SkeletonTable } from './ui/skeleton'
import { webhookColumns } from './webhooks/webhook-table'

/** The shapes of the settings' pages while they are on their way. */

export function OrganizationSkeleton() {
  return <PageHeader title="Organization" />
}

export function ModelSettingsSkeleton() {
  return (
    <Section title="Who has access">
      <SkeletonTable caption="Who has access" columns={accessColumns} rows={5} />
    </Section>
  )
}

export function ProjectSettingsSkeleton() {
  return (
    <>
      <SkeletonHeader />
      <ModelSettingsSkeleton />
    </>
  )
}

export function ProjectsSkeleton() {
  return (
    <>
      <PageHeader title="Projects" />
      <SkeletonTable caption="Projects" columns={projectColumns} rows={8} />
    </>
  )
}

export function MembersSkeleton() {
  return (
    <>
      <PageHeader title="Members" />
      <SkeletonTable caption="Members" columns={memberColumns} rows={8} />
    </>
  )
}

export function MetricsSkeleton() {
  return (
    <>
      <PageHeader
        title="Metrics"
        facts="Which way is better for each metric, and in which unit it is."
      />
      <SkeletonTable caption="Metrics" columns={metricColumns} rows={8} size="sm" />
    </>
  )
}

export function DeletedSkeleton() {
  return (
    <>
      <PageHeader title="Deleted" />
      <SkeletonTable caption="Deleted things" columns={deletedColumns} rows={5} />
    </>
  )
}

export function InvitationsSkeleton() {
  return (
    <>
      <PageHeader
        title="Invitations"
        facts="A link by which one person joins, with the roles and teams that you choose."
      />
      <SkeletonTable caption="Invitations" columns={invitationColumns} rows={5} />
    </>
  )
}

export function GroupMappingsSkeleton() {
  return (
    <>
      <PageHeader
        title="Groups"
        facts="What belonging to a group of the sign-in provider gives, from the next sign-in of each person."
      />
      <SkeletonTable caption="Groups" columns={mappingColumns} rows={5} />
    </>
  )
}

export function TokensSkeleton() {
  return (
    <>
      <PageHeader title="Tokens" />
      <SkeletonTable caption="Tokens" columns={tokenColumns(false)} rows={5} />
    </>
  )
}

export function AccountSkeleton() {
  return (
    <>
      <SkeletonHeader />
      <Section title="Sessions">
        <SkeletonTable caption="Sessions" columns={sessionColumns} rows={4} />
      </Section>
    </>
  )
}

export function FieldsSkeleton() {
  return (
    <>
      <PageHeader title="Fields" actions={<span className="h-8" />} />
      <SkeletonTable caption="Fields" columns={fieldColumns} rows={4} size="lg" />
    </>
  )
}

export function TeamsSkeleton() {
  return (
    <>
      <PageHeader title="Teams" actions={<span className="h-8" />} />
      <SkeletonTable caption="Teams" columns={teamColumns} rows={5} />
    </>
  )
}

export function ServiceAccountsSkeleton() {
  return (
    <>
      <PageHeader title="Service accounts" actions={<span className="h-8" />} />
      <SkeletonTable caption="Service accounts" columns={accountColumns} rows={5} />
    </>
  )
}

export function WebhooksSkeleton() {
  return (
    <>
      <PageHeader title="Webhooks" actions={<span className="h-8" />} />
      <SkeletonTable caption="Webhooks" columns={webhookColumns} rows={5} size="lg" />
    </>
  )
}
