/**
 * Whether a Markdown text nests or multiplies beyond what anyone writes by hand: reading it would take
 * seconds, or drawing it more than the stack and the memory that a page has.
 */
export function isExcessive(text: string): boolean {
  const lines = text.split('\n')
  return (
    lines.some(nestsDeep) ||
    isCrowded(text) ||
    text.split(/\n[ \t]*\n/).some(nestsWithin) ||
    multiplies(text) ||
    tableCells(lines) > maxCells
  )
}

const maxMarkers = 20
const maxIndent = 400
const maxOpen = 100
const maxSigns = { paragraph: 1_500, text: 10_000 }
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

/**
 * More signs of emphasis and brackets than are read fast: each is held against the others of its paragraph.
 * One within a word, as in log_loss, is soon done with, and an item of a list is a paragraph of its own.
 */
function isCrowded(text: string): boolean {
  let all = 0
  for (const paragraph of text.split(/\n(?=[ \t]*\n| {0,3}[-+*] +\S)/)) {
    let signs = 0
    for (const [sign] of paragraph.matchAll(/(?<=[a-z0-9])_(?=[a-z0-9])|[*_~]+|\[|\]/gi))
      signs += sign === '_' ? 0.5 : 1
    all += signs
    if (signs > maxSigns.paragraph || all > maxSigns.text) return true
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
