import type { Actor, Ctx, Grant, Membership, Role, Scope } from './actor'
import { personBehind } from './actor'

/** Each role of the ladder includes those before it; approver and auditor stand beside it. */
export const ladder = ['reader', 'contributor', 'maintainer', 'admin'] as const

interface Rule {
  /** Any one of these suffices; a ladder role stands for itself and all above it. None: the hub itself. */
  roles: readonly Role[]
  /** What a token must carry besides: `admin` for whatever lasts longer than the token. */
  scope: Scope
  /**
   * The role must be held on the thing itself, unless it is an admin's: roles in a project open its
   * restricted models, so who has one for the whole organization alone could let themselves in.
   */
  here?: true
  /** Changes what models have in common, so a token that is limited to some of them never does it. */
  common?: true
}

const rule = (scope: Scope, ...roles: Role[]): Rule => ({ roles, scope })
const here = (of: Rule): Rule => ({ ...of, here: true })
const common = (of: Rule): Rule => ({ ...of, common: true })
const everyRole: Role[] = ['reader', 'approver', 'auditor']

/** The permissions, and at once the vocabulary of the audit log, the API and the CLI. */
export const actions = {
  'organization.create': rule('admin'),
  'organization.read': rule('read', ...everyRole),
  'organization.update': rule('admin', 'admin'),
  'organization.activity': rule('read', 'auditor', 'admin'),
  'organization.access': rule('read', 'auditor', 'admin'),
  'organization.grant': rule('admin', 'admin'),
  'organization.revoke': rule('admin', 'admin'),

  // Hashes and signatures tell nobody what happened; the events themselves are for who reads the log.
  'audit.read': rule('read', ...everyRole),
  'audit.export': rule('read', 'auditor', 'admin'),
  'audit.rekey': rule('admin'),

  'policy.read': rule('read', ...everyRole),
  'policy.set': rule('admin', 'admin'),

  'member.list': rule('read', ...everyRole),
  'member.add': rule('admin', 'admin'),
  'member.update': rule('admin', 'admin'),
  'member.remove': rule('admin', 'admin'),
  'member.password': rule('admin'),
  'member.rename': rule('admin'),
  'member.reset': rule('admin', 'admin'),
  'member.sign_out': rule('admin', 'admin'),
  'member.erase': rule('admin', 'admin'),
  // By the sign-in itself: what the groups of the provider give and take.
  'member.sync': rule('admin'),
  'invitation.list': rule('admin', 'admin'),
  'invitation.create': rule('admin', 'admin'),
  'invitation.revoke': rule('admin', 'admin'),
  'invitation.accept': rule('admin'),
  'group_mapping.list': rule('admin', 'admin'),
  'group_mapping.set': rule('admin', 'admin'),
  'group_mapping.remove': rule('admin', 'admin'),
  'team.list': rule('read', ...everyRole),
  'team.create': rule('admin', 'admin'),
  'team.update': rule('admin', 'admin'),
  'team.remove': rule('admin', 'admin'),
  'team_member.add': rule('admin', 'admin'),
  'team_member.remove': rule('admin', 'admin'),
  'service_account.list': rule('read', ...everyRole),
  'service_account.create': rule('admin', 'admin'),
  'service_account.update': rule('admin', 'admin'),
  'service_account.disable': rule('admin', 'admin'),
  'token.list': rule('read', ...everyRole),
  'token.create': rule('admin', ...everyRole),
  'token.revoke': rule('admin', 'admin'),

  'project.read': rule('read', ...everyRole),
  'project.create': rule('write', 'contributor'),
  'project.update': common(rule('write', 'maintainer')),
  'project.access': rule('read', 'maintainer', 'auditor'),
  'project.grant': here(rule('admin', 'maintainer')),
  'project.revoke': here(rule('admin', 'maintainer')),
  'project.archive': common(rule('write', 'maintainer')),
  'project.restore': common(rule('write', 'maintainer')),
  'project.delete': common(rule('write', 'maintainer')),
  'project.purge': rule('admin'),

  'model.read': rule('read', ...everyRole),
  'model.activity': rule('read', ...everyRole),
  'model.create': rule('write', 'contributor'),
  'model.update': rule('write', 'contributor'),
  'model.configure': rule('write', 'maintainer'),
  'model.access': rule('read', 'maintainer', 'auditor'),
  'model.grant': rule('admin', 'maintainer'),
  'model.revoke': rule('admin', 'maintainer'),
  'model.archive': rule('write', 'maintainer'),
  'model.restore': rule('write', 'maintainer'),
  'model.delete': rule('write', 'maintainer'),
  'model.purge': rule('admin'),

  'card.update': rule('write', 'contributor'),
  'image.upload': rule('write', 'contributor'),
  'field.define': rule('admin', 'admin'),
  'field.remove': rule('admin', 'admin'),
  'metric.define': common(rule('write', 'maintainer')),

  // Whoever reads may speak, but for auditors, who change nothing.
  'comment.create': rule('write', 'reader', 'approver'),
  'comment.update': rule('write', 'reader', 'approver'),
  'comment.delete': rule('write', 'maintainer'),

  'version.read': rule('read', ...everyRole),
  'version.use': rule('read', ...everyRole),
  'version.register': rule('write', 'contributor'),
  'version.update': rule('write', 'contributor'),
  'version.archive': rule('write', 'maintainer'),
  'version.restore': rule('write', 'maintainer'),
  'version.delete': rule('write', 'maintainer'),
  'version.purge': rule('admin'),
  'version.approve': rule('decide', 'approver'),
  'version.reject': rule('decide', 'approver'),
  'version.withdraw': rule('decide', 'approver'),
  'version.override': rule('decide', 'admin'),
  'version.expire': rule('admin'),
  'review.request': rule('write', 'contributor'),
  'review.cancel': rule('write', 'contributor'),

  'alias.move': rule('write', 'maintainer'),
  'alias.remove': rule('write', 'maintainer'),

  'deployment.read': rule('read', ...everyRole),
  'deployment.create': rule('write', 'maintainer'),
  'deployment.update': rule('write', 'maintainer'),
  'deployment.revise': rule('write', 'maintainer'),
  'deployment.rollback': rule('write', 'maintainer'),
  'deployment.stop': rule('write', 'maintainer'),
  'deployment.archive': rule('write', 'maintainer'),
  'deployment.restore': rule('write', 'maintainer'),
  // By the hub itself, when what a deployment follows has moved.
  'deployment.follow': rule('admin'),
  'deployment.evaluate': rule('read', ...everyRole),
  'deployment.observe': rule('write', 'contributor'),

  // An address may hold a secret, and what is sent there leaves the hub.
  'webhook.list': rule('admin', 'admin'),
  'webhook.create': rule('admin', 'admin'),
  'webhook.update': rule('admin', 'admin'),
  'webhook.rotate': rule('admin', 'admin'),
  'webhook.test': rule('admin', 'admin'),
  'webhook.replay': rule('admin', 'admin'),
  'webhook.remove': rule('admin', 'admin'),
  'webhook.pause': rule('admin'),

  'run.read': rule('read', ...everyRole),
  'run.create': rule('write', 'contributor'),
  'run.report': rule('write', 'contributor'),
  'run.finish': rule('write', 'contributor'),
  'run.update': rule('write', 'contributor'),
  'run.stop': rule('write', 'contributor'),
  'run.reopen': rule('write', 'contributor'),
  'run.input': rule('write', 'contributor'),
  'run.delete': rule('write', 'contributor'),
  'run.restore': rule('write', 'contributor'),
  'run_group.create': rule('write', 'contributor'),
  'run_group.finish': rule('write', 'contributor'),

  'experiment.read': rule('read', ...everyRole),
  'experiment.create': rule('write', 'contributor'),
  'experiment.update': common(rule('write', 'contributor')),
  'experiment.delete': common(rule('write', 'maintainer')),
  'experiment.restore': common(rule('write', 'maintainer')),

  // What a run made and nobody has registered yet.
  'logged_model.read': rule('read', ...everyRole),
  'logged_model.create': rule('write', 'contributor'),
  'logged_model.report': rule('write', 'contributor'),

  'dataset.read': rule('read', ...everyRole),
  'dataset.create': rule('write', 'contributor'),
  'dataset.update': common(rule('write', 'contributor')),
  'dataset.archive': common(rule('write', 'maintainer')),
  'dataset.restore': common(rule('write', 'maintainer')),
  'dataset.delete': common(rule('write', 'maintainer')),
  'dataset.purge': rule('admin'),
  'dataset_version.register': rule('write', 'contributor'),
  'dataset_version.update': common(rule('write', 'contributor')),
  // Data moves with the jobs that make it; a release is what the aliases of a model are for.
  'dataset_alias.move': common(rule('write', 'contributor')),
  'dataset_alias.remove': common(rule('write', 'contributor')),
  'datum_alias.move': common(rule('write', 'contributor')),
  'datum_alias.remove': common(rule('write', 'contributor')),

  'lineage.read': rule('read', ...everyRole),
  'lineage.report': common(rule('write', 'contributor')),
  'recall.create': common(rule('write', 'maintainer')),
  'recall.lift': common(rule('write', 'maintainer')),

  'blob.read': rule('read', ...everyRole),
  'blob.upload': rule('write', 'contributor'),
} as const satisfies Record<string, Rule>

export type Action = keyof typeof actions

/** What an action is done to, as far as permission goes. */
export interface Subject {
  organizationId: string
  projectIds?: string[]
  modelId?: string | null
  /** True for a model, or a version of one, that only those with a role on it may see. */
  restricted?: boolean
  /** The people who registered a version or whose run made it, for four eyes. */
  madeBy?: string[]
  /** What the policies of the version's model say of who decides; without it the organization's own choice. */
  deciding?: Deciding
  /** The person whose own thing this is (a token, a password, a run). */
  ownerId?: string | null
}

/** The rules of a policy that bear on who decides, and by what. */
export interface Deciding {
  fourEyes: boolean
  /** Whether a decision may come through a token. */
  byToken: boolean
  /** Minutes since the sign-in within which one decides; null: any. */
  signInWithin: number | null
}

export type Decision = { ok: true } | { ok: false; reason: string }

const allowed: Decision = { ok: true }
const refused = (reason: string): Decision => ({ ok: false, reason })

/**
 * Decides one action on one subject, with the reason in words for the 403, the CLI and the tooltip.
 * Pure: everything it needs is in `ctx` and `subject`.
 */
export function can(ctx: Ctx, action: Action, subject: Subject): Decision {
  if (ctx.actor.kind === 'system') return allowed
  const membership = membershipOf(ctx, subject.organizationId)
  if (!membership || !canSee(ctx, subject)) return refused('You cannot see this.')
  return byScope(ctx.actor, action) ?? byRole(membership, ctx, action, subject) ?? allowed
}

/** Whether the subject exists as far as the caller is concerned. */
export function canSee(ctx: Ctx, subject: Subject): boolean {
  const { actor } = ctx
  if (actor.kind === 'system') return true
  const membership = membershipOf(ctx, subject.organizationId)
  if (!membership) return false
  if (actor.kind === 'token' && actor.modelIds && subject.modelId)
    if (!actor.modelIds.includes(subject.modelId)) return false
  if (!subject.restricted) return true
  return rolesHere(membership, subject).length > 0
}

/** The roles that a caller holds on a subject, from the organization, its projects and its model. */
export function rolesOn(membership: Membership, subject: Subject): Role[] {
  const held = membership.grants.filter((grant) => holds(grant, subject)).map(({ role }) => role)
  return [...new Set(held)]
}

export function membershipOf(ctx: Ctx, organizationId: string): Membership | undefined {
  return ctx.memberships.find((membership) => membership.organizationId === organizationId)
}

/** Whether holding `roles` satisfies the rule of `action`, by roles alone. */
export function rolesAllow(roles: readonly Role[], action: Action): boolean {
  const wanted: readonly Role[] = actions[action].roles
  return wanted.some((role) => roles.some((held) => includes(held, role)))
}

/** Whether the caller holds anywhere in an organization what `can()` asks for at least. */
export function couldIn(ctx: Ctx, action: Action, organization: string): boolean {
  if (ctx.actor.kind === 'system') return true
  const membership = ctx.memberships.find(({ slug }) => slug === organization)
  if (!membership || byScope(ctx.actor, action)) return false
  const held = membership.grants.map(({ role }) => role)
  return rolesAllow(held, action)
}

/** The scopes that a token of someone with these roles can make use of. */
export function scopesFor(roles: readonly Role[]): Scope[] {
  const useful = Object.entries(actions).filter(([action]) => rolesAllow(roles, action as Action))
  const scopes = new Set(useful.map(([, { scope }]) => scope))
  return (['read', 'write', 'decide', 'admin'] as const).filter((scope) => scopes.has(scope))
}

/** The roles held on the thing itself, and those for the whole organization that open what is restricted. */
function rolesHere(membership: Membership, subject: Subject): Role[] {
  const opens = ({ scope, role }: Grant) =>
    scope !== 'organization' || role === 'admin' || role === 'auditor'
  return membership.grants
    .filter((grant) => holds(grant, subject) && opens(grant))
    .map(({ role }) => role)
}

function holds(grant: Grant, subject: Subject): boolean {
  if (grant.scope === 'organization') return grant.scopeId === subject.organizationId
  if (grant.scope === 'model') return grant.scopeId === subject.modelId
  return subject.projectIds?.includes(grant.scopeId) ?? false
}

/** Whether holding one role is as good as another: those of the ladder include what lies below. */
export function includes(held: Role, wanted: Role): boolean {
  if (held === wanted) return true
  const has = ladder.indexOf(held as (typeof ladder)[number])
  const needs = ladder.indexOf(wanted as (typeof ladder)[number])
  return needs >= 0 && has > needs
}

function byScope(actor: Actor, action: Action): Decision | null {
  if (actor.kind !== 'token') return null
  // Else it would outlive its own end and revocation in the ones it made.
  if (action === 'token.create')
    return refused('Make tokens signed in at the web; a token cannot make another.')
  const { scope } = actions[action]
  if (!actor.scopes.includes(scope))
    return refused(`This token lacks the scope ${scope}. Use one that carries it.`)
  // What this scope is for reaches beyond chosen models, so a limit to them would be none.
  if (scope === 'admin' && actor.modelIds)
    return refused('This token is limited to chosen models, so it cannot manage people and roles.')
  if (actions[action].common && actor.modelIds)
    return refused('This token is limited to chosen models, and this belongs to others too.')
  return null
}

function byRole(
  membership: Membership,
  ctx: Ctx,
  action: Action,
  subject: Subject,
): Decision | null {
  const person = personBehind(ctx.actor)
  const own = subject.ownerId !== undefined && subject.ownerId === person
  // What a person said and holds stays theirs; that a service account is counted as them is for four eyes.
  const account = ctx.actor.kind === 'token' && ctx.actor.serviceAccount
  if (own && !account && ownAffairs.has(action)) return null
  if (actions[action].roles.length === 0) return refused('This is done on the host of the hub.')
  const held = rolesOn(membership, subject)
  if (!rolesAllow(held, action))
    return refused(`Needs the ${wantedRoles(action)} role. You are ${inWords(held)}.`)
  if (actions[action].here && !rolesAllow(rolesHere(membership, subject), action))
    return refused(
      `Needs the ${wantedRoles(action)} role on this itself, or an admin: it opens what is restricted. You are ${inWords(held)} of the organization.`,
    )
  // Else someone could make a run of another's bear their work, and decide on it themselves.
  if (reports.has(action) && subject.ownerId !== undefined && !own)
    return refused(`Only the person whose run it is may ${reports.get(action)} it.`)
  if (action === 'comment.update' && subject.ownerId !== undefined && (!own || account))
    return refused('Only who wrote a comment may change it.')
  return deciding.has(action) ? byPolicy(membership, ctx, action, subject) : null
}

const deciding = new Set<Action>([
  'version.approve',
  'version.reject',
  'version.withdraw',
  'version.override',
])

/** What the policy says of who decides. Without one of the subject's own, the organization's choice holds. */
function byPolicy(
  membership: Membership,
  ctx: Ctx,
  action: Action,
  { madeBy, deciding: rules }: Subject,
): Decision | null {
  const { actor } = ctx
  if (actor.kind === 'token' && actor.serviceAccount)
    return refused('A decision is made by a person; a service account never makes one.')
  if (actor.kind === 'token' && rules && !rules.byToken)
    return refused('The policy takes no decisions through tokens. Sign in at the web to decide.')
  const person = personBehind(actor)
  const ownWork = person !== null && madeBy?.includes(person)
  const fourEyes = rules?.fourEyes ?? membership.fourEyes
  if (action !== 'version.withdraw' && ownWork && fourEyes)
    return refused('You registered this version, so someone else must decide on it.')
  const within = rules?.signInWithin ?? null
  if (within !== null && !isFresh(ctx, within))
    return refused(
      `The policy asks for a sign-in within the last ${within} minutes. Confirm that it is you, and then decide.`,
    )
  return null
}

/** Whether a person proved who they are at most so many minutes ago; a token proves nothing of the kind. */
export function isFresh({ actor, now }: Ctx, minutes: number): boolean {
  if (actor.kind !== 'person' || !actor.authenticatedAt) return false
  return now().getTime() - actor.authenticatedAt.getTime() <= minutes * 60_000
}

/** What is said of a run is said by whoever runs it. */
const reports = new Map<Action, string>([
  ['run.report', 'report to'],
  ['run.finish', 'report to'],
  ['run.reopen', 'report to'],
  ['run.input', 'report to'],
  ['run.delete', 'delete'],
  ['run.restore', 'restore'],
  ['run_group.finish', 'report to'],
  ['logged_model.report', 'report to'],
])

/** What everyone does with what is theirs, whatever their role. */
const ownAffairs = new Set<Action>([
  'token.revoke',
  'member.password',
  'member.rename',
  'invitation.accept',
  'comment.delete',
])

function wantedRoles(action: Action): string {
  return actions[action].roles.join(' or ')
}

function inWords(held: Role[]): string {
  const top = [...ladder].reverse().find((role) => held.includes(role))
  const beside = held.filter((role) => role === 'approver' || role === 'auditor')
  const shown = [...(top ? [top] : []), ...beside]
  if (shown.length === 0) return 'a member without a role here'
  return shown.map((role) => (/^[aeiou]/.test(role) ? `an ${role}` : `a ${role}`)).join(' and ')
}
