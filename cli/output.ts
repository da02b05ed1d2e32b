/** Where a command writes, and how. Results go to stdout, everything about the way there to stderr. */
export interface Terminal {
  stdout: NodeJS.WritableStream
  stderr: NodeJS.WritableStream & { isTTY?: boolean; columns?: number }
  /** One JSON document on stdout instead of text. */
  json: boolean
}

/** Prints a result: `value` as JSON when asked for, else the lines of `text`. */
export function result(terminal: Terminal, value: unknown, text: () => string | string[]): void {
  if (terminal.json) {
    terminal.stdout.write(`${JSON.stringify(value, null, 2)}\n`)
    return
  }
  const lines = [text()].flat()
  if (lines.length) terminal.stdout.write(`${lines.map(printable).join('\n')}\n`)
}

/** Tells the person something that is no result. */
export function tell(terminal: Terminal, message: string): void {
  terminal.stderr.write(`${printable(message)}\n`)
}

/** Columns of equal width under their titles. Empty columns are left out. */
export function table(titles: string[], rows: string[][]): string[] {
  const kept = titles.map((_, column) => rows.some((row) => (row[column] ?? '') !== ''))
  const lines = [titles, ...rows].map((row) => row.filter((_, column) => kept[column]).map(oneLine))
  const widths = (lines[0] ?? []).map((_, column) =>
    Math.max(...lines.map((line) => line[column]?.length ?? 0)),
  )
  return lines.map((line) =>
    line
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  )
}

/** Text from elsewhere without the control characters that could steer a terminal. */
export function printable(text: string): string {
  return text.replace(/\p{Cc}/gu, (char) => (char === '\n' || char === '\t' ? char : '\ufffd'))
}

/** A cell's worth of text: one line, at most as long as a SHA-256. */
function oneLine(text: string): string {
  const line = printable(text).replace(/\s+/g, ' ').trim()
  return line.length > 64 ? `${line.slice(0, 63)}…` : line
}

/** `1.2 MB`, in powers of 1000. */
export function bytes(size: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB', 'PB']
  let value = size
  let unit = 0
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000
    unit++
  }
  const digits = unit === 0 || value >= 99.5 ? 0 : 1
  return `${value.toFixed(digits)} ${units[unit]}`
}

/** `1 file`, `2 files`. */
export function count(number: number, word: string): string {
  return `${number} ${word}${number === 1 ? '' : 's'}`
}

/** A metric as people read it: at most six significant digits. */
export function metric(value: unknown): string {
  return typeof value === 'number' ? String(Number(value.toPrecision(6))) : String(value)
}

/** `2026-03-03 10:02:11Z`. */
export function time(instant: string): string {
  return instant.replace('T', ' ').replace(/\.\d+/, '')
}
