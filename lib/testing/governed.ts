import { grantModel, grantProject } from '../grants/grant'
import { updateModel } from '../models/update'
import { setModelPolicy, setOrganizationPolicy, setProjectPolicy } from '../policies/set'
import { createProject } from '../projects/create'
import type { TestOrganization } from './hub'
import { modelOf, registered } from './registry'

/**
 * Makes access as intricate as it gets: policies on the organization, projects and models, teams that hold
 * roles on all levels, and `size` restricted models that the approver sees through a team alone.
 */
export async function govern(acme: TestOrganization, size: number): Promise<void> {
  const { slug: org } = acme
  const [ada, mia] = [acme.as('admin'), acme.as('maintainer')]
  const teams = Array.from({ length: 5 }, (_, at) => `team-${at}`)
  for (const team of teams) await acme.team(team, ['approver', 'maintainer', 'reader'])
  const gates = [{ name: 'accuracy', cel: '!approved.exists || metrics.accuracy >= 0.5' }]
  await setOrganizationPolicy(ada, { org, approvals: { count: 2, teams: teams.slice(0, 2) } })
  for (const project of ['governed-a', 'governed-b']) {
    await createProject(mia, { org, name: project, slug: project })
    await setProjectPolicy(ada, { org, project, gates, protectedAliases: ['production'] })
    for (const team of teams.slice(0, 2))
      await grantProject(ada, { org, project, team, role: 'approver' })
  }
  for (let at = 0; at < size; at++) {
    const model = await modelOf(mia, org, `governed-${at}`)
    const projects = at % 2 ? ['governed-a', 'governed-b'] : []
    await registered(mia, org, { model })
    await updateModel(ada, { org, model, accessMode: 'restricted', projects })
    for (const team of teams.slice(0, 1 + (at % 2)))
      await grantModel(ada, { org, model, team, role: 'reader' })
    if (at < 5) await setModelPolicy(ada, { org, model, fourEyes: true, validDays: 90, gates })
  }
}
