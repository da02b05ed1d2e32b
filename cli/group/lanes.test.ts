import { expect, it } from 'vitest'
import { Lanes, narrowed, type Queue } from './lanes'

/** How many of these many were at work at once, at most. */
async function mostAtOnce(queue: Queue, count: number): Promise<number> {
  let now = 0
  let most = 0
  const work = async () => {
    most = Math.max(most, ++now)
    await new Promise((resolve) => setImmediate(resolve))
    now--
  }
  const never = new AbortController().signal
  await Promise.all(Array.from({ length: count }, () => queue.use(work, never)))
  return most
}

it('lets so many go on at once, and all in the end', async () => {
  expect(await mostAtOnce(new Lanes(3), 10)).toBe(3)
  expect(await mostAtOnce(new Lanes(3), 2)).toBe(2)
})

it('lets some of them go on in fewer lanes', async () => {
  expect(await mostAtOnce(narrowed(new Lanes(3), 2), 10)).toBe(2)
  expect(await mostAtOnce(narrowed(new Lanes(3), null), 10)).toBe(3)
})

it('goes on after work that fails, and begins nothing once it is stopped', async () => {
  const lanes = new Lanes(1)
  const stop = new AbortController()
  const failing = lanes.use(async () => {
    throw new Error('no')
  }, stop.signal)
  const next = lanes.use(async () => {
    stop.abort()
    return 'next'
  }, stop.signal)
  const last = lanes.use(async () => 'last', stop.signal)
  await expect(failing).rejects.toThrow('no')
  expect([await next, await last]).toEqual(['next', undefined])
})
