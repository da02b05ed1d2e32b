import proxyAddr from '@fastify/proxy-addr'
import ipaddr from 'ipaddr.js'
import { env } from '../env'
import { resolveByDns } from './resolve'

/** An address of a host, as `dns.lookup` tells it. */
export interface Address {
  address: string
  family: number
}

/** Finds the addresses of a name. */
export type Resolve = (hostname: string) => Promise<Address[]>

/** Where a message may go: every address of the host was checked. */
export interface Destination {
  url: URL
  addresses: Address[]
}

export type Checked = { ok: true; destination: Destination } | { ok: false; problem: string }

/** Why a text is no address for a webhook, whatever its host is; null when it may be. */
export function urlProblem(text: string): string | null {
  const url = URL.canParse(text) ? new URL(text) : null
  if (!url || !/^https?:$/.test(url.protocol))
    return 'Write an address such as https://ci.example.com/hooks.'
  if (url.username || url.password)
    return 'Leave the name and password out of the address; give them as authorization.'
  if (url.hash) return 'Leave out what follows #: it is never sent.'
  return null
}

/**
 * Resolves the host of an address and looks at all that it resolves to: the hub sends to public addresses
 * alone, and to those of networks that its operator allows. Whoever connects uses what is answered here and
 * does not ask again, so that a name cannot lead elsewhere in between.
 */
export async function checkAddress(
  text: string,
  resolve: Resolve = resolveByDns,
): Promise<Checked> {
  const problem = urlProblem(text)
  if (problem) return { ok: false, problem }
  const url = new URL(text)
  const host = hostOf(url)
  const addresses = await addressesOf(host, resolve)
  const isOpen = ({ address }: Address) => isPublic(address) || isAllowed(address)
  if (addresses.length > 0 && addresses.every(isOpen))
    return { ok: true, destination: { url, addresses } }
  // The same for what is not there and for what is inside: nobody learns here which names there are.
  return {
    ok: false,
    problem: `${host} was not found, or is not at public addresses alone. Look for a typing mistake; the operator of the hub can allow its network: HUB_WEBHOOK_ALLOW.`,
  }
}

/** The host without the brackets of an IPv6 address. */
export const hostOf = (url: URL): string => url.hostname.replace(/^\[(.*)\]$/, '$1')

async function addressesOf(host: string, resolve: Resolve): Promise<Address[]> {
  if (ipaddr.isValid(host)) return [{ address: host, family: host.includes(':') ? 6 : 4 }]
  return resolve(host).catch(() => [])
}

const global = ipaddr.parseCIDR('2000::/3')
// Public by its number, yet inside: where Azure answers its own machines.
const inside = ipaddr.parseCIDR('168.63.129.16/32')

/** Whether an address is of the internet at large: no network of our own, no other machine's way into one. */
function isPublic(text: string): boolean {
  if (!ipaddr.isValid(text)) return false
  const address = ipaddr.process(text)
  if (address.range() !== 'unicast') return false
  return address.match(address.kind() === 'ipv4' ? inside : global) === (address.kind() === 'ipv6')
}

/** Whether the operator lets messages go to it. */
function isAllowed(address: string): boolean {
  const { webhookAllow } = env()
  return webhookAllow.length > 0 && proxyAddr.compile(webhookAllow)(address, 0)
}
