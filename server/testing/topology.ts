import { env } from '@/lib/env'
import { startFront } from '../../e2e/support/front.mjs'
import { type Deployed, type DeployOptions, deploy } from './deployed'

export type Topology = 'one' | 'processes' | 'replicas'

interface Running {
  url: string
  close(): Promise<void>
}

/**
 * What the HTTP tests run against, by `HUB_TEST_TOPOLOGY`: the server in the test's own process; one built
 * hub of two processes; two built hubs with one database and one folder of files, in turns.
 */
export const topologies: Record<Topology, null | (() => Promise<Running>)> = {
  one: null,
  processes: () => running([{ workers: 2 }]),
  replicas: () => running([{ workers: 1 }, { workers: 1 }]),
}

export function topology(): Topology {
  const name = process.env.HUB_TEST_TOPOLOGY ?? 'one'
  if (name in topologies) return name as Topology
  throw new Error(`HUB_TEST_TOPOLOGY is ${name}, not one of ${Object.keys(topologies).join(', ')}.`)
}

async function running(each: DeployOptions[]): Promise<Running> {
  const { databaseUrl, databaseOwnerUrl, dataDir } = env()
  if (!databaseUrl || !databaseOwnerUrl) throw new Error('This test has no database of its own.')
  const place = { appUrl: databaseUrl, ownerUrl: databaseOwnerUrl, dataDir }
  const hubs: Deployed[] = await Promise.all(each.map((options) => deploy(place, options)))
  const front = await startFront(hubs.map(({ url }) => url))
  return {
    url: front.url,
    async close() {
      await front.close()
      await Promise.all(hubs.map((hub) => hub.stop()))
    },
  }
}
