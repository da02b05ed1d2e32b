import { expect, it } from 'vitest'
import { marked } from './marked'

const shown = (text: string, ...places: [number, number][]) =>
  marked(
    text,
    places.map(([at, length]) => ({ at, length })),
  )
    .map(({ part, isWrong }) => (isWrong ? `[${part}]` : part))
    .join('')

it('marks what is wrong where it stands', () => {
  expect(shown('state:good b', [6, 4])).toBe('state:[good] b')
  expect(shown('a b c', [4, 1], [0, 1])).toBe('[a] b [c]')
  expect(shown('a', [0, 1])).toBe('[a]')
})

it('marks what overlaps once, and the place where something is missing', () => {
  expect(shown('(state:', [0, 1], [1, 6])).toBe('[(][state:]')
  expect(shown('abcd', [0, 3], [1, 1], [2, 2])).toBe('[abc][d]')
  expect(shown('abc', [3, 1])).toBe('abc[ ]')
})
