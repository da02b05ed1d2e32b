import { once } from 'node:events'
import { request } from 'node:http'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { trackedRun } from '@/lib/artifacts/testing'
import { type TestHub, testHub } from '@/lib/testing/hub'
import { startServer, type TestServer } from '../testing/server'

let hub: TestHub
let server: TestServer
let address: string
let headers: Record<string, string>

beforeAll(async () => {
  hub = await testHub()
  server = await startServer()
  const acme = await hub.organization()
  const { root } = await trackedRun(acme.as('contributor'), acme.slug)
  address = `${server.url}/mlflow/api/2.0/mlflow-artifacts/artifacts/${root}/large.bin`
  headers = { authorization: `Bearer ${await acme.secret('contributor')}` }
})
afterAll(async () => {
  await server.close()
  await hub.close()
})

const mib = 1024 * 1024
const gib = 1024 * mib

it('takes and gives a file of 1 GiB without holding it in memory', async () => {
  const before = held()
  let most = 0
  const watch = setInterval(() => {
    most = Math.max(most, held() - before)
  }, 10)
  try {
    expect(await sent()).toBe(200)
    expect(await fetched()).toBe(gib)
  } finally {
    clearInterval(watch)
  }
  expect(most).toBeGreaterThan(0)
  expect(most).toBeLessThan(128 * mib)
  // A busy machine is no failure.
}, 180_000)

/** Bytes of buffers and of the heap: the client of this test is in the same process. */
function held(): number {
  const { heapUsed, arrayBuffers } = process.memoryUsage()
  return heapUsed + arrayBuffers
}

async function sent(): Promise<number> {
  const part = Buffer.alloc(4 * mib, 'model')
  const put = request(address, { method: 'PUT', headers: { ...headers, 'content-length': gib } })
  const answered = once(put, 'response')
  for (let done = 0; done < gib; done += part.length) if (!put.write(part)) await once(put, 'drain')
  put.end()
  const [response] = await answered
  response.resume()
  return response.statusCode
}

async function fetched(): Promise<number> {
  const [response] = await once(request(address, { headers }).end(), 'response')
  let size = 0
  for await (const part of response) size += part.length
  return size
}
