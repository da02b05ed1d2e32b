import type { Ctx } from '../actor'
import { createProject } from '../projects/create'
import type { TestOrganization } from '../testing/hub'
import { modelOf, registered } from '../testing/registry'
import { approveVersion } from '../versions/decide'
import { createDeployment } from './create'
import { reviseDeployment } from './revise'

/** A model with so many approved versions, made by Ana and approved by Ben. */
export async function approvedModel(of: TestOrganization, model: string, versions: number) {
  const ana = of.as('contributor')
  await modelOf(of.as('maintainer'), of.slug, model)
  for (let made = 1; made <= versions; made++) {
    const { version } = await registered(ana, of.slug, { model, content: `${model} ${made}` })
    await approveVersion(of.as('approver'), { org: of.slug, model, version })
  }
  return model
}

/** A deployment in the project `shop`, which is made where it is not there. */
export async function deploymentOf(
  of: TestOrganization,
  name: string,
  options: { follows?: boolean; target?: string; project?: string } = {},
) {
  const { follows = false, target = 'production', project = 'shop' } = options
  const mia = of.as('maintainer')
  await createProject(mia, { org: of.slug, name: project }).catch(() => undefined)
  await createDeployment(mia, { org: of.slug, name, project, target, follows })
  return name
}

/** Deploys `{ 'model://x/v1': 90, 'model://x/v2': 10 }` in that order. */
export function deploys(ctx: Ctx, org: string, deployment: string, split: Record<string, number>) {
  const variants = Object.entries(split).map(([model, weight]) => ({ model, weight }))
  return reviseDeployment(ctx, { org, deployment, variants, note: 'on with it' })
}
