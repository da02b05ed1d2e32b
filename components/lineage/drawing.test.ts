import { describe, expect, it } from 'vitest'
import { drawingOf } from './drawing'
import { fold } from './fold'
import { placeSize } from './size'
import { graphOf, numbersTo } from './testing'
import { firstView, windowHeight } from './view'

const hrefs = {
  group: (id: string) => `?expand=${id}`,
  beyond: ({ id }: { id: string }) => `?beyond=${id}`,
}

function drawn(root: string, arrows: string[], opened?: string) {
  const page = { ...graphOf(root, arrows), direction: 'both', depth: 9, truncated: false } as const
  return drawingOf(page, fold(page), { hrefs, opened })
}

const sweep = (runs: number) => numbersTo(runs).map((n) => `d1>r${n}>v${n}`)

describe('what is drawn', () => {
  it('leads to the page of each thing', () => {
    const { places } = drawn('v1', ['d1>r1>v1'])
    expect(places.map(({ name, word, href, self }) => [name, word, href, self])).toEqual([
      ['d1', 'Dataset', '/d1', false],
      ['r1', 'Run', '/r1', false],
      ['v1', 'Version', '/v1', true],
    ])
  })

  it('names the code of a run, and of nothing else', () => {
    const { places } = drawn('v1', ['d1>r1>v1'])
    expect(places.map(({ code }) => code)).toEqual([null, 'abcdef0', null])
  })

  it('comes in the order in which it is read: from the left, and from above', () => {
    const { places } = drawn('d1', ['d1>r1>v1', 'd1>r2>v2'])
    expect(places.map(({ name }) => name)).toEqual(['d1', 'r1', 'r2', 'v1', 'v2'])
  })

  it('counts a group, which leads to itself opened', () => {
    const { places } = drawn('d1', sweep(200))
    expect(places.map(({ name, href }) => [name, href])).toEqual([
      ['d1', '/d1'],
      ['200 runs', '?expand=r1'],
      ['200 versions', '?expand=v1'],
    ])
  })

  it('offers what lies beyond on the side where it lies', () => {
    const page = graphOf('v1', ['d1>r1>v1>r2'])
    const nodes = page.nodes.map((node) => ({
      ...node,
      more: node.id === 'd1' || node.id === 'r2',
    }))
    const whole = { ...page, nodes, direction: 'both', depth: 2, truncated: false } as const
    const { places } = drawingOf(whole, fold(whole), { hrefs })
    expect(
      places.flatMap(({ name, more }) => (more ? [[name, more.side, more.href]] : [])),
    ).toEqual([
      ['d1', 'left', '?beyond=d1'],
      ['r2', 'right', '?beyond=r2'],
    ])
  })
})

describe('the window', () => {
  const window = { width: 1000, height: 400 }

  it('shows a small drawing whole, in the middle and no larger than it is', () => {
    const drawing = drawn('v1', ['r1>v1'])
    const view = firstView(drawing, window)
    expect(view.zoom).toBe(1)
    expect(view.x).toBe(Math.round((window.width - drawing.width) / 2))
  })

  it('makes a wide one smaller while it can be read', () => {
    const drawing = drawn('v1', ['d1>r1>d2>r2>v1'])
    const { zoom, x } = firstView(drawing, window)
    expect(zoom).toBeLessThan(1)
    expect(x).toBeGreaterThan(0)
    expect(x + drawing.width * zoom).toBeLessThan(window.width)
  })

  it('begins at what a large one is about, or at what was opened last', () => {
    for (const opened of [undefined, 'v90']) {
      const drawing = drawn('v7', sweep(99), opened)
      const { x, y, zoom } = firstView(drawing, window)
      const at = drawing.places.find(({ name }) => name === (opened ?? 'v7'))
      expect(y + ((at?.y ?? 0) + placeSize.height / 2) * zoom).toBeCloseTo(window.height / 2, 0)
      expect(x).toBeGreaterThan(0)
    }
  })

  it('is as high as what it shows, within reason', () => {
    expect(windowHeight({ width: 500, height: 46 })).toBe(120)
    expect(windowHeight({ width: 500, height: 300 })).toBe(348)
    expect(windowHeight({ width: 500, height: 9000 })).toBe(620)
  })
})
