/**
 * The first line of the text that is not in the output, or null. Lines come in this order, others may stand
 * between them; `…` stands for anything, and spaces for any number of them.
 */
export function missingLine(expected: string, output: string): string | null {
  const printed = output.split('\n').map(plain)
  let from = 0
  for (const line of expected.split('\n').map(plain)) {
    if (line === '' || line === '…') continue
    const pattern = new RegExp(`^${line.split('…').map(escaped).join('.*')}$`)
    const found = printed.findIndex((text, index) => index >= from && pattern.test(text))
    if (found < 0) return line
    from = found + 1
  }
  return null
}

const plain = (line: string) => line.replace(/\s+/g, ' ').trim()
const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
