const seconds: Record<string, number> = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 }

/** Seconds that a duration means: a number of them, or a text such as `1h 30m 5s`; null when it is none. */
export function readDuration(value: unknown): number | null {
  if (typeof value === 'number') return value > 0 && Number.isFinite(value) ? value : null
  if (typeof value !== 'string') return null
  const text = value.trim().toLowerCase()
  if (/^\d+(\.\d+)?$/.test(text)) return readDuration(Number(text))
  const part = /^\s*(\d+(?:\.\d+)?)\s*([smhdw])[a-z]*\s*/
  let total = 0
  let rest = text
  for (let found = part.exec(rest); found; found = part.exec(rest)) {
    total += Number(found[1]) * (seconds[found[2] ?? ''] ?? 0)
    rest = rest.slice(found[0].length)
  }
  return rest === '' && total > 0 ? total : null
}

/** `1 h 30 min 5 s`. */
export function durationText(duration: number): string {
  const parts: [number, string][] = [
    [Math.floor(duration / 3600), 'h'],
    [Math.floor((duration % 3600) / 60), 'min'],
    [Math.round((duration % 60) * 1000) / 1000, 's'],
  ]
  const shown = parts.filter(([amount]) => amount > 0)
  return shown.map(([amount, unit]) => `${amount} ${unit}`).join(' ') || '0 s'
}
