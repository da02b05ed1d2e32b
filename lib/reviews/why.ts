import type { Subject } from '../access'
import { type Ctx, type Membership, personBehind } from '../actor'
import type { EffectivePolicy } from '../policies/effective'
import type { ReviewRequest, Why } from './view'

interface Known {
  /** Slugs of the caller's teams. */
  teams: string[]
  requests: readonly ReviewRequest[]
  /** Slugs of the model's projects by id. */
  projects: Record<string, string>
}

/**
 * Why a version stands in the caller's list, the most pressing first: it was asked of them, of a team of
 * theirs, or they approve there by their role.
 */
export function whyHere(
  ctx: Ctx,
  {
    organization,
    access,
    of,
  }: { organization: Membership; access: Subject; of: { policy: EffectivePolicy } },
  { teams, requests, projects }: Known,
): Why[] {
  const person = personBehind(ctx.actor)
  const why: Why[] = []
  for (const { person: asked, team, by } of requests) {
    if (asked && asked.id === person) why.push({ kind: 'requested', by: by.name })
    if (team && teams.includes(team.slug)) why.push({ kind: 'team', team: team.slug, by: by.name })
  }
  for (const team of of.policy.approvals.value.teams ?? [])
    if (teams.includes(team) && !why.some((one) => one.kind === 'team' && one.team === team))
      why.push({ kind: 'team', team, by: null })
  const grant = organization.grants.find(
    ({ role, scope, scopeId }) =>
      role === 'approver' &&
      (scope === 'organization' ||
        scopeId === access.modelId ||
        (access.projectIds ?? []).includes(scopeId)),
  )
  if (grant)
    why.push({
      kind: 'role',
      scope: grant.scope,
      name: grant.scope === 'project' ? (projects[grant.scopeId] ?? null) : null,
    })
  return why
}
