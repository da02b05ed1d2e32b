import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { text } from 'node:stream/consumers'
import { setTimeout as wait } from 'node:timers/promises'
import { z } from 'zod'
import { projectRoot } from '../root'
import { organization } from './plan'

/** How long what was answered may take until it stands in the results, in milliseconds. */
const patience = 60_000

/**
 * Has the example server answer for every penguin by a deployment, and ends once the hub has counted all that came
 * of it.
 */
export async function serveTraffic(url: string, token: string, deployment: string): Promise<void> {
  const env = { HUB_URL: url, HUB_TOKEN: token, DEPLOYMENT: deployment, PORT: '0' }
  const server = start(['serve.js'], env)
  try {
    const asking = start(['ask.js', await addressOf(server)], {})
    const [said, [code]] = await Promise.all([text(asking.stdout), once(asking, 'close')])
    if (code !== 0) throw new Error(`ask.js ended with ${code}.`)
    const asked = [...said.matchAll(/asked (\d+) times/g)].reduce(
      (sum, [, n]) => sum + Number(n),
      0,
    )
    for (const since = Date.now(); (await counted(url, token, deployment)) < asked; await wait(200))
      if (Date.now() - since > patience) throw new Error('The example server did not report.')
  } finally {
    server.kill()
  }
}

function start(args: string[], env: Record<string, string>) {
  return spawn(process.execPath, args, {
    cwd: join(projectRoot(), 'examples/penguins'),
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
}

async function addressOf(
  server: ChildProcess & { stdout: NodeJS.ReadableStream },
): Promise<string> {
  for await (const line of createInterface({ input: server.stdout })) {
    const [address] = /http:\S+/.exec(line) ?? []
    if (address) return address
  }
  throw new Error('The example server ended.')
}

/** How many answers were given out and reported: the smaller of the two, since each takes its own way. */
async function counted(url: string, token: string, deployment: string): Promise<number> {
  const path = `/api/v1/${organization.slug}/deployments/${deployment}/results?metric=accuracy`
  const answer = await fetch(new URL(path, url), { headers: { authorization: `Bearer ${token}` } })
  if (!answer.ok) throw new Error(`${path}: ${await answer.text()}`)
  const { variants } = results.parse(await answer.json())
  const total = (of: 'count' | 'assigned') => variants.reduce((sum, one) => sum + one[of], 0)
  return Math.min(total('count'), total('assigned'))
}

const results = z.object({
  variants: z.array(z.object({ count: z.number(), assigned: z.number() })),
})
