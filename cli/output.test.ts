import { describe, expect, it } from 'vitest'
import { bytes, metric, printable, result, table } from './output'
import { terminalOf } from './testing/terminal'

describe('what a command prints', () => {
  it('is text for people', () => {
    const { terminal, out } = terminalOf()
    result(terminal, { a: 1 }, () => ['one', 'two'])
    expect(out()).toBe('one\ntwo\n')
  })

  it('is one JSON document for programs', () => {
    const { terminal, out } = terminalOf({ json: true })
    result(terminal, { a: 1 }, () => 'one')
    expect(JSON.parse(out())).toEqual({ a: 1 })
  })

  it('cannot steer the terminal', () => {
    expect(printable('a\u001b[2Jb\u0007\u009b1m\nc\td')).toBe('a\ufffd[2Jb\ufffd\ufffd1m\nc\td')
  })
})

it('aligns a table, leaves empty columns out and keeps a cell on one line', () => {
  expect(
    table(
      ['VERSION', 'TAGS', 'NOTE'],
      [
        ['v1', '', 'first'],
        ['v10', '', 'two\nlines'],
      ],
    ),
  ).toEqual(['VERSION  NOTE', 'v1       first', 'v10      two lines'])
  expect(table(['A'], [['x'.repeat(100)]])[1]).toHaveLength(64)
})

it.each([
  [0, '0 B'],
  [999, '999 B'],
  [1000, '1.0 kB'],
  [1_234_567, '1.2 MB'],
  [999_999_999, '1.0 GB'],
  [123e9, '123 GB'],
])('%i bytes are %s', (size, text) => {
  expect(bytes(size)).toBe(text)
})

it('shortens a metric without changing what it is', () => {
  expect(metric(0.9753086419)).toBe('0.975309')
  expect(metric(1_000_000)).toBe('1000000')
  expect(metric('NaN')).toBe('NaN')
})
