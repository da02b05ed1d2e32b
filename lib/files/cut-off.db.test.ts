import { createServer, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type TestHub, testHub } from '../testing/hub'
import { sha256 } from '../testing/registry'
import { receiveBlob } from './store'

let hub: TestHub
const failures: unknown[] = []
const server = createServer((incoming, outgoing) => {
  receiveBlob(sha256('never whole'), incoming).catch((error: unknown) => {
    failures.push(error)
    outgoing.destroy()
  })
})

beforeAll(async () => {
  hub = await testHub()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
})
afterAll(async () => {
  server.close()
  await hub.close()
})

it('takes the end of a connection in the middle of an upload for no more than a failed upload', async () => {
  const uncaught: unknown[] = []
  const note = (error: unknown) => uncaught.push(error)
  process.on('uncaughtException', note)
  await Promise.all(Array.from({ length: 50 }, cutOff))
  await expect.poll(() => failures.length).toBe(50)
  // What Node says of a cut request it says a moment after everybody else.
  await new Promise((resolve) => setTimeout(resolve, 50))
  process.off('uncaughtException', note)
  expect(uncaught).toEqual([])
})

/** Sends the beginning of a body and goes away. */
function cutOff(): Promise<void> {
  const { port } = server.address() as AddressInfo
  const sent = request({
    port,
    host: '127.0.0.1',
    method: 'PUT',
    headers: { 'content-length': 1000 },
  })
  sent.on('error', () => undefined)
  return new Promise((resolve) =>
    sent.write('the beginning', () => {
      setTimeout(() => resolve(void sent.destroy()), 10)
    }),
  )
}
