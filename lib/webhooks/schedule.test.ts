import { expect, it } from 'vitest'
import { delayAfter, mostAttempts, readRetryAfter } from './schedule'

const hours = 3_600_000

it('tries ten times over three days, later each time', () => {
  const delays = Array.from({ length: mostAttempts }, (_, made) => delayAfter(made + 1, null, 0))
  expect(delays.slice(0, 3)).toEqual([5000, 5 * 60_000, 30 * 60_000])
  expect(delays.at(-2)).toBe(24 * hours)
  expect(delays.at(-1)).toBeNull()
  const sum = delays.reduce<number>((all, delay) => all + (delay ?? 0), 0)
  expect(sum / hours).toBeGreaterThan(72)
  expect(delayAfter(1, null, 1)).toBe(5500)
})

it('waits as long as a receiver asks, an hour at most, and never shorter than it would', () => {
  expect(delayAfter(1, 60_000, 0)).toBe(60_000)
  expect(delayAfter(1, 90 * hours, 0)).toBe(hours)
  expect(delayAfter(9, 1000, 0)).toBe(24 * hours)
})

it('reads Retry-After as seconds or as a date', () => {
  const now = new Date('2027-01-01T00:00:00Z')
  expect(readRetryAfter('120', now)).toBe(120_000)
  expect(readRetryAfter('Fri, 01 Jan 2027 00:02:00 GMT', now)).toBe(120_000)
  expect(readRetryAfter('Thu, 01 Jan 2026 00:00:00 GMT', now)).toBe(0)
  for (const nonsense of [null, 'soon', '', '-5', '9'.repeat(20)])
    expect(readRetryAfter(nonsense, now)).toBeNull()
})
