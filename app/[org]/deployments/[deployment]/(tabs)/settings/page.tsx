import { DeploymentSettings } from '@/components/deployments/deployment-settings'
import { paths } from '@/lib/paths'
import { type DeploymentParams, deploymentOf, deploymentTitle } from '../../deployment'
import { restore } from '../actions'
import * as actions from './actions'

export function generateMetadata({ params }: { params: DeploymentParams }) {
  return deploymentTitle(params, (name) => `Settings · ${name}`)
}

export default async function DeploymentSettingsPage({ params }: { params: DeploymentParams }) {
  const ref = await params
  const { org, deployment: name } = ref
  const { deployment } = await deploymentOf(org, name, paths.deploymentSettings(org, name))
  return (
    <DeploymentSettings
      org={org}
      deployment={deployment}
      save={actions.save.bind(null, ref)}
      stop={actions.stop.bind(null, ref)}
      archive={actions.archive.bind(null, ref)}
      restore={restore.bind(null, ref)}
    />
  )
}
