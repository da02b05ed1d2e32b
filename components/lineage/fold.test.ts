import { describe, expect, it } from 'vitest'
import { fold, openedAtOnce } from './fold'
import type { Places } from './graph'
import { graphOf, numbersTo, turned } from './testing'

/** `27 r1` for a group, `v3` for what stands alone. */
const told = ({ places }: Places) =>
  places.map(({ id, count }) => (count === 1 ? id : `${count} ${id}`))
const arrowsOf = ({ edges }: Places) => edges.map(({ from, to }) => `${from}>${to}`)

const sweep = (runs: number) => numbersTo(runs).map((n) => `d1>r${n}>v${n}`)

describe('a graph that fits', () => {
  it('is left as it is', () => {
    const folded = fold(graphOf('d1', sweep(10)))
    expect(folded.places.every(({ count }) => count === 1)).toBe(true)
    expect(folded.places).toHaveLength(21)
    expect(folded.edges).toHaveLength(20)
  })
})

describe('a graph that does not fit', () => {
  it('shows a sweep as its runs and its versions', () => {
    const folded = fold(graphOf('d1', sweep(200)))
    expect(told(folded)).toEqual(['d1', '200 r1', '200 v1'])
    expect(arrowsOf(folded)).toEqual(['d1>r1', 'r1>v1'])
  })

  it('keeps those apart that another state or use tells apart', () => {
    const folded = fold(graphOf('d1', [...sweep(200), 'v7>r900>d2'], { v7: 'approved' }))
    expect(told(folded)).toEqual(['d1', 'd2', '199 r1', 'r7', 'r900', '199 v1', 'v7'])
    expect(arrowsOf(folded).sort()).toEqual([
      'd1>r1',
      'd1>r7',
      'r1>v1',
      'r7>v7',
      'r900>d2',
      'v7>r900',
    ])
  })

  it('folds what is not alike by kind and level, when nothing else makes it fit', () => {
    // Each run has another number of chains behind it, so refining would tell all of them apart.
    const uneven = numbersTo(40).map((n) =>
      ['d1', `r${n}`, ...numbersTo(n).map((m) => `v${n}-${m}`)].join('>'),
    )
    const folded = fold(graphOf('d1', uneven), { most: 60 })
    expect(folded.places.length).toBeLessThanOrEqual(60)
    expect(told(folded)).toContain('40 r1')
  })

  it('never folds what was asked about', () => {
    const folded = fold(graphOf('v5', sweep(200)), { most: 3 })
    expect(folded.places.find(({ id }) => id === 'v5')?.count).toBe(1)
  })

  it('does not depend on the order in which it is told', () => {
    const graph = graphOf('d1', [...sweep(200), 'v7>r900>d2'])
    expect(told(fold(turned(graph)))).toEqual(told(fold(graph)))
  })
})

describe('opening a group', () => {
  it('takes the first of it out, and leaves the rest a group', () => {
    const once = fold(graphOf('d1', sweep(200)), { expand: ['r1'] })
    expect(
      told(once)
        .filter((id) => id.includes('r'))
        .slice(-1),
    ).toEqual([`${200 - openedAtOnce} r${openedAtOnce + 1}`])
    const twice = fold(graphOf('d1', sweep(200)), { expand: ['r1', `r${openedAtOnce + 1}`] })
    expect(told(twice)).toContain(`${200 - 2 * openedAtOnce} r${2 * openedAtOnce + 1}`)
    expect(arrowsOf(twice)).toContain('r60>v1')
  })

  it('ignores what is in no group', () => {
    expect(told(fold(graphOf('d1', sweep(200)), { expand: ['d1', 'gone'] }))).toEqual([
      'd1',
      '200 r1',
      '200 v1',
    ])
  })
})
