import { describe, expect, it } from 'vitest'
import { padded, rowsOf, sentRows, sumOf, sumWords } from './split-rows'
import { variantOf } from './testing'

const variant = variantOf(3, { asked: 'model://churn/latest' })

describe('the rows of a split', () => {
  it('ask for what is followed by its name, and for all else by its version', () => {
    expect(rowsOf([variant], { follows: true })[0]?.model).toBe('model://churn/latest')
    expect(rowsOf([variant], { follows: false })[0]?.model).toBe('model://churn/v3')
  })

  it('keep the names that people gave, and no others', () => {
    const names = ['v3', 'churn-v3', 'control'].map((name) => ({ ...variant, name }))
    expect(rowsOf(names, { follows: false }).map(({ name }) => name)).toEqual(['', '', 'control'])
  })

  it('come back as they were sent, closed up as the server counts them', () => {
    const rows = sentRows({ 'variants.0.model': 'model://a/v1', 'variants.9.weight': '4' })
    expect(rows).toHaveLength(10)
    expect(rows[0]).toEqual({ at: 0, model: 'model://a/v1', weight: '', name: '' })
    expect(rows[1]?.weight).toBe('4')
    expect(padded(rows.slice(0, 1))).toHaveLength(10)
  })

  it('sum up, and say what is missing or too much', () => {
    const weights = (...all: string[]) => sumWords(sumOf(all.map((weight) => ({ weight }))))
    expect(weights('90', '10', '')).toBe('Sum: 100 %')
    expect(weights('90')).toBe('Sum: 90 %, 10 % are missing')
    expect(weights('90', '20')).toBe('Sum: 110 %, 10 % too much')
    expect(weights('ninety')).toBe('A weight is not a number.')
  })
})
