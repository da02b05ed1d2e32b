import type { IncomingMessage } from 'node:http'
import { describe, expect, it } from 'vitest'
import { metricsRefusal } from './metrics-access'

const rules = { allow: ['loopback'], trustProxy: [] as string[] }

function refusal(peer: string, headers: Record<string, string>, changed: Partial<typeof rules>) {
  const all = { host: '127.0.0.1:3000', ...headers }
  const request = { headers: all, socket: { remoteAddress: peer } } as unknown as IncomingMessage
  return metricsRefusal({ ...rules, ...changed })(request)
}

const forwarded = { 'x-forwarded-for': '127.0.0.1' }
const stranger = { 'x-forwarded-for': '203.0.113.9' }
const inside = { allow: ['loopback', '10.0.0.0/8'] }
const behind = { trustProxy: ['127.0.0.1'] }

describe('metrics', () => {
  it.each([
    ['the machine itself', '127.0.0.1', {}, {}],
    ['the machine itself, in IPv6', '::1', {}, {}],
    ['an IPv4 address that a dual socket spells in IPv6', '::ffff:127.0.0.1', {}, {}],
    ['the machine itself by name', '127.0.0.1', { host: 'localhost' }, {}],
    ['the machine itself by name, with a port', '127.0.0.1', { host: 'localhost:3000' }, {}],
    ['the machine itself by its IPv6 address', '::1', { host: '[::1]:3000' }, {}],
    ['a network that is allowed', '10.1.2.3', { host: 'hub.example.com' }, inside],
    [
      'this machine, where it is named',
      '127.0.0.1',
      { host: 'hub.example.com' },
      { allow: ['127.0.0.1'] },
    ],
    [
      'whom a trusted proxy names',
      '127.0.0.1',
      { 'x-forwarded-for': '10.1.2.3' },
      { ...inside, ...behind },
    ],
  ])('are given to %s', (_, peer, headers, changed) => {
    expect(refusal(peer, headers as Record<string, string>, changed)).toBeNull()
  })

  it.each([
    ['any other address', '192.0.2.1', {}, {}],
    ['an unknown address', '', {}, {}],
    ['a proxy on this machine that adds no header', '127.0.0.1', { host: 'hub.example.com' }, {}],
    ['a page whose name leads to this machine', '::1', { host: 'localhost.evil.example:3000' }, {}],
    ['who names another network', '127.0.0.1', { host: '192.168.1.5:3000' }, {}],
    ['a name that is none', '127.0.0.1', { host: '/' }, {}],
    ['no name at all', '127.0.0.1', { host: '' }, {}],
    ['a proxy on this machine that nobody trusts', '127.0.0.1', stranger, {}],
    ['a forged address from outside', '192.0.2.1', forwarded, {}],
    ['a forged address from this machine', '127.0.0.1', forwarded, {}],
    ['another spelling of being passed on', '127.0.0.1', { forwarded: 'for=127.0.0.1' }, {}],
    ['a proxy that hides for whom it asks', '127.0.0.1', { via: '1.1 caddy' }, {}],
    ['a trusted proxy that does not say for whom', '127.0.0.1', { via: '1.1 caddy' }, behind],
    ['whom a trusted proxy names, when not allowed', '127.0.0.1', stranger, behind],
    [
      'an address that the caller put before its own',
      '127.0.0.1',
      { 'x-forwarded-for': '127.0.0.1, 203.0.113.9' },
      behind,
    ],
  ])('are kept from %s, with a reason', (_, peer, headers, changed) => {
    expect(refusal(peer, headers as Record<string, string>, changed)).toMatch(/^Metrics are .+\.$/)
  })
})
