import type { ReactNode } from 'react'
import { ArchivedNotice } from '@/components/archived-notice'
import { DeploymentHeader } from '@/components/deployments/deployment-header'
import { paths } from '@/lib/paths'
import { type DeploymentParams, deploymentIfSignedIn } from '../deployment'
import { restore } from './actions'

interface Props {
  params: DeploymentParams
  children: ReactNode
}

/** What the pages of one deployment have in common; those of its revisions stand beside this. */
export default async function DeploymentLayout({ params, children }: Props) {
  const { org, deployment: name } = await params
  const deployment = await deploymentIfSignedIn(org, name)
  return (
    <>
      {deployment && <DeploymentHeader org={org} deployment={deployment} />}
      {deployment?.archived && (
        <ArchivedNotice
          called={name}
          means="It serves nothing and takes no new split."
          restore={restore.bind(null, { org, deployment: name })}
          ability={deployment.abilities.restore}
          why={paths.why(org, 'deployment.restore', paths.deployment(org, name))}
        />
      )}
      {children}
    </>
  )
}
