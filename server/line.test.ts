import { describe, expect, it } from 'vitest'
import { Line } from './line'

/** A line with room for two, and who of it was let in or refused, in order. */
function lineOf({ mostWeight = 100 } = {}) {
  const line = new Line(2, mostWeight)
  const told: string[] = []
  const enter = (name: string, weight = 1) =>
    line.enter(name.slice(0, 1), weight, (refused) => told.push(refused ? `${name} refused` : name))
  return { line, told, enter }
}

describe('a line of requests', () => {
  it('lets in as many as there are places, and the next when one leaves', () => {
    const { line, told, enter } = lineOf()
    for (const name of ['a1', 'a2', 'a3', 'a4']) enter(name)
    expect(told).toEqual(['a1', 'a2'])
    expect([line.working, line.waiting]).toEqual([2, 2])
    line.leave()
    expect(told).toEqual(['a1', 'a2', 'a3'])
    for (let left = 3; left > 0; left--) line.leave()
    expect(told).toEqual(['a1', 'a2', 'a3', 'a4'])
    expect([line.working, line.waiting]).toEqual([0, 0])
    enter('b1')
    expect(told.at(-1)).toBe('b1')
  })

  it('takes those who wait in turns by whose they are', () => {
    const { line, told, enter } = lineOf()
    for (let n = 1; n <= 50; n++) enter(`a${n}`)
    enter('b1')
    enter('b2')
    enter('c1')
    for (let n = 0; n < 6; n++) line.leave()
    expect(told).toEqual(['a1', 'a2', 'a3', 'b1', 'c1', 'a4', 'b2', 'a5'])
  })

  it('forgets who hangs up, and says whether they waited', () => {
    const { line, told, enter } = lineOf()
    const working = enter('a1')
    enter('a2')
    const waiting = enter('a3')
    enter('a4')
    expect([working(), waiting(), waiting()]).toEqual([false, true, false])
    line.leave()
    expect(told).toEqual(['a1', 'a2', 'a4'])
  })

  it('refuses the newest of those of whom most wait, and never who has been let in before', () => {
    const { line, told, enter } = lineOf({ mostWeight: 4 })
    for (let n = 1; n <= 6; n++) enter(`a${n}`)
    enter('a7', 0)
    enter('b1')
    expect(told).toEqual(['a1', 'a2', 'a6 refused'])
    enter('b2', 3)
    expect(told.slice(3)).toEqual(['b2 refused'])
    expect(line.waiting).toBe(5)
  })
})
