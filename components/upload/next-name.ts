/** The name that the next version may well get: the newest one's, counted on. Empty where nothing is counted. */
export function nextName(newest: string | null): string {
  if (newest === null) return 'v1'
  const counted = /^(\D*)(\d{1,9})$/.exec(newest)
  if (!counted) return ''
  const [, word = '', digits = ''] = counted
  return `${word}${String(Number(digits) + 1).padStart(digits.length, '0')}`
}
