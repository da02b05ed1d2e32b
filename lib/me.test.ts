import { expect, it } from 'vitest'
import type { Actor, Membership, Role } from './actor'
import { contextOf } from './context'
import { me } from './me'

const member = (slug: string, ...roles: Role[]): Membership => ({
  organizationId: slug,
  slug,
  name: slug.toUpperCase(),
  fourEyes: true,
  grants: [
    ...roles.map((role) => ({ scope: 'organization' as const, scopeId: slug, role })),
    { scope: 'model', scopeId: 'some-model', role: 'maintainer' },
  ],
})
const ana: Actor = { kind: 'person', id: '1', name: 'Ana', email: 'a@b.test', sessionId: null }
const origin = { ip: null, userAgent: null, client: null }
const as = (...memberships: Membership[]) =>
  contextOf(ana, memberships, { via: 'web', requestId: 'r', origin })

it('says who one is in an organization, with the roles held there as a whole', () => {
  const ctx = as(member('acme', 'approver', 'contributor'), member('beta', 'admin'))
  expect(me(ctx)).toEqual({
    actor: { id: '1', kind: 'person', name: 'Ana' },
    organization: { slug: 'acme', name: 'ACME' },
    roles: ['contributor', 'approver'],
    token: null,
  })
  expect(me(ctx, 'beta')).toMatchObject({ organization: { slug: 'beta' }, roles: ['admin'] })
})

it('knows nothing of organizations one does not belong to', () => {
  expect(() => me(as(member('acme')), 'beta')).toThrow(/no organization beta/)
  expect(() => me(as())).toThrow(/no longer a member/)
})
