import type { IncomingMessage } from 'node:http'
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
  /** CIDRs that may read. */
  allow: string[]
  /** CIDRs of proxies whose word on the caller's address is believed. */
  trustProxy: string[]
}

/**
 * Why this caller may not read the metrics; null when it may. Judged by the address of the connection, or
 * by what a trusted proxy says of it: a proxy on the same machine must not open them to the world.
 */
export function metricsRefusal(rules: MetricsRules): (request: IncomingMessage) => string | null {
  const allowed = proxyAddr.compile(rules.allow)
  const trusted = proxyAddr.compile(rules.trustProxy)
  return (request) => {
    const peer = request.socket.remoteAddress ?? ''
    const isPassedOn = passedOn.some((name) => request.headers[name] !== undefined)
    if (isPassedOn && !(trusted(peer, 0) && request.headers['x-forwarded-for'] !== undefined))
      return 'Metrics are not given out through a proxy that HUB_TRUST_PROXY does not name. Ask this process directly.'
    const caller = proxyAddr(request, trusted)
    if (allowed(caller, 0)) return null
    return 'Metrics are given out to the addresses in HUB_METRICS_ALLOW only, and yours is not one of them.'
  }
}
