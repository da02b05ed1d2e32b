import dns from 'node:dns'
import { lookup, Resolver } from 'node:dns/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Address } from './address'

const patienceMs = 3000

/**
 * Asks the name servers, and this machine (its hosts file, short names of its network) for what they do not know.
 * Each has its time and no more, since a name server may be anybody's and say nothing. Nothing found: none.
 */
export async function resolveByDns(hostname: string): Promise<Address[]> {
  const found = await askServers(hostname)
  return found.length > 0 ? found : askMachine(hostname)
}

async function askServers(hostname: string): Promise<Address[]> {
  // Asks without a thread, so that any number may wait for an answer.
  const resolver = new Resolver({ timeout: patienceMs / 3, tries: 2 })
  // Those that the process has by now.
  resolver.setServers(dns.getServers())
  const late = setTimeout(() => resolver.cancel(), patienceMs)
  const told = (family: 4 | 6) => (found: string[]) => found.map((address) => ({ address, family }))
  const nothing = (): Address[] => []
  const found = await Promise.all([
    resolver.resolve4(hostname).then(told(4)).catch(nothing),
    resolver.resolve6(hostname).then(told(6)).catch(nothing),
  ])
  clearTimeout(late)
  return found.flat()
}

let turn: Promise<unknown> = Promise.resolve()

/**
 * One name at a time: each takes a thread of those that files are read with, for as long as its servers please.
 * Who has waited too long by its turn takes none.
 */
function askMachine(hostname: string): Promise<Address[]> {
  let isLate = false
  const found = turn
    .then(() => (isLate ? [] : lookup(hostname, { all: true })))
    .catch((): Address[] => [])
  turn = found
  const late = sleep(patienceMs, [], { ref: false }).finally(() => {
    isLate = true
  })
  return Promise.race([found, late])
}
