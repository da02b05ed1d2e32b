import type { Metadata } from 'next'
import { cache } from 'react'
import { load } from '@/app/load'
import { currentCtx, requireCtx } from '@/app/session'
import type { Ctx } from '@/lib/actor'
import { getDeployment } from '@/lib/deployments/queries'

export type DeploymentParams = Promise<{ org: string; deployment: string }>

/** The deployment of an address with the caller, who goes to sign in first and comes back to `address`. */
export async function deploymentOf(org: string, name: string, address: string) {
  const ctx = await requireCtx(address)
  return { ctx, deployment: await found(ctx, org, name) }
}

/** The same for a title or a frame, which leave it to the page to have people signed in. */
export async function deploymentIfSignedIn(org: string, name: string) {
  const ctx = await currentCtx()
  return ctx && (await found(ctx, org, name))
}

/** The title of a page about a deployment. */
export async function deploymentTitle(
  params: DeploymentParams,
  words: (name: string) => string,
): Promise<Metadata> {
  const { org, deployment } = await params
  return (await deploymentIfSignedIn(org, deployment)) ? { title: words(deployment) } : {}
}

/** Asked once for the title, the frame and the page. */
const found = cache((ctx: Ctx, org: string, deployment: string) =>
  load(() => getDeployment(ctx, { org, deployment })),
)
