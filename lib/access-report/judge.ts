import { type Action, actions, can, rolesAllow, type Subject } from '../access'
import type { Actor, Ctx, Membership } from '../actor'
import type { EffectivePolicy } from '../policies/effective'
import { ruleOf, uncounted } from '../versions/count'
import type { AccountHolding, Held, PersonHolding } from './holders'
import type { RolePath } from './view'

/** What is judged: one action in one place, with what its policy asks for. */
export interface Question {
  organization: Membership
  subject: Subject
  policy: EffectivePolicy | null
}

export interface Verdict {
  may: boolean
  counts: boolean
  reason: string | null
  through: RolePath[]
}

/** Whether a member may, by `can()` itself: as somebody who has just signed in at the web. */
export function judgePerson(
  ctx: Ctx,
  question: Question,
  action: Action,
  { id, name, email, grants, teams }: PersonHolding,
): Verdict {
  const authenticatedAt = ctx.now()
  const actor: Actor = { kind: 'person', id, name, email, sessionId: null, authenticatedAt }
  const decision = can(acting(ctx, question, actor, grants), action, question.subject)
  const verdict = { may: decision.ok, through: pathsFor(action, grants) }
  if (!decision.ok) {
    const reason = refusal(question.subject, action, id, grants) ?? decision.reason
    return { ...verdict, counts: false, reason }
  }
  const rule = action === 'version.approve' && question.policy ? ruleOf(question.policy) : null
  const short = rule ? uncounted(rule, { teams, roles: grants.map(({ role }) => role) }) : null
  return { ...verdict, counts: short === null, reason: short }
}

/** Whether a service account may, by a token that carries every scope. */
export function judgeAccount(
  ctx: Ctx,
  question: Question,
  action: Action,
  { id, name, ownerId, grants }: AccountHolding,
): Verdict {
  const actor: Actor = {
    ...{ kind: 'token', id, name, ownerId, ownerName: name, modelIds: null, expiresAt: ctx.now() },
    scopes: ['read', 'write', 'decide', 'admin'],
    serviceAccount: { id, name },
  }
  const decision = can(acting(ctx, question, actor, grants), action, question.subject)
  const reason = decision.ok ? null : decision.reason
  return { may: decision.ok, counts: decision.ok, reason, through: pathsFor(action, grants) }
}

/** What a policy asks of who approves, in words. */
export function rulesOf({ policy, subject }: Question, action: Action): string[] {
  if (!policy || !/^version\.(approve|reject|withdraw|override)$/.test(action)) return []
  const { count, roles, teams } = policy.approvals.value
  const rules: string[] = []
  if (action === 'version.approve') {
    rules.push(count === 1 ? 'One approval is needed.' : `${count} approvals are needed.`)
    if (roles) rules.push(`They count from who is also ${roles.join(' or ')} here.`)
    if (teams) rules.push(`They count from members of the team ${teams.join(' or ')}.`)
    if (teams && count > 1)
      rules.push(
        count < teams.length
          ? `Each of them from another of these teams.`
          : `At least one of each of these teams.`,
      )
  }
  if (subject.deciding?.fourEyes && action !== 'version.withdraw')
    rules.push('Not the person who registered the version or whose run made it.')
  if (!policy.tokenDecisions.value) rules.push('Signed in at the web, not through a token.')
  const minutes = policy.signInMinutes.value
  if (minutes !== null) rules.push(`With a sign-in within the last ${minutes} minutes.`)
  return rules
}

/** The roles that give the action, without ids. */
export function pathsFor(action: Action | null, grants: readonly Held[]): RolePath[] {
  return grants
    .filter(({ role }) => action === null || rolesAllow([role], action))
    .map(({ role, from, project, team }) => ({ role, from, project, team }))
}

function acting(ctx: Ctx, { organization }: Question, actor: Actor, held: readonly Held[]): Ctx {
  const grants = held.map(({ role, from, scopeId }) => ({ role, scope: from, scopeId }))
  return { ...ctx, actor, memberships: [{ ...organization, grants, teams: [] }] }
}

/** What `can()` says to the person themselves, told of them. */
function refusal(
  { madeBy, restricted }: Subject,
  action: Action,
  person: string,
  grants: readonly Held[],
): string | null {
  const roles = grants.map(({ role }) => role)
  if (!rolesAllow(roles, action)) return `Lacks the ${actions[action].roles.join(' or ')} role.`
  if (actions[action].here) {
    const near = grants.filter(({ from, role }) => from !== 'organization' || role === 'admin')
    if (
      !rolesAllow(
        near.map(({ role }) => role),
        action,
      )
    )
      return 'Has the role for the organization as a whole; it must be given on this itself.'
  }
  if (madeBy?.includes(person))
    return 'Registered this version or made its run, so someone else must decide.'
  return restricted ? 'Does not see it: it is restricted.' : null
}
