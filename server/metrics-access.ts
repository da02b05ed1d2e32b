import type { IncomingMessage } from 'node:http'
import { isIP } from 'node:net'
import proxyAddr from '@fastify/proxy-addr'

// Any of them says that somebody stands between the caller and us.
const passedOn = [
  'forwarded',
  'via',
  'x-forwarded-for',
  'x-forwarded-host',
  'x-forwarded-proto',
  'x-real-ip',
]

export interface MetricsRules {
  /** CIDRs that may read; `loopback` is this machine, asked under a name of its own. */
  allow: string[]
  /** CIDRs of proxies whose word on the caller's address is believed. */
  trustProxy: string[]
}

const isLoopback = proxyAddr.compile('loopback')

/**
 * Why this caller may not read the metrics; null when it may. Judged by the address of the connection, or
 * by what a trusted proxy says of it: a proxy on the same machine must not open them to the world. One that
 * adds no header, and a page that lets its name lead to this machine, are told by the name they ask for.
 */
export function metricsRefusal(rules: MetricsRules): (request: IncomingMessage) => string | null {
  const named = rules.allow.filter((network) => network !== 'loopback')
  const allowed = proxyAddr.compile(named)
  const trusted = proxyAddr.compile(rules.trustProxy)
  return (request) => {
    const peer = request.socket.remoteAddress ?? ''
    const isPassedOn = passedOn.some((name) => request.headers[name] !== undefined)
    if (isPassedOn && !(trusted(peer, 0) && request.headers['x-forwarded-for'] !== undefined))
      return 'Metrics are not given out through a proxy that HUB_TRUST_PROXY does not name. Ask this process directly.'
    const caller = proxyAddr(request, trusted)
    if (allowed(caller, 0)) return null
    if (!rules.allow.includes('loopback') || !isLoopback(caller, 0))
      return 'Metrics are given out to the addresses in HUB_METRICS_ALLOW only, and yours is not one of them.'
    if (asksThisMachine(request.headers.host)) return null
    return 'Metrics are given out on this machine under localhost or 127.0.0.1 only. Ask there, or name the address in HUB_METRICS_ALLOW.'
  }
}

function asksThisMachine(host: string | undefined): boolean {
  const url = `http://${host ?? ''}`
  if (!URL.canParse(url)) return false
  const name = new URL(url).hostname.replace(/^\[|\]$/g, '')
  return name === 'localhost' || (isIP(name) !== 0 && isLoopback(name, 0))
}
