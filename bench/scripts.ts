import { get } from 'node:http'

/** A script as a browser of today fetches it with a page. */
export interface Sent {
  address: string
  /** As they travel, compressed. */
  bytes: number
}

/**
 * The scripts that a page names, in its tags and in what it tells React. Those for browsers that know no
 * modules are left out: no browser that the hub works in fetches them.
 */
export function scriptsOf(html: string, pageUrl: string): string[] {
  const present = html.replaceAll(/<script\b[^>]*\bnomodule\b[^>]*>/gi, '')
  const named = present.match(/\/_next\/static\/[^"\\\s]+\.js/g) ?? []
  return [...new Set(named)].map((path) => new URL(path, pageUrl).href)
}

/** What these scripts weigh as they travel. */
export async function weigh(addresses: readonly string[]): Promise<Sent[]> {
  return Promise.all(addresses.map(async (address) => ({ address, bytes: await bytesOf(address) })))
}

/** Bytes of an answer as they travel, compressed where the server does that. */
function bytesOf(url: string): Promise<number> {
  return new Promise((resolve, reject) => {
    get(url, { headers: { 'accept-encoding': 'gzip' } }, (answer) => {
      let bytes = 0
      answer.on('data', (chunk: Buffer) => {
        bytes += chunk.length
      })
      answer.on('end', () => resolve(bytes)).on('error', reject)
    }).on('error', reject)
  })
}
