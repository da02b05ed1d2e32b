/**
 * Whether a Markdown text nests or multiplies beyond what anyone writes by hand: reading it would take
 * seconds, or drawing it more than the stack and the memory that a page has.
 */
export function isExcessive(text: string): boolean {
  const lines = text.split('\n')
  return (
    lines.some(nestsDeep) ||
    text.split(/\n[ \t]*\n/).some(nestsWithin) ||
    multiplies(text) ||
    tableCells(lines) > maxCells
  )
}

const maxMarkers = 20
const maxIndent = 400
const maxOpen = 100
const maxCells = 20_000
const maxRepeated = 500_000

/** Quotes and lists within each other, by what stands before the words of a line. */
function nestsDeep(line: string): boolean {
  const prefix = /^(?:[ \t>]|[-+*](?=[ \t])|\d{1,9}[.)](?=[ \t]))*/.exec(line)?.[0] ?? ''
  const markers = prefix.match(/[>+*-]|\d+[.)]/g)?.length ?? 0
  return markers > maxMarkers || prefix.length > maxIndent
}

/** Emphasis and brackets that are open at once in one paragraph, as far as the signs alone tell. */
function nestsWithin(paragraph: string): boolean {
  let emphasis = 0
  let brackets = 0
  for (const { 0: run, index } of paragraph.matchAll(/[*_~]+|\[|\]/g)) {
    if (run === '[') brackets++
    else if (run === ']') brackets = Math.max(0, brackets - 1)
    else {
      const opens = /\S/.test(paragraph[index + run.length] ?? ' ')
      const closes = /\S/.test(paragraph[index - 1] ?? ' ')
      if (closes && (!opens || emphasis > 0)) emphasis = Math.max(0, emphasis - run.length)
      else if (opens) emphasis += run.length
    }
    if (emphasis > maxOpen || brackets > maxOpen) return true
  }
  return false
}

/** Each use of a link defined once, or of a footnote, repeats all of it. */
function multiplies(text: string): boolean {
  const longest = Math.max(
    0,
    ...Array.from(text.matchAll(/^[ \t>]*\[[^\]\n]*\]:[^\n]*/gm), ([line]) => line.length),
  )
  const uses = text.match(/\[/g)?.length ?? 0
  return longest * uses > maxRepeated
}

/** Every row of a table is filled up to the width of its head. */
function tableCells(lines: readonly string[]): number {
  let most = 0
  let columns = 0
  let cells = 0
  for (const line of lines) {
    if (/^[\s>]*$/.test(line)) columns = 0
    else if (/^[\s>|:-]+$/.test(line) && line.includes('|'))
      columns = Math.max(columns, line.split('|').length)
    cells = columns === 0 ? 0 : cells + columns
    most = Math.max(most, cells)
  }
  return most
}
