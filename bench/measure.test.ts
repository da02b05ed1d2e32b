import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, it } from 'vitest'
import { inTurn, ratios, repeat, spread } from './measure'

it('tells the median of an even and of an odd number of values', () => {
  expect(spread([4, 1, 2])).toEqual({ median: 2, min: 1, max: 4 })
  expect(spread([4, 1, 2, 3])).toEqual({ median: 2.5, min: 1, max: 4 })
})

it('compares the two sides of each round, not of different ones', () => {
  expect(ratios([2, 20, 3], [1, 10, 3])).toEqual({ median: 2, min: 1, max: 2 })
})

it('lets the sides take turns, and each be first', async () => {
  const order: string[] = []
  const task = (name: string) => async () => order.push(name)
  await inTurn(2, { a: task('a'), b: task('b') })
  expect(order.join('')).toBe('abba')
})

it('refuses to measure an answer that is a failure', async () => {
  const server = createServer((_request, response) => response.writeHead(500).end('broken'))
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const { port } = server.address() as AddressInfo
  const measuring = repeat({ url: `http://127.0.0.1:${port}/` }, process.pid, 10)
  await expect(measuring).rejects.toThrow('answered 500: broken')
  server.close()
})
