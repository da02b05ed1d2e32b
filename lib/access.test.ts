import { describe, expect, it } from 'vitest'
import { type Action, actions, can, canSee, type Deciding, rolesAllow, scopesFor } from './access'
import type { Actor, Ctx, Grant, Role } from './actor'

const roles: Role[] = ['reader', 'contributor', 'maintainer', 'admin', 'approver', 'auditor']
const organizationId = 'org'
const ana: Actor = { kind: 'person', id: 'ana', name: 'Ana', email: 'ana@x', sessionId: null }

function holding(grants: Grant[], actor: Actor = ana): Ctx {
  const membership = { organizationId, slug: 'acme', name: 'Acme', fourEyes: true, grants }
  const origin = { ip: null, userAgent: null, client: null }
  const now = () => new Date()
  return {
    actor,
    memberships: [membership],
    via: 'web',
    requestId: 'r',
    origin,
    now,
    newId: () => 'id',
  }
}

const inOrganization = (...held: Role[]): Grant[] =>
  held.map((role) => ({ scope: 'organization', scopeId: organizationId, role }))

/** As the matrix says it: `here` where the role must be held on the project itself. */
function inWords(role: Role, action: Action): string {
  if (!rolesAllow([role], action)) return '–'
  return actions[action].here && role !== 'admin' ? 'here' : 'yes'
}

const token = (
  scopes: ('read' | 'write' | 'decide' | 'admin')[],
  modelIds: string[] | null = null,
) =>
  ({
    kind: 'token',
    id: 't',
    name: 'ci',
    ownerId: 'ana',
    ownerName: 'Ana',
    scopes,
    modelIds,
    expiresAt: new Date(),
  }) satisfies Actor

describe('role × action', () => {
  it('is what the checked-in matrix says', async () => {
    const width = Math.max(...Object.keys(actions).map((action) => action.length))
    const head = [' '.repeat(width), ...roles].join('  ')
    const lines = Object.keys(actions).map((action) =>
      [
        action.padEnd(width),
        ...roles.map((role) => inWords(role, action as Action).padEnd(role.length)),
      ]
        .join('  ')
        .trimEnd(),
    )
    await expect(`${[head, ...lines].join('\n')}\n`).toMatchFileSnapshot('access.matrix.txt')
  })

  it('agrees with can() for every role and action, on a project and in the organization', () => {
    const project = { organizationId, projectIds: ['p'] }
    for (const role of roles)
      for (const action of Object.keys(actions) as Action[]) {
        const wide = can(holding(inOrganization(role)), action, project)
        expect(wide.ok).toBe(inWords(role, action) === 'yes')
        const there = can(holding([{ scope: 'project', scopeId: 'p', role }]), action, project)
        expect(there.ok).toBe(rolesAllow([role], action))
      }
  })

  it('gives nothing to who is no member', () => {
    const stranger = { ...holding(inOrganization('admin')), memberships: [] }
    for (const action of Object.keys(actions) as Action[])
      expect(can(stranger, action, { organizationId }).ok).toBe(false)
  })
})

describe('the reason', () => {
  it('names the role that is needed and the ones held', () => {
    const ctx = holding(inOrganization('reader'))
    expect(can(ctx, 'version.approve', { organizationId })).toEqual({
      ok: false,
      reason: 'Needs the approver role. You are a reader.',
    })
  })

  it('tells the person who made a version that someone else decides', () => {
    const ctx = holding(inOrganization('approver'))
    const own = { organizationId, madeBy: ['someone', 'ana'] }
    expect(can(ctx, 'version.approve', own)).toMatchObject({ ok: false })
    expect(can(ctx, 'version.approve', { organizationId, madeBy: ['ben'] })).toEqual({ ok: true })
    const alone = { ...ctx, memberships: ctx.memberships.map((m) => ({ ...m, fourEyes: false })) }
    expect(can(alone, 'version.approve', own)).toEqual({ ok: true })
  })

  it('counts a token as its owner', () => {
    const ctx = holding(inOrganization('approver'), token(['read', 'decide']))
    expect(can(ctx, 'version.reject', { organizationId, madeBy: ['ana'] })).toMatchObject({
      ok: false,
      reason: expect.stringContaining('someone else'),
    })
  })

  it('names the scope that a token lacks', () => {
    const ctx = holding(inOrganization('admin', 'approver'), token(['read', 'write', 'admin']))
    expect(can(ctx, 'version.approve', { organizationId })).toMatchObject({
      reason: 'This token lacks the scope decide. Use one that carries it.',
    })
  })
})

describe('the policy', () => {
  const usual = { fourEyes: true, byToken: true, signInWithin: null }
  const version = { organizationId, modelId: 'm', madeBy: ['ben'] }
  const all = ['approve', 'reject', 'withdraw', 'override'] as const
  const roles = inOrganization('approver', 'admin')
  const under = (rules: Partial<Deciding>) => ({
    ...version,
    deciding: { ...usual, ...rules },
  })
  const now = new Date('2026-11-26T12:00:00Z')
  const signedIn = (minutesAgo: number | null): Ctx => ({
    ...holding(roles, {
      ...ana,
      authenticatedAt: minutesAgo === null ? null : new Date(now.getTime() - minutesAgo * 60_000),
    }),
    now: () => now,
  })
  const decide = token(['read', 'write', 'decide', 'admin'])

  it.each(all)('that takes no decisions through tokens lets none do version.%s', (verb) => {
    const may = (ctx: Ctx, byToken: boolean) => can(ctx, `version.${verb}`, under({ byToken }))
    expect(may(holding(roles, decide), true)).toEqual({ ok: true })
    expect(may(holding(roles, decide), false)).toEqual({
      ok: false,
      reason: 'The policy takes no decisions through tokens. Sign in at the web to decide.',
    })
    expect(may(holding(roles), false)).toEqual({ ok: true })
  })

  it.each(all)('never lets a service account do version.%s, whatever it says', (verb) => {
    const robot = { ...decide, serviceAccount: { id: 'robot', name: 'Robot' } }
    for (const deciding of [undefined, usual, { ...usual, fourEyes: false }])
      expect(can(holding(roles, robot), `version.${verb}`, { ...version, deciding })).toEqual({
        ok: false,
        reason: 'A decision is made by a person; a service account never makes one.',
      })
  })

  it.each(all)('asks for a fresh sign-in before version.%s where it says so', (verb) => {
    const may = (ctx: Ctx) => can(ctx, `version.${verb}`, under({ signInWithin: 15 })).ok
    expect([0, 15].map((minutes) => may(signedIn(minutes)))).toEqual([true, true])
    expect([15.1, 600, null].map((minutes) => may(signedIn(minutes)))).toEqual([
      ...[false, false, false],
    ])
    // A token never shows who holds it.
    expect(may(holding(roles, decide))).toBe(false)
    expect(can(signedIn(20), `version.${verb}`, under({ signInWithin: 15 }))).toMatchObject({
      reason: expect.stringMatching(/within the last 15 minutes\. Confirm that it is you/),
    })
  })

  it('weighs four eyes by its own rule before that of the organization', () => {
    const own = { ...version, madeBy: ['ana'] }
    const alone = holding(roles)
    for (const membership of alone.memberships) membership.fourEyes = false
    expect(can(alone, 'version.approve', own).ok).toBe(true)
    expect(can(alone, 'version.approve', { ...own, deciding: usual }).ok).toBe(false)
    const off = { ...own, deciding: { ...usual, fourEyes: false } }
    expect(can(holding(roles), 'version.approve', off).ok).toBe(true)
  })

  it('lets nobody override it for a version of their own, and lets them take an approval back', () => {
    const own = { ...under({}), madeBy: ['ana'] }
    for (const verb of ['approve', 'reject', 'override'] as const)
      expect(can(holding(roles), `version.${verb}`, own)).toMatchObject({
        reason: 'You registered this version, so someone else must decide on it.',
      })
    expect(can(holding(roles), 'version.withdraw', own)).toEqual({ ok: true })
  })

  it('is overridden by admins alone, who approve nothing as such', () => {
    const may = (role: Role, verb: 'approve' | 'override') =>
      can(holding(inOrganization(role)), `version.${verb}`, under({})).ok
    expect([may('admin', 'override'), may('admin', 'approve')]).toEqual([true, false])
    expect([may('approver', 'override'), may('approver', 'approve')]).toEqual([false, true])
  })

  it('says nothing of other actions', () => {
    const strict = under({ byToken: false, signInWithin: 1 })
    expect(can(holding(roles, decide), 'version.update', strict)).toEqual({ ok: true })
  })
})

describe('a role for the whole organization', () => {
  const project = { organizationId, projectIds: ['p'] }
  const given = (role: Role, scopeId = 'p'): Grant[] => [{ scope: 'project', scopeId, role }]

  it.each(['project.grant', 'project.revoke'] as const)('lets no maintainer do %s', (action) => {
    const wide = inOrganization('maintainer')
    const reason = expect.stringMatching(
      /^Needs the maintainer role on this itself, or an admin: .+ You are a maintainer of the org/,
    )
    expect(can(holding(wide), action, project)).toEqual({ ok: false, reason })
    for (const useless of [given('reader'), given('maintainer', 'other')])
      expect(can(holding([...wide, ...useless]), action, project).ok).toBe(false)
    for (const enough of [given('maintainer'), inOrganization('admin')])
      expect(can(holding(enough), action, project)).toEqual({ ok: true })
  })
})

describe('a run', () => {
  const own = { organizationId, ownerId: 'ana' }
  const ofBen = { organizationId, ownerId: 'ben' }

  it('is reported and finished only by the person whose it is, whatever their role', () => {
    for (const action of ['run.report', 'run.finish'] as const)
      for (const role of ['contributor', 'maintainer', 'admin'] as const) {
        expect(can(holding(inOrganization(role)), action, own)).toEqual({ ok: true })
        expect(can(holding(inOrganization(role)), action, ofBen)).toEqual({
          ok: false,
          reason: 'Only the person whose run it is may report to it.',
        })
      }
  })

  it('counts a token as its owner, needs the role besides, and obeys the hub itself', () => {
    const write = token(['write'])
    expect(can(holding(inOrganization('contributor'), write), 'run.report', own).ok).toBe(true)
    expect(can(holding(inOrganization('contributor'), write), 'run.report', ofBen).ok).toBe(false)
    expect(can(holding(inOrganization('reader')), 'run.report', own).ok).toBe(false)
    const hub = { ...holding([]), actor: { kind: 'system', id: null, name: 'worker' } as const }
    expect(can(hub, 'run.finish', ofBen)).toEqual({ ok: true })
  })
})

describe('a token', () => {
  const scopes = ['read', 'write', 'decide', 'admin'] as const

  it('never makes another', () => {
    const ctx = holding(inOrganization('admin'), token([...scopes]))
    expect(can(ctx, 'token.create', { organizationId })).toEqual({
      ok: false,
      reason: 'Make tokens signed in at the web; a token cannot make another.',
    })
  })

  it('needs the scope admin to give roles, which outlive it', () => {
    const grants: Grant[] = [{ scope: 'project', scopeId: 'p', role: 'maintainer' }]
    const place = { organizationId, projectIds: ['p'], modelId: 'm' }
    for (const noun of ['model', 'project'] as const)
      for (const verb of ['grant', 'revoke'] as const) {
        const may = (held: Actor) => can(holding(grants, held), `${noun}.${verb}`, place)
        expect(may(token(['read', 'write', 'decide']))).toEqual({
          ok: false,
          reason: 'This token lacks the scope admin. Use one that carries it.',
        })
        expect(may(token(['admin']))).toEqual({ ok: true })
      }
  })

  it('limited to models manages nothing', () => {
    const ctx = holding(inOrganization('admin'), token([...scopes], ['m']))
    for (const [action, { scope }] of Object.entries(actions))
      if (scope === 'admin')
        expect(can(ctx, action as Action, { organizationId, ownerId: 'ana' }).ok).toBe(false)
    expect(can(ctx, 'version.register', { organizationId, modelId: 'm' }).ok).toBe(true)
  })
})

describe('a token limited to chosen models', () => {
  const reason = 'This token is limited to chosen models, and this belongs to others too.'
  const changes = ['update', 'archive', 'restore', 'delete'] as const
  const all = changes.flatMap((verb) => [`project.${verb}`, `dataset.${verb}`] as const)

  it.each(all)('never does %s', (action) => {
    const project = { organizationId, projectIds: ['p'] }
    const held: Grant[] = [{ scope: 'project', scopeId: 'p', role: 'maintainer' }]
    expect(can(holding(held, token(['write'], ['m'])), action, project)).toEqual({
      ok: false,
      reason,
    })
    expect(can(holding(held, token(['write'])), action, project)).toEqual({ ok: true })
  })

  it('still runs jobs in a project and registers data that they made', () => {
    const ctx = holding(inOrganization('maintainer'), token(['read', 'write'], ['m']))
    for (const action of ['project.read', 'run.create', 'dataset_version.register'] as const)
      expect(can(ctx, action, { organizationId, projectIds: ['p'] })).toEqual({ ok: true })
  })
})

describe('a restricted model', () => {
  const model = { organizationId, modelId: 'm', projectIds: ['p'], restricted: true }

  it('is invisible to members without a role on it', () => {
    for (const role of ['reader', 'contributor', 'maintainer', 'approver'] as const)
      expect(canSee(holding(inOrganization(role)), model)).toBe(false)
  })

  it('is seen through a role on it or on a project of it, and by admins and auditors', () => {
    expect(canSee(holding([{ scope: 'model', scopeId: 'm', role: 'reader' }]), model)).toBe(true)
    expect(canSee(holding([{ scope: 'project', scopeId: 'p', role: 'reader' }]), model)).toBe(true)
    expect(canSee(holding(inOrganization('admin')), model)).toBe(true)
    expect(canSee(holding(inOrganization('auditor')), model)).toBe(true)
  })

  it('is invisible to a token limited to other models', () => {
    const ctx = holding(inOrganization('admin'), token(['read'], ['other']))
    expect(canSee(ctx, model)).toBe(false)
  })

  it('adds up roles from all levels', () => {
    const grants: Grant[] = [
      ...inOrganization('reader'),
      { scope: 'project', scopeId: 'p', role: 'contributor' },
      { scope: 'model', scopeId: 'm', role: 'approver' },
    ]
    expect(can(holding(grants), 'version.register', model).ok).toBe(true)
    expect(can(holding(grants), 'version.approve', model).ok).toBe(true)
    expect(can(holding(grants), 'version.approve', { organizationId, modelId: 'n' }).ok).toBe(false)
  })
})

describe('scopes', () => {
  it('are those that the roles can make use of', () => {
    expect(scopesFor(['reader'])).toEqual(['read', 'write', 'admin'])
    expect(scopesFor(['approver'])).toEqual(['read', 'write', 'decide', 'admin'])
    expect(scopesFor(['auditor'])).toEqual(['read', 'admin'])
  })
})

describe('a service account', () => {
  const robot = { ...token(['read', 'write']), serviceAccount: { id: 's', name: 'Trainer' } }
  const ctx = holding(inOrganization('contributor'), robot)

  it('reports to the runs that count as its owner, and leaves alone what they said', () => {
    const owned = { organizationId, ownerId: 'ana' }
    expect(can(ctx, 'run.report', owned)).toEqual({ ok: true })
    expect(can(ctx, 'comment.update', owned)).toMatchObject({ ok: false })
    expect(can(ctx, 'comment.delete', owned)).toMatchObject({ ok: false })
  })
})
