import { describe, expect, it } from 'vitest'
import { fold } from './fold'
import { layOut } from './layout'
import { placeSize } from './size'
import { graphOf, numbersTo, turned } from './testing'

const laid = (arrows: string[], root: string) => layOut(fold(graphOf(root, arrows)))

describe('the drawing', () => {
  const arrows = [
    'd1>r1>d2>r2>v1',
    'd1>r2',
    'd3>r2',
    'v1>r3>d4',
    ...numbersTo(9).map((n) => `d2>r1${n}>v1${n}`),
  ]

  it('goes from left to right as the data does', () => {
    const { corners, lines } = laid(arrows, 'v1')
    const x = new Map(corners.map((corner) => [corner.id, corner.x]))
    for (const { from, to } of lines) expect(x.get(from)).toBeLessThan(x.get(to) ?? 0)
  })

  it('lays nothing over something else, and all of it within its size', () => {
    const { corners, width, height } = laid(arrows, 'v1')
    for (const a of corners) {
      expect(a.x).toBeGreaterThanOrEqual(0)
      expect(a.y).toBeGreaterThanOrEqual(0)
      expect(a.x + placeSize.width).toBeLessThanOrEqual(Math.ceil(width))
      expect(a.y + placeSize.height).toBeLessThanOrEqual(Math.ceil(height))
      for (const b of corners) {
        const over = Math.abs(a.x - b.x) < placeSize.width && Math.abs(a.y - b.y) < placeSize.height
        expect(a === b || !over).toBe(true)
      }
    }
  })

  it('draws no line through a place that it does not join', () => {
    const { corners, lines } = laid(arrows, 'v1')
    for (const { from, to, path } of lines)
      for (const { x, y, id } of corners) {
        if (id === from || id === to) continue
        const through = pointsOf(path).filter(
          (point) =>
            point.x > x &&
            point.x < x + placeSize.width &&
            point.y > y &&
            point.y < y + placeSize.height,
        )
        expect({ line: `${from}>${to}`, id, through }).toEqual({
          line: `${from}>${to}`,
          id,
          through: [],
        })
      }
  })

  it('is the same whatever order the graph is told in', () => {
    expect(layOut(fold(turned(graphOf('v1', arrows)))).lines).toEqual(laid(arrows, 'v1').lines)
  })

  it('joins two places by one line with all the roles', () => {
    const graph = graphOf('v1', ['r1>v1'])
    const derived = { from: 'r1', to: 'v1', role: 'derived' as const }
    const { lines } = layOut(fold({ ...graph, edges: [...graph.edges, derived] }))
    expect(lines.map(({ roles }) => roles)).toEqual([['derived', 'registered']])
  })

  it('stands in the order of the names', () => {
    const { corners } = laid([...numbersTo(30).map((n) => `d1>r${n}>v${n}`), 'v7>r99'], 'd1')
    const y = (id: string) => corners.find((corner) => corner.id === id)?.y ?? 0
    const sweep = numbersTo(30).map((n) => y(`r${n}`))
    expect(sweep).toEqual(sweep.toSorted((a, b) => a - b))
  })

  it('draws a sweep as a comb: all its lines turn at one', () => {
    const { lines } = laid(
      numbersTo(9).map((n) => `d1>r${n}`),
      'd1',
    )
    const upright = lines.flatMap(({ path }) => /Q([\d.]+) /.exec(path)?.[1] ?? [])
    expect(upright).toHaveLength(8)
    expect(new Set(upright).size).toBe(1)
  })

  it('keeps the combs of two things apart', () => {
    const two = numbersTo(4).flatMap((n) => [`d1>r${n}`, `d2>r${n}`])
    const { lines } = laid(two, 'd1')
    const turns = (from: string) =>
      new Set(
        lines
          .filter((line) => line.from === from)
          .flatMap(({ path }) => /Q([\d.]+) /.exec(path)?.[1] ?? []),
      )
    const [one, other] = [turns('d1'), turns('d2')]
    expect([one.size, other.size]).toEqual([1, 1])
    expect([...one]).not.toEqual([...other])
  })

  it('takes a circle', () => {
    expect(laid(['d1>r1>d2>r2>d1'], 'd1').corners).toHaveLength(4)
  })

  it('takes one thing alone', () => {
    expect(laid([], 'v1')).toMatchObject({
      corners: [{ id: 'v1', x: 0, y: 0 }],
      lines: [],
      ...placeSize,
    })
  })
})

/** Points along a path of our own making; its corners count as sharp. */
function pointsOf(path: string): { x: number; y: number }[] {
  let last = { x: 0, y: 0 }
  return (path.match(/[MHVQ][^MHVQ]*/g) ?? []).flatMap((part) => {
    const numbers = part.slice(1).split(' ').map(Number)
    const [x = 0, y = 0] = numbers.slice(-2)
    const start = last
    if (part.startsWith('H')) last = { x: numbers[0] ?? 0, y: last.y }
    else if (part.startsWith('V')) last = { x: last.x, y: numbers[0] ?? 0 }
    else last = { x, y }
    if (part.startsWith('M')) return []
    return numbersTo(40).map((step) => ({
      x: start.x + ((last.x - start.x) * step) / 40,
      y: start.y + ((last.y - start.y) * step) / 40,
    }))
  })
}
