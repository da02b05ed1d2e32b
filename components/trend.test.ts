import { describe, expect, it } from 'vitest'
import { trendLine, trendWords } from './trend'

describe('trendWords', () => {
  it('says how far a metric came, and whether that is better', () => {
    expect(trendWords([0.88, 0.9, 0.85, 0.91], 'higher')).toBe(
      '0.91, up from 0.88 over 4 versions, better',
    )
    expect(trendWords([0.4, 0.5], 'lower')).toBe('0.5, up from 0.4 over 2 versions, worse')
    expect(trendWords([0.5, 0.4], 'lower')).toBe('0.4, down from 0.5 over 2 versions, better')
  })

  it('says that nothing changed', () => {
    expect(trendWords([1, 2, 1], 'higher')).toBe('1, as before over 3 versions')
  })

  it('says no more than the value where there is nothing to set it against', () => {
    expect(trendWords([0.91], 'higher')).toBe('0.91')
    expect(trendWords(['NaN', 0.91], 'higher')).toBe('0.91')
    expect(trendWords([0.91, 'NaN'], 'higher')).toBe('NaN')
    expect(trendWords([], 'higher')).toBe('—')
  })

  it('leaves out of the count what was no number', () => {
    expect(trendWords([0.1, 'NaN', 0.2], 'higher')).toBe('0.2, up from 0.1 over 2 versions, better')
  })
})

describe('trendLine', () => {
  const box = { width: 60, height: 20 }

  it('draws from left to right, the highest at the top', () => {
    expect(trendLine([1, 3, 2], box)).toEqual([
      { x: 0, y: 20 },
      { x: 30, y: 0 },
      { x: 60, y: 10 },
    ])
  })

  it('draws what stayed the same in the middle', () => {
    expect(trendLine([5, 5], box)?.map(({ y }) => y)).toEqual([10, 10])
  })

  it('draws nothing of one value, and leaves out what is no number', () => {
    expect(trendLine([1], box)).toBeNull()
    expect(trendLine([1, 'NaN', 2, 'Infinity'], box)).toHaveLength(2)
  })

  it('draws the largest numbers that there are', () => {
    expect(trendLine([Number.MAX_VALUE, -Number.MAX_VALUE], box)?.map(({ y }) => y)).toEqual([
      0, 20,
    ])
  })
})
