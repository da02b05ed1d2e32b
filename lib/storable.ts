/**
 * Whether PostgreSQL can keep a JSON value: it refuses NUL and half characters, which JSON can spell as
 * `\u0000` and `\ud800`.
 */
export function storable(value: unknown): boolean {
  const text = JSON.stringify(value) ?? ''
  // An escaped backslash before a u begins no escape of its own.
  return !/\\u(?:0000|d[89a-f])/.test(text.replaceAll('\\\\', ''))
}
