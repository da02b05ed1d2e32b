import { describe, expect, it } from 'vitest'
import type { Role } from '../actor'
import { contextOf } from '../context'
import { abilitiesIn } from './abilities'

const organizationId = '01a20000-0000-7000-8000-000000000001'

function as(role: Role) {
  const grants = [{ scope: 'organization' as const, scopeId: organizationId, role }]
  const membership = { organizationId, slug: 'acme', name: 'Acme', fourEyes: true, grants }
  const actor = { kind: 'person' as const, id: 'p', name: 'Ana', email: 'a@b.c', sessionId: null }
  const origin = { ip: null, userAgent: null, client: null }
  return contextOf(actor, [membership], { via: 'web', requestId: 'r', origin })
}

describe('what one may do in an organization', () => {
  it('is allowed, or refused with the reason', () => {
    expect(abilitiesIn(as('admin'), 'acme', 'member.add')).toEqual({ 'member.add': { ok: true } })
    expect(abilitiesIn(as('reader'), 'acme', 'member.list', 'member.add')).toEqual({
      'member.list': { ok: true },
      'member.add': { ok: false, reason: 'Needs the admin role. You are a reader.' },
    })
  })

  it('is not found where one is no member', () => {
    expect(() => abilitiesIn(as('admin'), 'globex', 'member.add')).toThrow('There is no')
  })
})
