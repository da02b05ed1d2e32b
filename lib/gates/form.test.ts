import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkGate } from './check'
import { celOf, formOf, type GateForm } from './form'

const key = fc.oneof(
  fc.constantFrom(
    'accuracy',
    'val/acc 1',
    'in',
    'f1',
    '__proto__',
    'a"b',
    'back\\slash',
    'é',
    '2nd',
  ),
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 }),
)
const finite = fc.double({ noNaN: true, noDefaultInfinity: true })
const usual = {
  metric: key,
  direction: fc.constantFrom('higher', 'lower'),
  firstVersionPasses: fc.boolean(),
} as const
const form: fc.Arbitrary<GateForm> = fc.oneof(
  fc.record({ ...usual, baseline: finite.map((value) => value + 0) }),
  fc.record({
    ...usual,
    baseline: fc.constant('approved'),
    tolerance: fc.double({ min: 0, noNaN: true, noDefaultInfinity: true }).map(Math.abs),
    relative: fc.boolean(),
  }),
)

describe('a form and its expression', () => {
  it('are the same thing in both directions', () => {
    fc.assert(
      fc.property(form, (one) => {
        expect(formOf(celOf(one))).toEqual(one)
      }),
      { numRuns: 2000 },
    )
  })

  it('make an expression that may be kept', () => {
    fc.assert(
      fc.property(form, (one) => {
        expect(checkGate(celOf(one))).toEqual([])
      }),
      { numRuns: 300 },
    )
  })

  it.each([
    [
      {
        metric: 'accuracy',
        direction: 'higher',
        baseline: 'approved',
        tolerance: 0.005,
        relative: false,
        firstVersionPasses: true,
      },
      '!approved.exists || metrics.accuracy >= approved.metrics.accuracy - 0.005',
    ],
    [
      { metric: 'val/acc 1', direction: 'higher', baseline: 0.9, firstVersionPasses: false },
      'metrics["val/acc 1"] >= 0.9',
    ],
    [
      {
        metric: 'log_loss',
        direction: 'lower',
        baseline: 'approved',
        tolerance: 0.01,
        relative: true,
        firstVersionPasses: true,
      },
      '!approved.exists || metrics.log_loss <= approved.metrics.log_loss * (1.0 + 0.01)',
    ],
    [
      { metric: 'rows', direction: 'higher', baseline: 1000, firstVersionPasses: false },
      'metrics.rows >= 1000.0',
    ],
  ] satisfies [GateForm, string][])('read %o', (one, cel) => {
    expect(celOf(one)).toBe(cel)
    expect(formOf(cel)).toEqual(one)
    expect(formOf(cel.replace(/ (>=|<=|-|\|\|) /g, '\n  $1  '))).toEqual(one)
  })
})

describe('formOf', () => {
  it.each([
    'true',
    '',
    'metrics.accuracy > 0.9',
    'metrics.accuracy >= approved.metrics.f1',
    'metrics.accuracy >= approved.metrics.accuracy + 0.005',
    'metrics.accuracy >= approved.metrics.accuracy - 1',
    'metrics.accuracy >= approved.metrics.accuracy - -0.1',
    'metrics.accuracy >= 0.9 && metrics.f1 >= 0.9',
    'metrics["\\/"] >= 0.9',
    "metrics['accuracy'] >= 0.9",
    'metrics["in"] >= 1e999',
    'metrics.in >= 0.9',
    '!approved.exists || (metrics.accuracy >= 0.9)',
  ])('leaves %s as it is written', (cel) => {
    expect(formOf(cel)).toBeNull()
  })
})
