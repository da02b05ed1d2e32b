import { describe, expect, it } from 'vitest'
import type { Atom } from '../run/step'
import { holds, namesIn, parseExpression } from './expression'

const values: Record<string, Atom> = {
  'metadata.accuracy': 0.93,
  'metadata.val.loss': '0.2',
  'metadata.ok': true,
  'parameter.max-depth': 4,
  'parameter.kind': 'forest',
}

function isTrue(text: string): boolean {
  const parsed = parseExpression(text)
  if (!parsed.ok) throw new Error(parsed.message)
  return holds(parsed.expression, (name) => values[name])
}

describe('a condition', () => {
  it.each([
    'metadata.accuracy >= 0.9',
    'metadata.accuracy > .9 and parameter.max-depth == 4',
    '0.5 < metadata.accuracy',
    'metadata.val.loss <= 0.2',
    'parameter.kind == "forest"',
    "parameter.kind != 'tree'",
    'metadata.ok',
    'metadata.ok == true',
    'not metadata.gone',
    'metadata.gone > 1 || metadata.accuracy < 1',
    '!(metadata.accuracy < 0.5 and metadata.ok)',
    'metadata.accuracy > -1e-3',
  ])('holds: %s', (text) => expect(isTrue(text)).toBe(true))

  it.each([
    'metadata.accuracy > 0.93',
    'metadata.gone < 1',
    'metadata.gone != 1',
    'parameter.kind < 3',
    'metadata.ok and metadata.accuracy == 1',
    'not metadata.ok',
  ])('does not hold: %s', (text) => expect(isTrue(text)).toBe(false))

  it.each([
    ['', 'It ends too early.'],
    ['metadata.accuracy >=', 'It ends too early.'],
    ['a = 1', '= 1 is not understood.'],
    ['(a > 1', 'A parenthesis is not closed.'],
    ['a > 1 b', 'b is one too many.'],
    ['> 1', '> is in a place where a value is due.'],
    ['__import__("os")', '( is one too many.'],
    ['x'.repeat(2000), 'It is too long.'],
  ])('is refused: %s', (text, message) =>
    expect(parseExpression(text)).toEqual({ ok: false, message }),
  )

  it('tells the names that it asks for', () => {
    const parsed = parseExpression('a.b > 1 and not (c == "d")')
    expect(parsed.ok && namesIn(parsed.expression)).toEqual(['a.b', 'c'])
  })
})
