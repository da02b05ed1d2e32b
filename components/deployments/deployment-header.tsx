import type { DeploymentWithAbilities } from '@/lib/deployments/view'
import { paths } from '@/lib/paths'
import { InProjects } from '../in-projects'
import { LifeBadge } from '../life-badge'
import { MayLink } from '../may-link'
import { PageHeader } from '../shell/page-header'
import { Chip } from '../ui/chip'
import { Notice } from '../ui/notice'
import { FollowsMark } from './follows-mark'

interface DeploymentHeaderProps {
  org: string
  deployment: DeploymentWithAbilities
}

/** A deployment's name, where it serves and belongs, and its pages. */
export function DeploymentHeader({ org, deployment }: DeploymentHeaderProps) {
  const { name, target, project, archived, revision, followProblem, abilities } = deployment
  return (
    <>
      <PageHeader
        title={name}
        badge={<LifeBadge life={archived ? 'archived' : 'live'} />}
        trail={[{ href: paths.deployments(org), label: 'Deployments' }]}
        facts={
          <>
            <span className="inline-flex items-center gap-1.5">
              Serves <Chip>{target}</Chip>
            </span>
            <InProjects org={org} projects={[project]} />
            <FollowsMark deployment={deployment} />
          </>
        }
        actions={
          !archived && (
            <MayLink
              href={paths.newRevision(org, name)}
              label={revision === 0 ? 'Choose what it serves' : 'Change the split'}
              may={abilities.revise}
              why={paths.why(org, 'deployment.revise', paths.deployment(org, name))}
              kind="primary"
            />
          )
        }
        tabs={[
          { href: paths.deployment(org, name), label: 'Traffic' },
          { href: paths.deploymentResults(org, name), label: 'Results' },
          { href: paths.deploymentSettings(org, name), label: 'Settings' },
        ]}
      />
      {followProblem && (
        <div className="mb-6">
          <Notice kind="warning">It could not follow: {followProblem}</Notice>
        </div>
      )}
    </>
  )
}
