import { describe, expect, it } from 'vitest'
import { fold } from './fold'
import { graphOf, numbersTo } from './testing'
import { type Branch, branchesOf } from './tree'

function told(arrows: string[], root: string, direction: 'up' | 'down'): unknown {
  const lines = (branches: Branch[]): unknown =>
    branches.map(({ place, roles, again, branches: below }) => {
      const line = `${roles.join('+')} ${place.id}${again ? ' again' : ''}`
      return below.length > 0 ? [line, lines(below)] : line
    })
  return lines(branchesOf(fold(graphOf(root, arrows)), root, direction))
}

describe('the nested list', () => {
  const arrows = ['d1>r1>d2>r2>v1', 'd3>r2', 'v1>r3>d4']

  it('tells what something came from', () => {
    expect(told(arrows, 'v1', 'up')).toEqual([
      ['registered r2', [['input d2', [['registered r1', ['input d1']]]], 'input d3']],
    ])
  })

  it('tells what was made of it', () => {
    expect(told(arrows, 'v1', 'down')).toEqual([['input r3', ['registered d4']]])
  })

  it('tells each thing once and then says that it stands above', () => {
    expect(told(['d1>r1>d2>r2>v1', 'd1>r2'], 'v1', 'up')).toEqual([
      ['registered r2', ['input d1', ['input d2', [['registered r1', ['input d1 again']]]]]],
    ])
  })

  it('ends where the data goes in a circle', () => {
    expect(told(['d1>r1>d1'], 'd1', 'down')).toEqual([['input r1', ['registered d1 again']]])
  })

  it('gives two relations to the same thing one line', () => {
    const graph = graphOf('v1', ['r1>f1', 'f1>v1'])
    const twice = {
      ...graph,
      edges: [
        ...graph.edges,
        { from: 'r1', to: 'v1', role: 'registered' as const },
        { from: 'r1', to: 'v1', role: 'derived' as const },
      ],
    }
    const branches = branchesOf(fold(twice), 'v1', 'up')
    expect(branches.map(({ place, roles }) => [place.id, roles])).toEqual([
      ['f1', ['derived']],
      ['r1', ['registered', 'derived']],
    ])
  })

  it('goes down a thousand steps', () => {
    const chain = numbersTo(1000)
      .map((n) => `r${n}`)
      .join('>')
    expect(JSON.stringify(told([chain], 'r1', 'down'))).toContain('r1000')
  })
})
