import type { Client } from '../client'
import type { Properties } from './sidecars'

type ByFile = Record<string, Properties>

// The hub takes 16 MiB a request.
const atOnce = 4 * 1024 * 1024

/**
 * Tells the hub properties of outputs in advance, where they are too many for the request that ends the run.
 * Answers those that are left for that one.
 */
export async function describeOutputs(
  client: Client,
  run: string,
  properties: ByFile,
  patience: number,
): Promise<ByFile> {
  const parts = partsOf(properties, atOnce)
  const last = parts.pop() ?? {}
  for (const files of parts) await client.post(`${run}/properties`, { files }, { patience })
  return last
}

/** Cuts properties into parts of so many bytes of JSON; of one file they stay together. */
export function partsOf(properties: ByFile, most: number): ByFile[] {
  const parts: [string, Properties][][] = []
  let room = 0
  for (const entry of Object.entries(properties)) {
    const size = Buffer.byteLength(JSON.stringify(entry))
    if (size > room || parts.length === 0) {
      parts.push([])
      room = most
    }
    parts.at(-1)?.push(entry)
    room -= size
  }
  return parts.map((entries) => Object.fromEntries(entries))
}
