import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { isExcessive } from './markdown'

const times = (text: string, count: number) => text.repeat(count)

describe('what is too much for a page', () => {
  it.each([
    ['quotes within quotes', times('>', 20_000)],
    ['lists within lists', times('1. ', 6_000)],
    ['lists within lists, line by line', nested(400)],
    ['emphasis within emphasis', `${times('**', 5_000)}a${times('**', 5_000)}`],
    ['emphasis within emphasis, word by word', `${times('*a ', 3_000)}${times('b* ', 3_000)}`],
    ['links within links', `${times('[', 5_000)}a${times('](b)', 3_000)}`],
    [
      'a wide table with many rows',
      `${times('a|', 1_500)}\n${times('-|', 1_500)}\n${times('x\n', 5_000)}`,
    ],
    ['a long link used often', `${times('[a]', 3_000)}\n\n[a]: http://x/${times('y', 9_000)}`],
  ])('%s', (_, text) => expect(isExcessive(text)).toBe(true))

  it.each(
    ['a*b ', '[a][b]', 'a_b ', '](', '*a* '].flatMap((unit) =>
      [20_000, 100_000].map((length) => ({ unit, length })),
    ),
  )('$unit for $length characters, which take long to read', ({ unit, length }) => {
    const text = times(unit, length / unit.length)
    expect(isExcessive(text)).toBe(true)
  })

  it('many crowded paragraphs', () => {
    expect(isExcessive(times(`${times('a*b ', 1_000)}\n\n`, 11))).toBe(true)
  })
})

describe('what people write', () => {
  it.each(['README.md', 'CHANGELOG.md', 'docs/README.md', 'examples/penguins/README.md'])(
    'is not: %s',
    (file) => expect(isExcessive(readFileSync(file, 'utf8'))).toBe(false),
  )

  it.each([
    ['many bold words', times(`${times('**bold** and _more_, ', 300)}\n\n`, 6)],
    ['a long list of bold words', times('- **bold** and _more_\n', 900)],
    ['names with underscores', times('val_loss_epoch ', 1_300)],
    ['many links', times('[v3](model://churn/v3), ', 700)],
    ['a long list', times('- item\n', 2_800)],
    ['a long rule', times('-', 300)],
    ['a long table', `|a|b|c|\n|-|-|-|\n${times('|1|2|3|\n', 2_000)}`],
  ])('is not: %s', (_, text) => expect(isExcessive(text)).toBe(false))
})

function nested(levels: number): string {
  return Array.from({ length: levels }, (_, level) => `${times('  ', level)}- a`).join('\n')
}
