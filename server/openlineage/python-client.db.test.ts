import { execFile } from 'node:child_process'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { pythonWith } from '@/cli/testing/python'
import { readDocument } from '@/docs/support/document'
import { listOutsideJobs } from '@/lib/lineage/openlineage/outside-jobs'
import { getOutsideRun } from '@/lib/lineage/openlineage/outside-run'
import { type TestHub, type TestOrganization, testHub } from '@/lib/testing/hub'
import { modelOf, registered } from '@/lib/testing/registry'
import { startServer, type TestServer } from '../testing/server'

const python = await pythonWith('openlineage-python==1.53.0')

// What the guide tells people to run.
const script = readDocument('docs/openlineage/python.md')
  .blocks.filter(({ language }) => language === 'python')
  .map(({ text }) => text)
  .join('\n\n')

let hub: TestHub
let server: TestServer
let acme: TestOrganization

beforeAll(async () => {
  hub = await testHub()
  server = await startServer()
})
afterAll(async () => {
  await server.close()
  await hub.close()
})

async function report(url: string, how: 'plain' | 'gzip' = 'plain'): Promise<void> {
  if (!python) throw new Error('There is no Python to report with.')
  const apiKey = await acme.secret('contributor')
  const auth = { type: 'api_key', apiKey }
  const transport = JSON.stringify({ type: 'http', url, auth, compression: 'gzip' })
  const settings =
    how === 'gzip'
      ? { OPENLINEAGE__TRANSPORT: transport }
      : { OPENLINEAGE_URL: url, OPENLINEAGE_API_KEY: apiKey }
  const env = { NODE_ENV: 'test', PATH: process.env.PATH, ...settings } as const
  await promisify(execFile)(python, ['-c', script], { env, timeout: 60_000 })
}

async function prepared(): Promise<void> {
  acme = await hub.organization()
  const mia = acme.as('maintainer')
  await modelOf(mia, acme.slug, 'penguins')
  await registered(mia, acme.slug, { model: 'penguins' })
}

async function heard() {
  const rita = acme.as('reader')
  const { items } = await listOutsideJobs(rita, { org: acme.slug })
  const id = items[0]?.latest?.id ?? ''
  return getOutsideRun(rita, { org: acme.slug, id })
}

const expected = {
  job: { namespace: 'notebooks', name: 'train-penguins' },
  state: 'completed',
  inputs: [{ uri: 's3://lake/penguins.csv' }],
  outputs: [{ uri: 'model://penguins/v1' }],
  metrics: [{ of: null, values: { accuracy: 0.98, loss: 'NaN' } }],
}

describe.skipIf(!python)('the OpenLineage client for Python', () => {
  it.each(['plain', 'gzip'] as const)('reports what the guide shows, sent as %s', async (how) => {
    await prepared()
    await report(server.url, how)
    expect(await heard()).toMatchObject(expected)
  })

  it('delivers each event once where a hub was away for a moment', async () => {
    await prepared()
    const front = await awayEverySecondTime(server.url)
    try {
      const { port } = front.address() as AddressInfo
      await report(`http://127.0.0.1:${port}`)
    } finally {
      front.close()
    }
    const run = await heard()
    expect(run).toMatchObject(expected)
    expect(run.events).toHaveLength(2)
  })
})

/** Passes every request on; of every second one it says 503 in place of the answer. */
async function awayEverySecondTime(to: string): Promise<Server> {
  let asked = 0
  const front = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    const headers = Object.entries(request.headers).flatMap(([name, value]): [string, string][] =>
      ['authorization', 'content-type', 'content-encoding'].includes(name)
        ? [[name, String(value)]]
        : [],
    )
    const answer = await fetch(`${to}${request.url}`, {
      method: 'POST',
      headers,
      body: Buffer.concat(chunks),
    })
    asked++
    response.writeHead(asked % 2 === 1 ? 503 : answer.status).end()
  })
  await new Promise<void>((done) => front.listen(0, '127.0.0.1', done))
  return front
}
