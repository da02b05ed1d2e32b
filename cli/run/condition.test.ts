import { describe, expect, it } from 'vitest'
import { holds, readCondition, type Value } from './condition'

function isMet(text: string, values: Record<string, Value>): boolean {
  const read = readCondition(text)
  if (!read.ok) throw new Error(read.message)
  return holds(read.condition, new Map(Object.entries(values)))
}

describe('a condition', () => {
  it.each<[string, Record<string, Value>, boolean]>([
    ['accuracy > 0.9', { accuracy: 0.91 }, true],
    ['accuracy > 0.9', { accuracy: 0.9 }, false],
    ['accuracy > 0.9 and epoch >= 3', { accuracy: 0.95, epoch: 2 }, false],
    ['accuracy > 0.9 and epoch >= 3', { accuracy: 0.95, epoch: 3 }, true],
    ['accuracy > 0.9 && epoch >= 3 || stop == "yes"', { stop: 'yes' }, true],
    ['not done', { done: true }, false],
    ['!(loss < 1) or false', { loss: 2 }, true],
    ['0.1 < loss < 0.2', { loss: 0.15 }, true],
    ['0.1 < loss < 0.2', { loss: 0.25 }, false],
    ['loss * 2 - 1 == -(3 - 4) / 1', { loss: 1 }, true],
    ['1 + 2 * 3 == 7', {}, true],
    ['10 - 2 - 3 == 5', {}, true],
    ['parameter.max-depth - 1 == 3', { 'parameter.max-depth': 4 }, true],
    ['val.acc >= 1e-1', { 'val.acc': 0.1 }, true],
    ['loss != loss', { loss: 1 }, false],
    ['loss == "NaN"', { loss: 'NaN' }, true],
    ['loss < 1', { loss: 'NaN' }, false],
    ['step == 3', { step: '3' }, true],
    ["state == 'over'", { state: 'over' }, true],
    ['done == True', { done: true }, true],
  ])('%s with %j is %s', (text, values, expected) => {
    expect(isMet(text, values)).toBe(expected)
  })

  it('does not hold while what it needs is not there', () => {
    expect(isMet('accuracy > 0.9', {})).toBe(false)
    expect(isMet('accuracy <= 0.9', {})).toBe(false)
    expect(isMet('not (accuracy > 0.9)', {})).toBe(false)
    expect(isMet('accuracy > 0.9 or epoch > 1', { epoch: 2 })).toBe(true)
    expect(isMet('1 + accuracy > 0', {})).toBe(false)
  })

  it.each([
    ['accuracy >', 'It ends too early.'],
    ['accuracy > > 1', '> does not belong there.'],
    ['(accuracy > 1', 'A ) is missing.'],
    ['accuracy = 1', '= is no part of a condition.'],
    ['a > 1 b', 'b does not belong there.'],
    ['process.exit(1)', '( does not belong there.'],
    ['', 'It ends too early.'],
  ])('%j is refused', (text, message) => {
    expect(readCondition(text)).toEqual({ ok: false, message })
  })

  it('knows which names it uses', () => {
    expect(readCondition('a > 1 and (b or not a)')).toMatchObject({ names: ['a', 'b'] })
  })
})
