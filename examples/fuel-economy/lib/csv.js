/**
 * CSV text (RFC 4180) with the first row's keys as header. There must be at least one row.
 * @param {Record<string, string | number>[]} rows
 * @returns {string}
 */
export function toCsv(rows) {
  const columns = Object.keys(rows[0] ?? {})
  const lines = rows.map((row) => columns.map((column) => cell(row[column])))
  return [columns, ...lines].map((line) => `${line.join(',')}\n`).join('')
}

/**
 * The rows of a CSV text, every value a string. Quoted cells and CRLF are understood.
 * @param {string} text
 * @returns {Record<string, string>[]}
 * @throws {Error} where the text is not CSV or a line has not as many cells as the header
 */
export function fromCsv(text) {
  const [columns = [], ...lines] = records(text.replace(/^\uFEFF/, ''))
  return lines.map((line, index) => {
    if (line.length !== columns.length) {
      throw new Error(`Row ${index + 1} has ${line.length} cells, the header ${columns.length}.`)
    }
    return Object.fromEntries(columns.map((column, at) => [column, line[at] ?? '']))
  })
}

/** @param {string} text */
function records(text) {
  /** @type {string[][]} */
  const all = []
  /** @type {string[]} */
  let record = []
  let read = 0
  for (const match of text.matchAll(/("(?:[^"]|"")*"|[^",\r\n]*)(,|\r?\n|$)/gy)) {
    const [whole, raw = '', end] = match
    read += whole.length
    record.push(raw.startsWith('"') ? raw.slice(1, -1).replaceAll('""', '"') : raw)
    if (end === ',') continue
    if (record.length > 1 || record[0] !== '') all.push(record)
    record = []
  }
  if (read !== text.length)
    throw new Error(`This is not CSV: a stray quote near character ${read}.`)
  return all
}

/** @param {string | number | undefined} value */
function cell(value) {
  const text = String(value ?? '')
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
