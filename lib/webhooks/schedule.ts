const minute = 60_000
const hour = 60 * minute

/** How long after an attempt that failed the next one is made; the first is made at once. */
const delays = [
  0,
  5000,
  5 * minute,
  30 * minute,
  2 * hour,
  5 * hour,
  10 * hour,
  14 * hour,
  20 * hour,
  24 * hour,
]

/** Attempts after which a message is given up. */
export const mostAttempts = delays.length

// So that what failed together does not come back together.
const jitter = 0.1
// No receiver may keep us waiting for longer than this beyond the schedule.
const mostPatience = hour

/**
 * Milliseconds until the next attempt after `made` of them failed; null when that was the last. A receiver
 * may ask for later than the schedule, not for earlier. `random` is between 0 and 1.
 */
export function delayAfter(
  made: number,
  retryAfter: number | null,
  random = Math.random(),
): number | null {
  const delay = delays[made]
  if (delay === undefined) return null
  const asked = Math.min(retryAfter ?? 0, mostPatience)
  return Math.max(delay * (1 + jitter * random), asked)
}

/** No delivery waits longer than this for its next attempt: one that does saw a clock that ran ahead. */
export const longestWaits = delays.map((delay) => Math.max(delay * (1 + jitter), mostPatience))

/** Milliseconds that a `Retry-After` asks for: seconds, or a date. Null for what is neither. */
export function readRetryAfter(header: string | null, now: Date): number | null {
  if (header === null) return null
  const text = header.trim()
  if (/^\d{1,9}$/.test(text)) return Number(text) * 1000
  const at = /^[A-Z][a-z]{2},? /.test(text) ? Date.parse(text) : Number.NaN
  return Number.isNaN(at) ? null : Math.max(0, at - now.getTime())
}
