/** A table with columns of equal width. A cell is one line. */
export function table(titles: string[], rows: string[][]): string {
  const lines = [titles, ...rows].map((row) =>
    row.map((cell) => cell.replaceAll('|', '\\|').replace(/\s+/g, ' ').trim()),
  )
  const widths = titles.map((_, column) =>
    Math.max(3, ...lines.map((line) => line[column]?.length ?? 0)),
  )
  const [head = '', ...body] = lines.map(
    (line) =>
      `| ${widths.map((width, column) => (line[column] ?? '').padEnd(width)).join(' | ')} |`,
  )
  const rule = `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`
  return [head, rule, ...body].join('\n')
}

/** A block of code. */
export function fence(language: string, text: string): string {
  return `\`\`\`${language}\n${text.trimEnd()}\n\`\`\``
}
