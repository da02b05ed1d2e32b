import type { Metadata } from 'next'
import { load, loadIfThere } from '@/app/load'
import { RevisionView } from '@/components/deployments/revision-view'
import { getKserve } from '@/lib/deployments/get-kserve'
import { getRevision } from '@/lib/deployments/queries'
import { paths } from '@/lib/paths'
import { rollback } from '../../(tabs)/actions'
import { deploymentOf } from '../../deployment'

type Params = Promise<{ org: string; deployment: string; revision: string }>

export async function generateMetadata({ params }: { params: Params }): Promise<Metadata> {
  const { deployment, revision } = await params
  return { title: `#${revision} · ${deployment}` }
}

export default async function RevisionPage({ params }: { params: Params }) {
  const { org, deployment: name, revision: asked } = await params
  const number = Number(asked)
  const ref = { org, deployment: name }
  const address = paths.deploymentRevision(org, name, number)
  const { ctx, deployment } = await deploymentOf(org, name, address)
  const [revision, before] = await Promise.all([
    load(() => getRevision(ctx, { ...ref, revision: number })),
    number > 1 ? loadIfThere(() => getRevision(ctx, { ...ref, revision: number - 1 })) : null,
  ])
  // Of what serves nothing there is none, and nobody gets what they may not see all of.
  const handsOver = revision.variants.length > 0 && revision.hidden === 0
  const kserve = handsOver ? await load(() => getKserve(ctx, { ...ref, revision: number })) : null
  return (
    <RevisionView
      {...{ org, deployment, revision, before, kserve }}
      rollback={rollback.bind(null, { ...ref, to: number })}
      now={ctx.now()}
    />
  )
}
