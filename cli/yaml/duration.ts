const seconds: Record<string, number> = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 }
const part = /^\s*(\d+(?:\.\d+)?|\.\d+)\s*([a-z]*)\s*/i

/** Seconds of `90`, `"90"` or `1h 30m 5s`; null when it is none of them, or nothing. */
export function durationOf(value: unknown): number | null {
  if (typeof value === 'number') return value > 0 && Number.isFinite(value) ? value : null
  if (typeof value !== 'string') return null
  let total = 0
  let rest = value
  while (rest !== '') {
    const [all, number, unit = ''] = part.exec(rest) ?? []
    // `1h 30min`: the first letter says it.
    const factor = unit === '' ? 1 : seconds[unit.charAt(0).toLowerCase()]
    if (!all || factor === undefined) return null
    total += Number(number) * factor
    rest = rest.slice(all.length)
  }
  return total > 0 ? total : null
}
