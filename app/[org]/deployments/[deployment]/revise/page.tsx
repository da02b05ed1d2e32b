import { z } from 'zod'
import { load, loadIfThere } from '@/app/load'
import { type SearchParams, search } from '@/app/search'
import { ReviseForm } from '@/components/deployments/revise-form'
import { rowsOf } from '@/components/deployments/split-rows'
import { PageHeader } from '@/components/shell/page-header'
import { NotAllowed } from '@/components/ui/empty'
import { listChoices } from '@/lib/deployments/choices'
import { getRevision } from '@/lib/deployments/queries'
import { paths } from '@/lib/paths'
import { type DeploymentParams, deploymentOf, deploymentTitle } from '../deployment'
import { submit } from './actions'

export function generateMetadata({ params }: { params: DeploymentParams }) {
  return deploymentTitle(params, (name) => `Change the split · ${name}`)
}

const reviseSearch = z.object({ from: z.coerce.number().int().positive().max(1e9) })

interface Props {
  params: DeploymentParams
  searchParams: SearchParams
}

export default async function RevisePage({ params, searchParams }: Props) {
  const ref = await params
  const { org, deployment: name } = ref
  const { from } = await search(searchParams, reviseSearch)
  const address = paths.newRevision(org, name, { from })
  const { ctx, deployment } = await deploymentOf(org, name, address)
  const [{ versions }, base] = await Promise.all([
    load(() => listChoices(ctx, { org })),
    from === undefined ? null : loadIfThere(() => getRevision(ctx, { ...ref, revision: from })),
  ])
  const { abilities, archived, hidden, revision } = deployment
  const reason = !abilities.revise.ok
    ? abilities.revise.reason
    : archived
      ? 'The deployment is archived. Restore it first.'
      : hidden > 0
        ? 'It serves versions of models that you may not see, and nobody takes away what they cannot see.'
        : null
  return (
    <>
      <PageHeader
        title={revision === 0 ? 'Choose what it serves' : 'Change the split'}
        trail={[
          { href: paths.deployments(org), label: 'Deployments' },
          { href: paths.deployment(org, name), label: name },
        ]}
      />
      {reason ? (
        <NotAllowed
          title="You cannot change this split"
          reason={reason}
          whoCan="Maintainers of its project change it, where they see every version of it."
          why={paths.why(org, 'deployment.revise', paths.deployment(org, name))}
        />
      ) : (
        <ReviseForm
          org={org}
          rows={rowsOf((base ?? deployment).variants, deployment)}
          options={versions}
          submit={submit.bind(null, ref)}
          cancelHref={paths.deployment(org, name)}
        />
      )}
    </>
  )
}
