import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { celOf, formOf, type GateForm } from './form'
import { emptyRow, gateOf, gatesOf, isFilled, rowOf, rowsOf } from './rows'

const finite = fc.double({ noNaN: true, noDefaultInfinity: true })
const usual = {
  metric: fc.oneof(fc.constantFrom('accuracy', ' padded ', 'a"b'), fc.string({ minLength: 1 })),
  direction: fc.constantFrom('higher', 'lower'),
  firstVersionPasses: fc.boolean(),
} as const
const form: fc.Arbitrary<GateForm> = fc.oneof(
  fc.record({ ...usual, baseline: finite }),
  fc.record({
    ...usual,
    baseline: fc.constant('approved'),
    tolerance: finite.map(Math.abs),
    relative: fc.boolean(),
  }),
)

describe('a gate as a row of fields', () => {
  it('stays exactly what it is when nothing is written', () => {
    fc.assert(
      fc.property(form, (one) => {
        const cel = celOf(one)
        expect(gateOf(rowOf({ name: 'it', cel }))).toEqual({ gate: { name: 'it', cel } })
      }),
      { numRuns: 1000 },
    )
  })

  it('is its expression where the fields would say something else', () => {
    const exact = '!approved.exists || metrics.f1 >= approved.metrics.f1 * (1.0 - 0.12345678901234)'
    expect(formOf(exact)).not.toBeNull()
    expect(rowOf({ name: 'exact', cel: exact })).toMatchObject({ kind: 'cel', cel: exact })
    expect(rowOf({ name: 'f1', cel: exact.replace('0.12345678901234', '0.07') })).toMatchObject({
      kind: 'form',
      tolerance: '7',
      unit: 'percent',
    })
  })

  it('reads numbers as people write them, and says which it cannot read', () => {
    const row = { ...emptyRow, name: 'it', metric: 'f1' }
    const celFor = (fields: Partial<typeof row>) => {
      const read = gateOf({ ...row, ...fields })
      return 'gate' in read ? read.gate.cel : read.problems
    }
    expect(celFor({ tolerance: ' .5 ' })).toContain('- 0.5')
    expect(celFor({ tolerance: '' })).toBe('!approved.exists || metrics.f1 >= approved.metrics.f1')
    expect(celFor({ baseline: 'number', bound: '−1' })).toBe('metrics.f1 >= -1.0')
    expect(celFor({ tolerance: '-1' })).toHaveProperty('tolerance')
    expect(celFor({ tolerance: '5%' })).toHaveProperty('tolerance')
    expect(celFor({ baseline: 'number', bound: '' })).toHaveProperty('bound')
    expect(celFor({ baseline: 'number', bound: '1e999' })).toHaveProperty('bound')
    expect(celFor({ metric: ' ' })).toHaveProperty('metric')
  })
})

describe('a form as it was sent', () => {
  it('leaves out rows that are empty or marked to go, in their order', () => {
    const sent: [string, string][] = [
      ['2.name', 'last'],
      ['2.kind', 'cel'],
      ['2.cel', 'true'],
      ['0.name', 'gone'],
      ['0.kind', 'cel'],
      ['0.cel', 'false'],
      ['0.removed', 'on'],
      ['1.name', ''],
      ['1.tolerance', '0'],
      ['x.name', 'no row'],
      ['3', 'no field'],
    ]
    expect(rowsOf(sent).map(({ name }) => name)).toEqual(['gone', '', 'last'])
    expect(gatesOf(sent)).toEqual({ gates: [{ name: 'last', cel: 'true' }], problems: {} })
    expect(isFilled(emptyRow)).toBe(false)
  })
})
